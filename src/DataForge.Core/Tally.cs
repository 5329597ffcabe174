namespace DataForge.Core;

/// <summary>Counts by reason, listed in ordinal order of the reason. Safe to add to from several threads.</summary>
public sealed class Tally
{
    private readonly SortedDictionary<string, long> _counts = new(StringComparer.Ordinal);
    private readonly Lock _gate = new();

    public void Add(string reason, long count = 1)
    {
        lock (_gate) _counts[reason] = _counts.GetValueOrDefault(reason) + count;
    }

    public void Add(Reject why) => Add(why.Rule);

    public long this[string reason]
    {
        get
        {
            lock (_gate) return _counts.GetValueOrDefault(reason);
        }
    }

    public long Total
    {
        get
        {
            lock (_gate) return _counts.Values.Sum();
        }
    }

    public IReadOnlyList<KeyValuePair<string, long>> Counts
    {
        get
        {
            lock (_gate) return [.. _counts];
        }
    }

    /// <summary><c>no_answer 3, unchanged 1</c>; empty when nothing was counted.</summary>
    public override string ToString() => string.Join(", ", Counts.Select(c => $"{c.Key} {c.Value:N0}"));
}
