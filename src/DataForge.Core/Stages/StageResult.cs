namespace DataForge.Core;

/// <summary>What came of one item. Rows and rejects keep their order.</summary>
public sealed class StageResult
{
    private readonly List<StageRow> _rows = [];
    private readonly List<Row> _rejects = [];
    private readonly List<SideRow> _side = [];
    private readonly List<string> _claims = [];
    private readonly List<NamedCount> _counts = [];

    public IReadOnlyList<StageRow> Rows => _rows;

    /// <summary>Dropped rows, each with its <c>reject</c>.</summary>
    public IReadOnlyList<Row> Rejects => _rejects;

    /// <summary>Rows of side outputs.</summary>
    public IReadOnlyList<SideRow> Side => _side;

    /// <summary>Ids that rows of this and later items may not have again.</summary>
    public IReadOnlyList<string> Claims => _claims;

    /// <summary>What is added to the run's counts.</summary>
    public IReadOnlyList<NamedCount> Counts => _counts;

    /// <summary>Units of progress.</summary>
    public int Units { get; set; } = 1;

    /// <summary>Why the first of this item's requests failed; null when none did.</summary>
    public string? Failure { get; private set; }

    /// <summary>Requests that failed.</summary>
    public int Failures { get; private set; }

    public StageResult Add(Row row)
    {
        _rows.Add(new StageRow(row));
        return this;
    }

    /// <summary>A row that is written only when no row before it has, and no item before it claims, the same id.</summary>
    /// <param name="otherwise">The reject that takes its place, counted under <c>dropped.duplicate</c>.</param>
    public StageResult AddUnique(Row row, string id, Row otherwise)
    {
        _rows.Add(new StageRow(row, id, otherwise));
        return this;
    }

    /// <summary>As if a row with this id had been written.</summary>
    public StageResult Claim(string id)
    {
        _claims.Add(id);
        return this;
    }

    /// <summary>A dropped row; it counts under <c>dropped.RULE</c>.</summary>
    public StageResult Drop(Row row, Reject why) => Dropped(row.With(e => e.Set(why)), why.Rule);

    /// <summary>As <see cref="Drop"/>, for a row that holds its reject already.</summary>
    public StageResult Dropped(Row row, string rule)
    {
        _rejects.Add(row);
        return Count(RunCounts.Dropped + rule);
    }

    /// <summary>A dropped row that was counted before.</summary>
    public void Keep(Row reject) => _rejects.Add(reject);

    public StageResult AddTo(string output, Row row)
    {
        _side.Add(new SideRow(output, row));
        return this;
    }

    public StageResult Count(string name, double value = 1)
    {
        if (value != 0) _counts.Add(new NamedCount(name, value));
        return this;
    }

    /// <summary>Requests that failed after their retries: a later run asks them again.</summary>
    public StageResult Fail(string? reason, int requests = 1)
    {
        Failure ??= reason ?? "no reason given";
        Failures += requests;
        return this;
    }

    /// <summary>Bytes of all rows, about what the result holds in memory.</summary>
    public long Bytes => _rows.Sum(r => (long)r.Row.Utf8.Length + (r.Otherwise?.Utf8.Length ?? 0)) + _rejects.Sum(r => (long)r.Utf8.Length) + _side.Sum(s => (long)s.Row.Utf8.Length);
}

/// <summary>A row to write.</summary>
/// <param name="Id">Null where rows may repeat.</param>
/// <param name="Otherwise">The reject that takes the place of a repeated row.</param>
public readonly record struct StageRow(Row Row, string? Id = null, Row? Otherwise = null);

/// <summary>A row of a side output.</summary>
/// <param name="Output">The output's name: <c>votes</c>.</param>
public readonly record struct SideRow(string Output, Row Row);

/// <summary>What is added to a run's count.</summary>
public readonly record struct NamedCount(string Name, double Value);
