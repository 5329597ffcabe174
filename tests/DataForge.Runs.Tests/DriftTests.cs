using DataForge.Core;
using DataForge.Runs.Drift;
using DataForge.Runs.Manifests;

namespace DataForge.Tests.Runs;

/// <summary>A run held against the last one.</summary>
public sealed class DriftTests
{
    private static readonly DateTimeOffset Then = new(2026, 11, 28, 3, 0, 0, TimeSpan.Zero);

    [Fact]
    public void Yield_and_length_are_held_as_shares_and_margin_and_contamination_as_differences()
    {
        var last = new RunFigures(Then, "a", 2.0, 0.6, 0.1, 500);
        var limits = new DriftLimits(0.1, 0.05, 0.02, 0.2);
        Assert.Empty(DriftGate.Failures(limits, last, new RunFigures(Then, "b", 2.2, 0.65, 0.12, 600)));
        Assert.Equal(
            [
                "drift: yield 1.7, and 2 in the run that ended 2026-11-28 03:00: more than 0.1 of it apart",
                "drift: margin 0.5, and 0.6 in the run that ended 2026-11-28 03:00: more than 0.05 apart",
                "drift: contamination 0.2, and 0.1 in the run that ended 2026-11-28 03:00: more than 0.02 apart",
                "drift: length 300, and 500 in the run that ended 2026-11-28 03:00: more than 0.2 of it apart",
            ],
            DriftGate.Failures(limits, last, new RunFigures(Then, "b", 1.7, 0.5, 0.2, 300)));
        Assert.Empty(DriftGate.Failures(limits, last, new RunFigures(Then, "b", null, null, null, null)));
        Assert.Empty(DriftGate.Failures(new DriftLimits(null, null, null, null), last, new RunFigures(Then, "b", 9, 0, 1, 1)));
    }

    [Fact]
    public async Task A_run_in_the_same_folder_is_held_against_the_one_before_it_and_one_that_drifted_sets_no_measure()
    {
        const string Manifest = "forge: 1\nname: drifts\ndrift: {yield: 0.2}\nstages:\n  - a: cat\n    in: rows.jsonl\n  - b: sed '/p1/d'\n";
        using var run = new TestRun(Manifest, TestRun.Rows(10)); // p1 goes: 0.9
        Assert.Equal(ExitCode.Ok, await run.Run());
        Assert.Equal(ExitCode.Ok, await run.Run()); // the same plan again is held against nothing
        run.Write("rows.jsonl", TestRun.Rows(20)); // p1 and p10 to p19 go: 9 of 20
        for (var i = 0; i < 2; i++)
        {
            Assert.Equal(ExitCode.GateFailed, await run.Run(acceptChanges: true));
            Assert.Contains(run.Report.Lines, l => l.StartsWith("gate failed: drift: yield 0.45, and 0.9 in the run that ended ", StringComparison.Ordinal));
        }
    }
}
