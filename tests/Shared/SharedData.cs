using System.IO.Compression;
using System.Text;

namespace DataForge.Tests;

/// <summary>Finds the repository and the data and models that lie beside it; a test that needs what is absent is skipped with the reason printed.</summary>
internal static class SharedData
{
    /// <summary>The repository's root, found upwards from the test binary.</summary>
    public static string Repository { get; } = FindRepository();

    private static string Folder { get; } = Path.GetFullPath(Path.Combine(Repository, "..", "shared"));

    /// <summary>A file or directory under ../shared; skips the test where it is missing.</summary>
    public static string Require(params string[] parts)
    {
        var path = Path.Combine([Folder, .. parts]);
        if (!File.Exists(path) && !Directory.Exists(path)) Assert.Skip($"../shared/{string.Join('/', parts)} is not present beside the repository");
        return path;
    }

    /// <summary>True when the file or directory is there.</summary>
    public static bool Has(params string[] parts) => Path.Combine([Folder, .. parts]) is var path && (File.Exists(path) || Directory.Exists(path));

    /// <summary>Lines of a text file under ../shared, gunzipped by suffix; skips the test where it is missing.</summary>
    public static IEnumerable<string> Lines(params string[] parts)
    {
        var path = Require(parts);
        return Read(path);

        static IEnumerable<string> Read(string path)
        {
            using Stream file = File.OpenRead(path);
            using var reader = new StreamReader(path.EndsWith(".gz", StringComparison.Ordinal) ? new GZipStream(file, CompressionMode.Decompress) : file, Encoding.UTF8);
            while (reader.ReadLine() is { } line) yield return line;
        }
    }

    private static string FindRepository()
    {
        for (var at = new DirectoryInfo(AppContext.BaseDirectory); at is not null; at = at.Parent)
            if (File.Exists(Path.Combine(at.FullName, "DataForge.sln")))
                return at.FullName;
        throw new InvalidOperationException("no DataForge.sln above " + AppContext.BaseDirectory);
    }
}
