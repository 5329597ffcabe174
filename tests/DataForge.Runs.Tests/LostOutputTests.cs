using DataForge.Core;
using DataForge.Runs.Pages;
using DataForge.Runs.Planning;
using DataForge.Runs.Work;

namespace DataForge.Tests.Runs;

/// <summary>Outputs of ended parts that are gone or another when the same command comes again.</summary>
public sealed class LostOutputTests
{
    private const string Chain = "forge: 1\nstages:\n  - a: cat\n    in: rows.jsonl\n    shards: 4\n  - b: sed s/n/m/\n    shards: 4\n  - c: sort\n  - d: wc -l\n    output: files\n";

    /// <summary>Each run of stage a writes its rows with a number of its own.</summary>
    private const string Another = "forge: 1\nstages:\n  - a: sh -c 'echo >> count; sed s/n/n$(wc -l < count)/'\n    in: rows.jsonl\n    shards: 4\n  - b: cat\n    shards: 4\n  - c: sort\n  - other: cat\n    in: rows.jsonl\n";

    [Fact]
    public async Task A_stage_whose_folder_was_deleted_is_made_again_and_what_follows_from_the_same_rows_stays()
    {
        using var run = new TestRun(Chain, TestRun.Rows(40));
        Assert.Equal(ExitCode.Ok, await run.Run());
        var rows = run.Output("a");
        Directory.Delete(run.Work.Of(Stage(run, "a")), recursive: true);
        Assert.Equal(ExitCode.Ok, await run.Run());
        Assert.Equal(rows, run.Output("a"));
        Assert.Equal("a 2,2,2,2; b 1,1,1,1; c 1; d 1", Attempts(run));
        Assert.Contains("warning: stage a, 4 parts of 4 (0, 1, 2, 3): the output is gone: made again", run.Report.Lines);
        Assert.Contains("6 parts of 10 are there from before", run.Report.Lines);
    }

    [Fact]
    public async Task One_part_that_is_gone_is_made_again_alone()
    {
        using var run = new TestRun(Chain, TestRun.Rows(40));
        await run.Run();
        File.Delete(run.Work.Output(Stage(run, "b"), 2));
        Assert.Equal(ExitCode.Ok, await run.Run());
        Assert.Equal("a 1,1,1,1; b 1,1,2,1; c 1; d 1", Attempts(run));
        Assert.Equal(40, run.Output("b").Length);
    }

