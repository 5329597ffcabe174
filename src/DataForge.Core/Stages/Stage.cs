namespace DataForge.Core;

/// <summary>What a tool does to its input: rows in, rows and rejects out. No console, file, clock or option name stands in one.</summary>
/// <typeparam name="TItem">What rows are read as: a problem, a sample, all samples of a problem.</typeparam>
/// <remarks>The same item gives the same result whatever runs beside it. What earlier items made already is dropped by the runner: see <see cref="StageResult.AddUnique"/>.</remarks>
public abstract class Stage<TItem>
    where TItem : class
{
    /// <summary>As rejects name it: <c>vote</c>.</summary>
    public abstract string Name { get; }

    /// <summary>Changes only when the stage's output does for the same input and settings; a resume across versions is refused.</summary>
    public virtual int OutputVersion => 1;

    /// <summary>What progress counts: <c>problems</c>.</summary>
    public abstract string Unit { get; }

    /// <summary>Units that one row brings, for an ETA.</summary>
    public virtual int UnitsPerRow => 1;

    /// <summary>What failed requests are called: <c>generations failed</c>.</summary>
    public virtual string FailuresAre => "requests failed";

    /// <summary>Items processed at a time; 1 for a stage that asks no model.</summary>
    public virtual int InFlight => 1;

    /// <summary>Cuts rows into items, in order; called once, or once a file where each has an output of its own. A row that cannot be read goes to <paramref name="bad"/>.</summary>
    public abstract IEnumerable<StageItem<TItem>> Read(IEnumerable<Row> rows, IBadRecords bad);

    /// <summary>What tells which shard an item belongs to: its problem's id.</summary>
    public abstract string ShardKey(TItem item);

    /// <summary>The work on one item; called for <see cref="InFlight"/> items at a time.</summary>
    public abstract ValueTask<StageResult> Process(TItem item, CancellationToken cancel);

    /// <summary>What a person is told at the end.</summary>
    public abstract IEnumerable<string> Summary(RunCounts counts);

    /// <summary>What did not go as it should and still fails no gate.</summary>
    public virtual IEnumerable<string> Warnings(RunCounts counts) => [];

    /// <summary>Counts as JSON for a report of its own; null where the stage has none.</summary>
    public virtual byte[]? Report(RunCounts counts) => null;

    /// <summary>The model's reply that an output row holds, for resuming a finished run; null where rows do not hold one.</summary>
    public virtual EarlierReply? Recover(Row earlier) => null;

    /// <summary>Reads each row as one item.</summary>
    protected static IEnumerable<StageItem<TItem>> Each(IEnumerable<Row> rows, IBadRecords bad, Func<Row, TItem> read) =>
        rows.SelectGood(bad, read).Select(item => new StageItem<TItem>(item, 1));
}

/// <summary>One item and how many rows it was read from.</summary>
public readonly record struct StageItem<TItem>(TItem Item, int Rows);

/// <summary>Takes records that cannot be read.</summary>
public interface IBadRecords
{
    /// <summary>Counts the record and returns, or throws where no budget allows it.</summary>
    /// <param name="line">The record's text as read.</param>
    void Pass(ForgeException bad, ReadOnlySpan<byte> line);
}

/// <summary>Reading rows of which some may be bad.</summary>
public static class BadRecords
{
    /// <summary>What <paramref name="read"/> makes of each row; a row that it refuses goes to <paramref name="bad"/>.</summary>
    public static IEnumerable<T> SelectGood<T>(this IEnumerable<Row> rows, IBadRecords bad, Func<Row, T> read)
    {
        foreach (var row in rows)
        {
            T value;
            try
            {
                value = read(row);
            }
            catch (ForgeException e)
            {
                bad.Pass(e, row.Utf8);
                continue;
            }

            yield return value;
        }
    }
}
