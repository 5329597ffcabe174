namespace DataForge.Core;

/// <summary>Counts and sums of a run by name, from which summaries are made. Added to in input order, so that sums do not depend on threads.</summary>
public sealed class RunCounts
{
    /// <summary>Leads the names of rejects' rules.</summary>
    public const string Dropped = "dropped.";

    /// <summary>Rows of the main output, known at the run's end.</summary>
    public const string RowsOut = "rows_out";

    /// <summary>Wall time of the run, known at its end.</summary>
    public const string Seconds = "seconds";

    private readonly SortedDictionary<string, double> _values = new(StringComparer.Ordinal);

    /// <summary>0 where nothing was counted.</summary>
    public double this[string name] => _values.GetValueOrDefault(name);

    public long Of(string name) => (long)this[name];

    public void Add(string name, double value = 1) => _values[name] = this[name] + value;

    /// <summary>All counts in ordinal order of their names.</summary>
    public IEnumerable<KeyValuePair<string, double>> All => _values;

    /// <summary>Counts whose name begins with <paramref name="prefix"/>, under the rest of the name.</summary>
    public IReadOnlyList<KeyValuePair<string, long>> Under(string prefix) =>
        [.. _values.Where(v => v.Key.StartsWith(prefix, StringComparison.Ordinal)).Select(v => KeyValuePair.Create(v.Key[prefix.Length..], (long)v.Value))];

    /// <summary><c>no_answer 3, unchanged 1</c>; empty when nothing was counted.</summary>
    public string List(string prefix) => string.Join(", ", Under(prefix).Select(c => $"{c.Key} {c.Value:N0}"));

    /// <summary><c>; dropped: no_answer 3</c>, or nothing.</summary>
    /// <param name="words">What stands before the list: <c>dropped</c>.</param>
    public string DroppedAs(string words) => Under(Dropped).Count > 0 ? $"; {words}: {List(Dropped)}" : "";
}
