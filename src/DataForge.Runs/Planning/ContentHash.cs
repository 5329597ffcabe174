using System.Globalization;
using DataForge.Core;

namespace DataForge.Runs.Planning;

/// <summary>What stands in files and folders, whatever they are called and whenever they were written.</summary>
internal static class ContentHash
{
    private const int MostFiles = 10_000;

    /// <summary>Hash of a regular file, or of a folder's files with their names in it; null where there is neither.</summary>
    /// <exception cref="ForgeException">It cannot be read, or the folder holds too many files to be hashed.</exception>
    public static string? Of(string path, CancellationToken cancel = default)
    {
        try
        {
            if (FileStatus.OfTarget(path) is not { } status) return null;
            if (status.IsRegular) return OfFile(path, cancel);
            if (!status.IsFolder) return null;
            var files = Directory.EnumerateFiles(path, "*", SearchOption.AllDirectories).Take(MostFiles + 1).Select(f => Path.GetRelativePath(path, f)).Order(StringComparer.Ordinal).ToList();
            if (files.Count > MostFiles) throw new ForgeException($"{path}: a folder of more than {MostFiles:N0} files cannot stand in a command: its content is part of the stage's key");
            return StableHash.Hex128([.. files.SelectMany(f => new[] { f, OfFile(Path.Combine(path, f), cancel) })]);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new ForgeException($"{path}: cannot be read: {e.Message}", e);
        }
    }

    private static string OfFile(string path, CancellationToken cancel)
    {
        using var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite, bufferSize: 0, FileOptions.SequentialScan);
        return StableHash.Hex128(file, cancel);
    }

    /// <summary>A file's SHA-256 as 64 hex digits.</summary>
    /// <exception cref="ForgeException">It cannot be read.</exception>
    public static string Sha256(string path)
    {
        try
        {
            using var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite, bufferSize: 1 << 16, FileOptions.SequentialScan);
            return Convert.ToHexStringLower(System.Security.Cryptography.SHA256.HashData(file));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new ForgeException($"{path}: cannot be read: {e.Message}", e);
        }
    }

    /// <summary>Each of the suite's program files in a folder and its hash, shortened to 16 digits.</summary>
    public static SortedDictionary<string, string> OfBuild(string folder)
    {
        var files = Directory.EnumerateFiles(folder, "*.dll").Where(f => Path.GetFileName(f) is var n && (n.StartsWith("DataForge.", StringComparison.Ordinal) || n.StartsWith("forge", StringComparison.Ordinal)));
        var build = new SortedDictionary<string, string>(StringComparer.Ordinal);
        foreach (var file in files) build[Path.GetFileNameWithoutExtension(file)] = OfFile(file, CancellationToken.None)[..16];
        return build;
    }

    /// <summary>SHA-256 of facts, each with its length before it; the first 16 hex digits.</summary>
    public static string OfFacts(IEnumerable<Fact> facts)
    {
        var text = string.Concat(facts.Select(f => string.Create(CultureInfo.InvariantCulture, $"{f.Name.Length}:{f.Name}{f.Value.Length}:{f.Value}")));
        return Convert.ToHexStringLower(System.Security.Cryptography.SHA256.HashData(System.Text.Encoding.UTF8.GetBytes(text)))[..16];
    }
}
