using System.Reflection;
using System.Runtime.InteropServices;
using DataForge.Core;

namespace DataForge.Formats;

/// <summary>Finds the native libraries this room calls. A missing one is the user's to mend, so the message says which command installs it.</summary>
internal static class NativeLibraries
{
    internal const string Zstd = "libzstd.so.1";
    internal const string DuckDb = "libduckdb.so";

    private static readonly Lazy<nint> ZstdHandle = new(() => Load([Zstd], $"{Zstd} is not installed and .zst files need it; run: apt-get install libzstd1"));

    private static readonly Lazy<nint> DuckDbHandle = new(() => Load(
        Candidates(AppContext.BaseDirectory), $"{DuckDb} was not found and Parquet files need it; run in the suite's folder: npm ci --ignore-scripts"));

    static NativeLibraries() => NativeLibrary.SetDllImportResolver(Assembly.GetExecutingAssembly(), (name, _, _) => name switch
    {
        Zstd => ZstdHandle.Value,
        DuckDb => DuckDbHandle.Value,
        _ => 0,
    });

    /// <exception cref="ForgeException">The library is not there.</exception>
    public static void RequireZstd() => _ = ZstdHandle.Value;

    /// <exception cref="ForgeException">The library is not there.</exception>
    public static void RequireDuckDb() => _ = DuckDbHandle.Value;

    /// <summary>Beside the program first, then in node_modules of its folder and of every folder above.</summary>
    internal static IEnumerable<string> Candidates(string folder)
    {
        yield return Path.Combine(folder, DuckDb);
        for (var at = new DirectoryInfo(folder); at is not null; at = at.Parent)
            yield return Path.Combine(at.FullName, "node_modules", "@duckdb", "node-bindings-linux-x64", DuckDb);
    }

    /// <summary>Loads the first candidate that is there.</summary>
    internal static nint Load(IEnumerable<string> candidates, string missing)
    {
        foreach (var candidate in candidates)
            if (!Path.IsPathRooted(candidate) || File.Exists(candidate))
                if (NativeLibrary.TryLoad(candidate, out var handle))
                    return handle;
        throw new ForgeException(missing);
    }
}
