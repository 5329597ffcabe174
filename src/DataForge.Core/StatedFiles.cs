using System.Text;

namespace DataForge.Core;

/// <summary>Files of which a run says to the tool it starts that their rows are all: the stages that wrote them have ended. A list of SHA-256 and path, named by an environment variable.</summary>
/// <remarks>A file counts only with the content that was stated, so that one written over since is not taken as complete.</remarks>
public static class StatedFiles
{
    /// <summary>The variable that names the list.</summary>
    public const string Variable = "DATAFORGE_STATED";

    private static readonly Lazy<Dictionary<string, string>> Stated = new(() => Read(Environment.GetEnvironmentVariable(Variable)));

    /// <summary>The list as it is written.</summary>
    public static string Text(IEnumerable<(string Path, string Sha256)> files) => string.Concat(files.Select(f => $"{f.Sha256} {Path.GetFullPath(f.Path)}\n"));

    /// <summary>True when the run stated something of a file of this name.</summary>
    public static bool Names(string path) => Stated.Value.ContainsKey(Path.GetFullPath(path));

    /// <param name="sha256">Of the bytes that were read.</param>
    public static bool AreAll(string path, string sha256) => Stated.Value.TryGetValue(Path.GetFullPath(path), out var stated) && stated == sha256;

    internal static Dictionary<string, string> Read(string? list)
    {
        var files = new Dictionary<string, string>(StringComparer.Ordinal);
        if (string.IsNullOrEmpty(list)) return files;
        try
        {
            foreach (var line in File.ReadLines(list, Encoding.UTF8))
                if (line.Split(' ', 2) is [{ Length: 64 } hash, { Length: > 0 } path]) files[path] = hash;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // What cannot be read states nothing.
        }

        return files;
    }
}
