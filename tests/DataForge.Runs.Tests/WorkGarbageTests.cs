using DataForge.Core;
using DataForge.Runs.Work;

namespace DataForge.Tests.Runs;

/// <summary>What of a work folder may go.</summary>
public sealed class WorkGarbageTests
{
    private const string Manifest = "forge: 1\nstages:\n  - a: sed s/n/m/\n    in: rows.jsonl\n    shards: 2\n  - b: cat\n";

    [Fact]
    public async Task Stages_of_earlier_plans_and_divided_inputs_go_and_the_run_is_still_whole()
    {
        using var run = new TestRun(Manifest, TestRun.Rows(10));
        Assert.Equal(ExitCode.Ok, await run.Run());
        var first = run.Output("b");
        run.Write("run.yaml", Manifest.Replace("s/n/m/", "s/n/k/", StringComparison.Ordinal));
        Assert.Equal(ExitCode.Ok, await run.Run(acceptChanges: true));
        var garbage = WorkGarbage.Of(run.Work, null, TimeProvider.System);
        Assert.Equal(["divided input of a stage that is done", "of an earlier plan", "of an earlier plan"], garbage.Select(g => g.Why).Order(StringComparer.Ordinal));
        foreach (var found in garbage) found.Remove();
        Assert.Empty(WorkGarbage.Of(run.Work, null, TimeProvider.System));
        Assert.Equal(ExitCode.Ok, await run.Run());
        Assert.Contains("3 parts of 3 are there from before", run.Report.Lines);
        Assert.NotEqual(first, run.Output("b"));
    }

    [Fact]
    public async Task A_run_that_ended_long_ago_goes_whole_and_one_that_is_open_is_left()
    {
        using var run = new TestRun(Manifest, TestRun.Rows(10));
        Assert.Equal(ExitCode.Ok, await run.Run());
        var now = TimeProvider.System.GetUtcNow();
        Assert.DoesNotContain(WorkGarbage.Of(run.Work, now.AddDays(-1), TimeProvider.System), g => g.Why == "ended");
        Assert.Equal([(run.Work.Path, "ended")], WorkGarbage.Of(run.Work, now.AddDays(1), TimeProvider.System).Select(g => (g.Path, g.Why)));
        using var held = new FileStream(run.Work.Lock, FileMode.Open, FileAccess.ReadWrite, FileShare.None);
        Assert.Empty(WorkGarbage.Of(run.Work, now.AddDays(1), TimeProvider.System));
    }
}