    [Fact]
    public async Task Status_does_not_call_a_run_complete_whose_output_is_gone()
    {
        using var run = new TestRun(Chain, TestRun.Rows(40));
        await run.Run();
        RunStatus Status() => RunStatus.Of(new RunState(Plan.Read(run.Work.PlanFile), run.Work), TimeProvider.System);
        Assert.StartsWith("run: complete\n", Status().Text(), StringComparison.Ordinal);
        File.Delete(run.Work.Output(Stage(run, "b"), 2));
        var page = Status().Text();
        Assert.StartsWith("run: stopped\n", page, StringComparison.Ordinal);
        Assert.Contains("b: the output of 1 part that had ended is gone; forge run with the same words makes it again\n", page, StringComparison.Ordinal);
        await run.Run();
        Assert.StartsWith("run: complete\n", Status().Text(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_changed_output_goes_aside_and_is_made_again()
    {
        using var run = new TestRun(Chain, TestRun.Rows(40));
        await run.Run();
        var (path, was) = (run.Work.Output(Stage(run, "c"), 0), run.Output("c"));
        File.AppendAllText(path, "{\"n\":99}\n");
        Assert.Equal(ExitCode.Ok, await run.Run());
        Assert.Equal(was, run.Output("c"));
        Assert.Equal(41, File.ReadAllLines(Path.Combine(run.Work.Replaced(Stage(run, "c")), "shard-00000.jsonl")).Length);
        Assert.Contains("warning: stage c: the output is not what it was when the part ended: made again", run.Report.Lines);
        Assert.Equal("a 1,1,1,1; b 1,1,1,1; c 2; d 1", Attempts(run));
    }

    [Fact]
    public async Task The_last_stage_s_files_are_made_again()
    {
        using var run = new TestRun(Chain, TestRun.Rows(40));
        await run.Run();
        Directory.Delete(OutputSeal.FolderOf(Stage(run, "d"), run.Work), recursive: true);
        Assert.Equal(ExitCode.Ok, await run.Run());
        Assert.Equal("40\n", File.ReadAllText(run.Work.Output(Stage(run, "d"), 0)));
        Assert.Equal("a 1,1,1,1; b 1,1,1,1; c 1; d 2", Attempts(run));
    }

    [Fact]
    public async Task An_output_with_another_time_and_the_same_content_stays()
    {
        using var run = new TestRun(Chain, TestRun.Rows(40));
        await run.Run();
        foreach (var file in Directory.EnumerateFiles(run.Work.Stages, "*", SearchOption.AllDirectories)) File.SetLastWriteTimeUtc(file, DateTime.UnixEpoch);
        Assert.Equal(ExitCode.Ok, await run.Run());
        Assert.Equal("a 1,1,1,1; b 1,1,1,1; c 1; d 1", Attempts(run));
    }

    [Fact]
    public async Task Where_the_new_rows_differ_all_that_was_made_of_them_is_made_again_and_nothing_else()
    {
        using var run = new TestRun(Another, TestRun.Rows(40));
        await run.Run();
        File.Delete(run.Work.Output(Stage(run, "a"), 1));
        Assert.Equal(ExitCode.Ok, await run.Run());
        Assert.Equal("a 1,2,1,1; b 1,2,1,1; c 2; other 1", Attempts(run));
        Assert.Equal(run.Output("b").Order(StringComparer.Ordinal), run.Output("c"));
        Assert.Equal(run.Output("a"), run.Output("b"));
        Assert.Contains("warning: stage b, 1 part of 4 (1): rows of a are not what they were: made again", run.Report.Lines);
    }

    [Fact]
    public async Task Rows_that_were_divided_before_are_divided_again_where_they_differ()
    {
        using var run = new TestRun(Another.Replace("shards: 4\n  - c", "shards: 8\n  - c", StringComparison.Ordinal), TestRun.Rows(40));
        await run.Run();
        Directory.Delete(run.Work.Of(Stage(run, "a")), recursive: true);
        Assert.Equal(ExitCode.Ok, await run.Run());
        Assert.Equal("a 2,2,2,2; b 2,2,2,2,2,2,2,2; c 2; other 1", Attempts(run));
        Assert.Equal(run.Output("a").Order(StringComparer.Ordinal), run.Output("c"));
    }

    [Fact]
    public async Task A_worker_that_meets_an_input_that_is_gone_makes_it_again_and_goes_on()
    {
        using var run = new TestRun("forge: 1\nstages:\n  - a: cat\n    in: rows.jsonl\n  - b: sh -c 'test -e again || { touch again; rm work/stages/a-*/out/*; }; cat'\n    in: []\n  - c: cat\n    in: [a, b]\n", TestRun.Rows(5));
        Assert.Equal(ExitCode.Ok, await run.Run());
        Assert.Equal("a 2; b 1; c 2", Attempts(run));
        Assert.Equal(5, run.Output("c").Length);
        Assert.Contains("warning: stage a: the output is gone: made again", run.Report.Lines);
    }

    [Fact]
    public async Task Accepted_rows_follow_the_rows_that_were_made_again()
    {
        using var run = new TestRun(Another.Replace("forge: 1\n", "forge: 1\ntarget: {stage: b, rows: 25}\n", StringComparison.Ordinal).Replace("  - other: cat\n    in: rows.jsonl\n", "", StringComparison.Ordinal), TestRun.Rows(40));
        Assert.Equal(ExitCode.Ok, await run.Run());
        File.Delete(run.Work.Output(Stage(run, "a"), 0));
        Assert.Equal(ExitCode.Ok, await run.Run());
        Assert.Equal(run.Output("b").Order(StringComparer.Ordinal), run.Output("c")); // the output of the target's stage are its accepted rows
        Assert.Equal(25, run.Output("c").Length);
        Assert.EndsWith("; c 2", Attempts(run));
    }

    private static PlannedStage Stage(TestRun run, string name) => Plan.Read(run.Work.PlanFile).Stage(name);

    private static string Attempts(TestRun run) => string.Join("; ", new RunState(Plan.Read(run.Work.PlanFile), run.Work).Stages.Select(s => $"{s.Stage.Name} {string.Join(',', Enumerable.Range(0, s.Stage.Shards).Select(s.Attempts))}"));
}
