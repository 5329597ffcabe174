using System.Reflection;
using DataForge.Core;

namespace DataForge.Synthesis;

/// <summary>The prompts by their path below corpora/prompts, without the suffix: <c>evolve/en/conditional</c>.</summary>
public sealed class PromptLibrary
{
    private readonly Func<string, string?> _read;
    private readonly Dictionary<string, PromptTemplate> _parsed = new(StringComparer.Ordinal);
    private readonly Lock _gate = new();

    private PromptLibrary(Func<string, string?> read) => _read = read;

    /// <summary>The prompts that come with the suite.</summary>
    public static PromptLibrary BuiltIn { get; } = new(Resource);

    /// <summary>A folder laid out as corpora/prompts; null gives the built-in ones.</summary>
    public static PromptLibrary Open(string? folder) => folder is null ? BuiltIn : new PromptLibrary(path => File(folder, path));

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
