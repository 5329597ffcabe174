using System.IO.Enumeration;

namespace DataForge.Core;

/// <summary>The files that an argument stands for: itself, a folder's data files, or those that a quoted pattern matches; each list in ordinal order.</summary>
public static class InputFiles
{
    private static readonly string[] Suffixes = [".jsonl", ".ndjson", ".parquet", ".csv", ".tsv", ".txt"];
    private static readonly string[] Compressions = [".gz", ".zst"];

    /// <exception cref="ForgeException">A folder or pattern holds no data file.</exception>
    public static IReadOnlyList<string> Expand(IReadOnlyList<string> arguments) => [.. arguments.SelectMany(a => Expand(a, InFolder, "data file (.jsonl, .json, .parquet, .csv, .tsv, .txt, with .gz or .zst)"))];

    /// <summary>As above, where other files count as data.</summary>
    /// <param name="suffixes">Of the files that a folder is searched for, with or without .gz or .zst behind.</param>
    public static IReadOnlyList<string> Expand(IReadOnlyList<string> arguments, IReadOnlyList<string> suffixes) =>
        [.. arguments.SelectMany(a => Expand(a, folder => [.. Visible(folder).Where(f => suffixes.Contains(Inner(f)))], $"file of these kinds: {string.Join(", ", suffixes)}"))];

    /// <summary>What each file is called in the tree of its argument: its place under a folder, or under a pattern's folders up to the first one with a wildcard; a file named by itself is called by its name.</summary>
    /// <param name="paths">What the arguments stand for.</param>
    public static IReadOnlyDictionary<string, string> NamesInTree(IReadOnlyList<string> arguments, IReadOnlyList<string> paths)
    {
        var roots = arguments.Where(a => !File.Exists(a)).Select(a => Directory.Exists(a) ? a : FixedFolder(a)).ToList();
        var named = arguments.Where(File.Exists).ToHashSet(StringComparer.Ordinal);
        var names = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var path in paths)
        {
            var root = named.Contains(path) ? null : roots.Find(r => r.Length == 0 || path.StartsWith(r.TrimEnd('/') + "/", StringComparison.Ordinal));
            names[path] = root is null ? Path.GetFileName(path) : Path.GetRelativePath(root.Length == 0 ? "." : root, path);
        }

        return names;
    }

    /// <summary>All of a small file.</summary>
    /// <exception cref="ForgeException">It cannot be read.</exception>
    public static byte[] Bytes(string path)
    {
        try
        {
            return File.ReadAllBytes(path);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new ForgeException($"{path}: cannot be read: {e.Message}", e);
        }
    }

    private static string FixedFolder(string pattern) => pattern[..(pattern.LastIndexOf('/', pattern.AsSpan().IndexOfAny('*', '?')) + 1)];

    private static List<string> Expand(string argument, Func<string, List<string>> inFolder, string wanted)
    {
        if (argument == "-" || File.Exists(argument)) return [argument];
        try
        {
            if (Directory.Exists(argument)) return inFolder(argument) is { Count: > 0 } files ? files : throw new ForgeException($"{argument}: the folder holds no {wanted}");
            if (!IsPattern(argument)) return [argument]; // the reader says that it is missing
            return Matches(argument) is { Count: > 0 } found ? found : throw new ForgeException($"{argument}: no file matches");
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new ForgeException($"{argument}: cannot be read: {e.Message}", e);
        }
    }

    private static bool IsPattern(string argument) => argument.AsSpan().ContainsAny('*', '?');

    /// <summary>Data files of a folder and of those in it; <c>.json</c> only where there is nothing else, so that manifests and cards are no rows.</summary>
    private static List<string> InFolder(string folder)
    {
        var all = Visible(folder);
        var data = all.Where(f => Suffixes.Contains(Inner(f))).ToList();
        return data.Count > 0 ? data : [.. all.Where(f => Inner(f) == ".json")];
    }

    private static List<string> Visible(string folder) =>
        [.. Directory.EnumerateFiles(folder, "*", SearchOption.AllDirectories).Where(f => !Path.GetRelativePath(folder, f).Split('/').Any(part => part.StartsWith('.'))).Order(StringComparer.Ordinal)];

    private static string Inner(string path)
    {
        var suffix = Path.GetExtension(path).ToLowerInvariant();
        return Compressions.Contains(suffix) ? Path.GetExtension(Path.GetFileNameWithoutExtension(path)).ToLowerInvariant() : suffix;
    }

    /// <summary><c>*</c> and <c>?</c> stand for characters of one name, <c>**</c> for any folders.</summary>
    private static List<string> Matches(string pattern)
    {
        var parts = pattern.Split('/', StringSplitOptions.RemoveEmptyEntries);
        IEnumerable<string> found = [pattern.StartsWith('/') ? "/" : ""];
        for (var i = 0; i < parts.Length; i++)
        {
            var part = parts[i];
            var last = i == parts.Length - 1;
            found = part == "**" ? found.SelectMany(FoldersUnder) : found.SelectMany(folder => In(folder, part, last));
        }

        return [.. found.Where(File.Exists).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal)];
    }

    private static IEnumerable<string> FoldersUnder(string folder) =>
        Directory.EnumerateDirectories(Real(folder), "*", SearchOption.AllDirectories).Where(d => !d.Split('/').Any(p => p.Length > 1 && p[0] == '.' && p != "..")).Select(d => folder.Length == 0 ? d[2..] : d).Prepend(folder);

    private static IEnumerable<string> In(string folder, string name, bool last)
    {
        if (!IsPattern(name)) return [Path.Combine(folder, name)];
        if (!Directory.Exists(Real(folder))) return [];
        var entries = last ? Directory.EnumerateFiles(Real(folder)) : Directory.EnumerateDirectories(Real(folder));
        return entries.Select(e => Path.GetFileName(e)).Where(n => !n.StartsWith('.') && FileSystemName.MatchesSimpleExpression(name, n, ignoreCase: false)).Select(n => Path.Combine(folder, n));
    }

    private static string Real(string folder) => folder.Length == 0 ? "./" : folder;
}
