using System.Reflection;
using System.Runtime.InteropServices;
using DataForge.Core;

namespace DataForge.Formats;

/// <summary>Finds the native libraries this room calls. A missing one is the user's to mend, so the message says which command installs it.</summary>
internal static class NativeLibraries
{
    internal const string DuckDb = "libduckdb.so";

    private static readonly Lazy<nint> DuckDbHandle = new(() => Load([DuckDb], $"{DuckDb}, which belongs beside the programs, does not load and Parquet files need it; install the suite again"));

    static NativeLibraries() => NativeLibrary.SetDllImportResolver(Assembly.GetExecutingAssembly(), (name, _, _) => name switch
    {
        DuckDb => DuckDbHandle.Value,
        _ => 0,
    });

    /// <exception cref="ForgeException">The library is not there.</exception>
    public static void RequireDuckDb() => _ = DuckDbHandle.Value;

    /// <summary>Loads the first candidate that the runtime finds: beside the program, where the package put it, or where the system looks.</summary>
    internal static nint Load(IEnumerable<string> candidates, string missing)
    {
        foreach (var candidate in candidates)
            if (NativeLibrary.TryLoad(candidate, Assembly.GetExecutingAssembly(), null, out var handle))
                return handle;
        throw new ForgeException(missing);
    }
}
