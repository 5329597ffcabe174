using DataForge.Core;
using DataForge.Seeds;

namespace DataForge.Stages;

/// <summary>Makes problems with known answers by template. It reads no rows.</summary>
public sealed class MakeStage(SeedSettings settings) : Stage<SeedProblem>
{
    private const string Made = "problems";

    public override string Name => "seed";

    public override string Unit => "problems";

    public override string ShardKey(SeedProblem item) => item.ToRow().Required("problem_id");

    public override IEnumerable<StageItem<SeedProblem>> Read(IEnumerable<Row> rows, IBadRecords bad) => ProblemMaker.Make(settings).Select(p => new StageItem<SeedProblem>(p, 0));

    public override ValueTask<StageResult> Process(SeedProblem item, CancellationToken cancel) => ValueTask.FromResult(new StageResult().Add(item.ToRow()).Count(Made));

    public override IEnumerable<string> Summary(RunCounts counts) =>
        [$"{Quantity.Of(counts.Of(Made), "problem")}: {settings.Count:N0} seeds and {counts.Of(Made) - settings.Count:N0} evolved ones"];
}
