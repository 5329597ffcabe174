using DataForge.Core;

namespace DataForge.Stages;

/// <summary>Rows through a function: kept, changed, or dropped where it gives null.</summary>
/// <param name="verb">What is said of rows that come through: <c>kept</c>.</param>
/// <param name="order">Puts or chooses rows before the function; null leaves them as they come.</param>
public sealed class RowsStage(string name, string verb, Func<Row, Row?> change, Func<IEnumerable<Row>, IEnumerable<Row>>? order = null) : Stage<Row>
{
    private const string RowsRead = "rows";

    private long _read;

    public override string Name => name;

    public override string Unit => "rows";

    public override string ShardKey(Row item) => item.ToString();

    public override IEnumerable<StageItem<Row>> Read(IEnumerable<Row> rows, IBadRecords bad)
    {
        var counted = rows.Select(row =>
        {
            _read++;
            return row;
        });
        return (order is null ? counted : order(counted)).Select(r => new StageItem<Row>(r, 1));
    }

    public override ValueTask<StageResult> Process(Row item, CancellationToken cancel)
    {
        var result = new StageResult().Count(RowsRead);
        return ValueTask.FromResult(change(item) is { } row ? result.Add(row) : result.Drop(item, new Reject(name, name, "the condition does not hold")));
    }

    public override IEnumerable<string> Summary(RunCounts counts) => [$"{counts.Of(RunCounts.RowsOut):N0} of {_read:N0} rows {verb}"];
}
