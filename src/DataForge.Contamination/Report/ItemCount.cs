namespace DataForge.Contamination;

/// <summary>How often one item was found, and where.</summary>
internal sealed class ItemCount
{
    private const int MostSources = 8;
    private const string Other = "(other)";
    private readonly SortedSet<string> _parts = new(StringComparer.Ordinal);
    private readonly SortedDictionary<string, long> _where = new(StringComparer.Ordinal);
    private long _dropped;
    private double _best;
    private Rules _rules;

    public long Records { get; private set; }

    /// <param name="hits">The item's hits in one record.</param>
    public void Add(IEnumerable<Hit> hits, string source)
    {
        Records++;
        var drops = false;
        foreach (var hit in hits)
        {
            _parts.Add(hit.Part);
            _rules |= hit.Rule;
            _best = Math.Max(_best, hit.LcsRatio);
            drops |= hit.Action == HitAction.Drop;
        }

        if (drops) _dropped++;
        var name = _where.ContainsKey(source) || _where.Count < MostSources ? source : Other;
        _where[name] = _where.GetValueOrDefault(name) + 1;
    }

    public AuditItem ToItem(string benchmark, string item, ItemTexts texts)
    {
        const int digits = 4;
        var rules = RuleNames.Members.Where(m => (_rules & m) != 0).ToList();
        var known = _parts.Select(p => (Part: p, Text: texts.Of(benchmark, item, p))).Where(p => p.Text is not null).ToDictionary(p => p.Part, p => p.Text!);
        return new AuditItem(benchmark, item, Records, _dropped, Records - _dropped, Math.Round(_best, digits), [.. rules.Select(RuleNames.TierOf).Distinct()], [.. rules.Select(RuleNames.Of)], _where, known.Count == 0 ? null : known);
    }
}
