using DataForge.Core;

namespace DataForge.Formats;

/// <summary>Inputs for a stage that reads ahead: bad records travel in their place among the good ones, so that rejects come out in input order too.</summary>
/// <typeparam name="T">What a row is read as.</typeparam>
public sealed class RowFeed<T>(string stage, IReadOnlyList<string> inputs, Func<Row, T> parse, long? maxBad = null, long? limit = null)
    where T : class
{
    private readonly List<Row> _pending = [];
    private BadRows? _bad;

    /// <param name="Value">Null at the end, when bad records came last.</param>
    /// <param name="Bad">Rejects that stood before it.</param>
    public sealed record Item(T? Value, IReadOnlyList<Row> Bad);

    /// <summary>Bad records so far.</summary>
    public long Bad => _bad?.Count ?? 0;

    /// <summary>What was passed over; null when nothing was.</summary>
    public string? Summary => Bad > 0 ? _bad!.Summary : null;

    /// <summary>The gate's verdict where <see cref="Overspent"/>.</summary>
    public string Verdict => _bad!.Verdict;

    /// <summary>Records that could be read.</summary>
    public long Rows { get; private set; }

    /// <summary>True when more records were bad than the budget allows.</summary>
    public bool Overspent => _bad?.Overspent ?? false;

    /// <summary>Reads once; not for several threads.</summary>
    public IEnumerable<Item> Read(CancellationToken cancel)
    {
        _bad = BadRows.To(stage, maxBad, _pending.Add);
        foreach (var path in inputs)
            foreach (var row in RowReader.Open(path, _bad, cancel))
            {
                T value;
                try
                {
                    value = parse(row);
                }
                catch (ForgeException e)
                {
                    _bad.Pass(e, row.Utf8);
                    continue;
                }

                Rows++;
                yield return new Item(value, Take());
                if (Rows == limit) yield break;
            }

        if (_pending.Count > 0) yield return new Item(null, Take());
    }

    private List<Row> Take()
    {
        var taken = _pending.ToList();
        _pending.Clear();
        return taken;
    }
}
