using DataForge.Core;

namespace DataForge.Tests;

/// <summary>A stage run over rows without a runner: kept rows, rejects and bad records.</summary>
internal sealed class StageRun : IBadRecords
{
    public List<Row> Kept { get; } = [];

    public List<Row> Rejects { get; } = [];

    public List<string> Bad { get; } = [];

    public RunCounts Counts { get; } = new();

    public void Pass(ForgeException bad, ReadOnlySpan<byte> line) => Bad.Add(bad.Message);

    public static StageRun Of<TItem>(Stage<TItem> stage, IEnumerable<Row> rows)
        where TItem : class
    {
        var run = new StageRun();
        foreach (var item in stage.Read(rows, run))
        {
            var result = stage.Process(item.Item, CancellationToken.None).AsTask().GetAwaiter().GetResult();
            run.Kept.AddRange(result.Rows.Select(r => r.Row));
            run.Rejects.AddRange(result.Rejects);
            foreach (var (name, value) in result.Counts) run.Counts.Add(name, value);
        }

        return run;
    }

    /// <summary>Rows of one file, counted from line 1.</summary>
    public static IEnumerable<Row> Rows(params IEnumerable<string> json) => json.Select((j, i) => Row.Parse(j, "docs.jsonl", i + 1));
}
