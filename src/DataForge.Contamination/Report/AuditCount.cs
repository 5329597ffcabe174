using System.Collections;

namespace DataForge.Contamination;

/// <summary>Records of some kind, and what became of them.</summary>
internal sealed class AuditCount
{
    public long Records { get; private set; }

    public long Hit { get; private set; }

    public long Dropped { get; private set; }

    public long Flagged { get; private set; }

    public HashSet<string> Items { get; } = new(StringComparer.Ordinal);

    /// <summary>Its records by a second property.</summary>
    public SortedDictionary<string, long> Parts { get; } = new(StringComparer.Ordinal);

    public void Add(RowOutcome outcome)
    {
        Records++;
        if (outcome.Hits.Count == 0) return;
        Hit++;
        if (outcome.IsDropped) Dropped++;
        else Flagged++;
    }

    public void Split(string part) => Parts[part] = Parts.GetValueOrDefault(part) + 1;
}

/// <summary>Counts by name, in ordinal order; names beyond the limit are counted together.</summary>
internal sealed class CountsByName(int most) : IEnumerable<KeyValuePair<string, AuditCount>>
{
    private const string Other = "(other)";
    private readonly SortedDictionary<string, AuditCount> _counts = new(StringComparer.Ordinal);
    private (string Name, AuditCount Count)? _last; // rows of one source stand together

    public AuditCount this[string name]
    {
        get
        {
            if (_last is { } last && last.Name == name) return last.Count;
            if (!_counts.TryGetValue(name, out var count))
            {
                var counted = _counts.Count >= most ? Other : name;
                if (!_counts.TryGetValue(counted, out count)) _counts[counted] = count = new AuditCount();
            }

            _last = (name, count);
            return count;
        }
    }

    public IEnumerator<KeyValuePair<string, AuditCount>> GetEnumerator() => _counts.GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();
}
