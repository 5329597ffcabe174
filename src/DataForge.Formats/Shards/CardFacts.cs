using DataForge.Core;

namespace DataForge.Formats;

/// <summary>Who had a part in rows.</summary>
/// <param name="Role"><c>solutions</c>, <c>problems</c> (evolver) or <c>scores</c> (reward model); <c>decontamination</c> for an index.</param>
/// <param name="Name">The model's name; the index's hash.</param>
/// <param name="Revision">Empty where rows name none.</param>
public readonly record struct CardPart(string Role, string Name, string Revision);

/// <summary>What a dataset card says of the rows; gathered while they are written.</summary>
public sealed class CardFacts
{
    private const int MostNames = 1000;

    private readonly SortedDictionary<string, long> _sources = new(StringComparer.Ordinal);
    private readonly SortedDictionary<SourceClass, long> _classes = new(SourceClass.Order);
    private readonly SortedSet<string> _languages = new(StringComparer.Ordinal);
    private readonly SortedSet<string> _licenses = new(StringComparer.Ordinal);
    private readonly OrderedDictionary<CardPart, long> _parts = [];

    /// <summary>Rows by <c>source</c>, in ordinal order; past a thousand sources the rest are counted as <c>others</c>.</summary>
    public IReadOnlyDictionary<string, long> Sources => _sources;

    /// <summary>Rows by <c>source_class</c> and language; rows without a class are not counted.</summary>
    public IReadOnlyDictionary<SourceClass, long> Classes => _classes;

    public IReadOnlyCollection<string> Languages => _languages;

    public IReadOnlyCollection<string> Licenses => _licenses;

    public long Rows { get; private set; }

    /// <summary>The first row, which the card shows.</summary>
    public Row? Example { get; private set; }

    /// <summary>True when a model or a template wrote problems or solutions.</summary>
    public bool IsSynthetic { get; private set; }

    /// <summary>Rows by model, most first.</summary>
    public IReadOnlyList<(CardPart Part, long Rows)> Models => Parts(isModel: true);

    /// <summary>Rows by the index they were checked against; rows that name none are not counted.</summary>
    public IReadOnlyList<(CardPart Part, long Rows)> Indexes => Parts(isModel: false);

    private (CardPart, long)[] Parts(bool isModel) =>
        [.. _parts.Where(p => (p.Key.Role != "decontamination") == isModel).OrderByDescending(p => p.Value).ThenBy(p => p.Key.ToString(), StringComparer.Ordinal).Select(p => (p.Key, p.Value))];

    public void Add(Row row)
    {
        Rows++;
        Example ??= row;
        var source = row.PlainText("source");
        if (source is not null) Count(_sources.Count < MostNames || _sources.ContainsKey(source) ? source : "others");
        if (row.PlainText("language") is { } language && _languages.Count < MostNames) _languages.Add(language);
        if (SourceClass.Of(row) is { } kind && (_classes.Count < MostNames || _classes.ContainsKey(kind))) _classes[kind] = _classes.GetValueOrDefault(kind) + 1;
        if (row.PlainText("license") is { } license && _licenses.Count < MostNames) _licenses.Add(license);
        var made = row.HasValue("evolution") || source == "forge-seed";
        foreach (var (role, name, revision) in Lineage.Parts(row))
        {
            made |= role is "solutions" or "problems";
            var part = new CardPart(role, name, revision);
            if (_parts.Count < MostNames || _parts.ContainsKey(part)) _parts[part] = _parts.GetValueOrDefault(part) + 1;
        }

        IsSynthetic |= made;
    }

    private void Count(string source) => _sources[source] = _sources.GetValueOrDefault(source) + 1;
}
