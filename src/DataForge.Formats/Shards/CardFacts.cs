using DataForge.Core;

namespace DataForge.Formats;

/// <summary>What a dataset card says of the rows; gathered while they are written.</summary>
public sealed class CardFacts
{
    private const int MostNames = 1000;

    private readonly SortedDictionary<string, long> _sources = new(StringComparer.Ordinal);
    private readonly SortedSet<string> _languages = new(StringComparer.Ordinal);
    private readonly SortedSet<string> _licenses = new(StringComparer.Ordinal);

    /// <summary>Rows by <c>source</c>, in ordinal order; past a thousand sources the rest are counted as <c>others</c>.</summary>
    public IReadOnlyDictionary<string, long> Sources => _sources;

    public IReadOnlyCollection<string> Languages => _languages;

    public IReadOnlyCollection<string> Licenses => _licenses;

    public void Add(Row row)
    {
        if (Text(row, "source") is { } source) Count(_sources.Count < MostNames || _sources.ContainsKey(source) ? source : "others");
        if (Text(row, "language") is { } language && _languages.Count < MostNames) _languages.Add(language);
        if (Text(row, "license") is { } license && _licenses.Count < MostNames) _licenses.Add(license);
    }

    private void Count(string source) => _sources[source] = _sources.GetValueOrDefault(source) + 1;

    private static string? Text(Row row, string name) => row.Raw(name) is [(byte)'"', ..] ? row.Text(name) : null;
}
