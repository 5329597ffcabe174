using System.Reflection;
using DataForge.Core;

namespace DataForge.Synthesis;

/// <summary>The prompts by their path below corpora/prompts, without the suffix: <c>evolve/en/conditional</c>.</summary>
public sealed class PromptLibrary
{
    private readonly Func<string, string?> _read;
    private readonly Dictionary<string, PromptTemplate> _parsed = new(StringComparer.Ordinal);
    private readonly Lock _gate = new();

    private PromptLibrary(Func<string, string?> read, string? folder)
    {
        _read = read;
        Folder = folder;
    }

    /// <summary>The user's own folder; null for the built-in prompts alone.</summary>
    public string? Folder { get; }

    /// <summary>The prompts that come with the suite.</summary>
    public static PromptLibrary BuiltIn { get; } = new(Resource, null);

    /// <summary>A folder laid out as corpora/prompts, with the built-in prompts for what it lacks; null gives the built-in ones alone.</summary>
    /// <exception cref="ForgeException">There is no such folder.</exception>
    public static PromptLibrary Open(string? folder)
    {
        if (folder is null) return BuiltIn;
        if (!Directory.Exists(folder)) throw new ForgeException($"--prompts: expected a folder, found {(System.IO.File.Exists(folder) ? "a file" : "nothing")} at {folder}");
        return new PromptLibrary(path => File(folder, path) ?? Resource(path), folder);
    }

    public bool Has(string path) => _read(path) is not null;

    /// <summary>Names of the prompts in a folder of the library: the built-in ones and the user's own, sorted.</summary>
    public IReadOnlyList<string> Names(string path)
    {
        var prefix = $"prompts/{path}/";
        var builtIn = Assembly.GetExecutingAssembly().GetManifestResourceNames().Where(n => n.StartsWith(prefix, StringComparison.Ordinal)).Select(n => n[prefix.Length..]);
        var own = Folder is not null && Path.Combine(Folder, path) is var folder && Directory.Exists(folder) ? Directory.GetFiles(folder, "*.txt").Select(f => Path.GetFileNameWithoutExtension(f)) : [];
        return [.. builtIn.Concat(own).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal)];
    }

    /// <exception cref="ForgeException">There is no such prompt, or it cannot be parsed.</exception>
    public PromptTemplate Get(string path, params IReadOnlyCollection<string> names)
    {
        lock (_gate)
        {
            if (_parsed.TryGetValue(path, out var known)) return known;
            var text = _read(path) ?? throw new ForgeException($"--prompts: there is no {path}.txt");
            return _parsed[path] = PromptTemplate.Parse(path + ".txt", text, names);
        }
    }

    private static string? File(string folder, string path)
    {
        var file = Path.Combine(folder, path + ".txt");
        try
        {
            return System.IO.File.Exists(file) ? System.IO.File.ReadAllText(file) : null;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new ForgeException($"{file}: cannot be read: {e.Message}", e);
        }
    }

    private static string? Resource(string path)
    {
        using var stream = Assembly.GetExecutingAssembly().GetManifestResourceStream("prompts/" + path);
        if (stream is null) return null;
        using var reader = new StreamReader(stream);
        return reader.ReadToEnd();
    }
}
