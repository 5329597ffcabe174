using DataForge.Core;
using DataForge.Runs.Ledgers;
using DataForge.Runs.Pages;
using DataForge.Runs.Planning;
using DataForge.Runs.Work;

namespace DataForge.Tests.Runs;

/// <summary>Whole runs of small programs: parts, resuming, refusals, targets and limits.</summary>
public sealed class RunTests
{
    private const string Chain =
        """
        forge: 1
        stages:
          - a: sed '/p3/d'
            in: rows.jsonl
            shards: 8
          - b: sed s/n/m/
            shards: 8
          - c: sort
        """;

    [Fact]
    public async Task Rows_go_through_all_stages_and_none_is_lost_or_doubled()
    {
        using var run = new TestRun(Chain, TestRun.Rows(30));
        Assert.Equal(ExitCode.Ok, await run.Run());
        Assert.Equal(Enumerable.Range(0, 30).Where(i => i != 3).Where(i => i < 30 && i / 10 != 3).Select(i => $"{{\"problem_id\":\"p{i}\",\"m\":{i}}}").Order(StringComparer.Ordinal), run.Output("c").Order(StringComparer.Ordinal));
        using var ledger = Ledger.Open(run.Work.LedgerFile);
        Assert.Equal([("a", 30L, 29L), ("b", 29L, 29L), ("c", 29L, 29L)], ledger.Stages(Ledger.IdOf(run.Work)).Select(s => (s.Stage, s.RowsIn, s.RowsOut)));
    }

    [Fact]
    public async Task The_same_bytes_come_of_one_worker_and_of_five()
    {
        using var one = new TestRun(Chain, TestRun.Rows(200));
        await one.Run();
        using var five = new TestRun(Chain, TestRun.Rows(200));
        var plan = five.Plan();
        Directory.CreateDirectory(five.Work.Path);
        plan.Write(five.Work.PlanFile);
        var workers = Enumerable.Range(0, 5).Select(_ => new Worker(plan, five.Work, new WorkerSettings(TimeSpan.FromMinutes(1)), TimeProvider.System, CancellationToken.None)).ToList();
        var codes = await Task.WhenAll(workers.Select(w => Task.Run(w.Run)));
        workers.ForEach(w => w.Dispose());
        Assert.Equal([], new RunState(plan, five.Work).Stages.SelectMany(s => s.Failures).Select(f => $"{f.Stage} {f.Shard}: {f.Message}"));
        Assert.All(codes, c => Assert.Equal(ExitCode.Ok, c));
        foreach (var stage in new[] { "a", "b", "c" }) Assert.Equal(one.Output(stage), five.Output(stage));
        var state = new RunState(plan, five.Work);
        Assert.Equal(17, state.Stages.Sum(s => Enumerable.Range(0, s.Stage.Shards).Sum(s.Attempts))); // each part once
    }

    [Fact]
    public async Task The_hook_of_the_outcome_runs_in_the_work_folder_and_knows_the_exit_code()
    {
        const string Hooks = "\non_success: sh -c 'printf %s \"$FORGE_EXIT_CODE $FORGE_WORK\" > good.txt'\non_failure: sh -c 'printf %s $FORGE_EXIT_CODE > bad.txt'\n";
        using var good = new TestRun(Chain + Hooks, TestRun.Rows(5));
        Assert.Equal(ExitCode.Ok, await good.Run());
        Assert.Equal($"0 {good.Work.Path}", File.ReadAllText(Path.Combine(good.Work.Path, "good.txt")));
        Assert.False(File.Exists(Path.Combine(good.Work.Path, "bad.txt")));
        using var bad = new TestRun(Chain.Replace("sort", "false", StringComparison.Ordinal) + Hooks, TestRun.Rows(5));
        Assert.Equal(ExitCode.CouldNotRun, await bad.Run());
        Assert.Equal("2", File.ReadAllText(Path.Combine(bad.Work.Path, "bad.txt")));
    }

    [Fact]
    public async Task A_hook_that_fails_is_told_and_changes_no_exit_code()
    {
        using var run = new TestRun(Chain + "\non_success: false\n", TestRun.Rows(5));
        Assert.Equal(ExitCode.Ok, await run.Run());
        Assert.Contains("warning: false: the hook ended with 1", run.Report.Lines);
    }

    [Fact]
    public async Task The_same_command_again_does_nothing_and_a_changed_one_says_what_differs()
    {
        using var run = new TestRun(Chain, TestRun.Rows(10));
        await run.Run();
        Assert.Equal(ExitCode.Ok, await run.Run());
        Assert.Contains("17 parts of 17 are there from before", run.Report.Lines);
        run.Write("run.yaml", Chain.Replace("s/n/m/", "s/n/k/", StringComparison.Ordinal));
        var refused = await Assert.ThrowsAsync<ForgeException>(() => run.Run());
        Assert.Equal($"{run.Work.Path}: this is not the run that the folder holds: stage b: argument \"s/n/m/\" then, \"s/n/k/\" now; name another work folder, or go on with what still fits by --accept-changes", refused.Message);
        Assert.Equal(ExitCode.Ok, await run.Run(acceptChanges: true));
        var state = new RunState(Plan.Read(run.Work.PlanFile), run.Work);
        Assert.Equal([8, 8, 1], state.Stages.Select(s => Enumerable.Range(0, s.Stage.Shards).Sum(s.Attempts))); // a is kept, b and c are made anew under new keys
        Assert.Contains("\"k\":", run.Output("c")[0]);
    }

    [Fact]
    public async Task A_failed_part_is_told_and_the_same_command_tries_it_again()
    {
        using var run = new TestRun("forge: 1\nstages:\n  - a: cat\n    in: rows.jsonl\n  - b: ls marker\n    in: []\n    output: files\n", TestRun.Rows(2));
        Assert.Equal(ExitCode.CouldNotRun, await run.Run());
        Assert.Contains(run.Report.Lines, l => l.StartsWith("forge run: stage b: ", StringComparison.Ordinal) && l.Contains("marker", StringComparison.Ordinal));
        run.Write("marker", ""); // not part of the key: the command names a word that was no file then
        Assert.Equal(ExitCode.Ok, await run.Run(acceptChanges: true));
    }

    [Fact]
    public async Task A_worker_refuses_an_input_that_was_edited_after_planning()
    {
        using var run = new TestRun(Chain, TestRun.Rows(10));
        var plan = run.Plan();
        Directory.CreateDirectory(run.Work.Path);
        plan.Write(run.Work.PlanFile);
        run.Write("rows.jsonl", TestRun.Rows(11));
        using var worker = new Worker(plan, run.Work, new WorkerSettings(TimeSpan.FromMinutes(1)), TimeProvider.System, CancellationToken.None);
        Assert.Equal(ExitCode.CouldNotRun, await worker.Run());
        var failure = new RunState(plan, run.Work).Stages.SelectMany(s => s.Failures).First();
        Assert.Equal($"{run.PathOf("rows.jsonl")}: is not the file that the plan was made with; run the manifest again to see what differs", failure.Message);
    }

    [Fact]
    public async Task A_worker_of_another_build_refuses_and_names_the_file()
    {
        using var run = new TestRun(Chain, TestRun.Rows(1));
        var plan = run.Plan();
        var other = plan with { Build = new SortedDictionary<string, string>(plan.Build.ToDictionary()) { ["DataForge.Core"] = "0" } };
        using var worker = new Worker(other, run.Work, new WorkerSettings(TimeSpan.FromMinutes(1)), TimeProvider.System, CancellationToken.None);
        Assert.StartsWith("the plan was made by another build of the suite: DataForge.Core differs; ", (await Assert.ThrowsAsync<ForgeException>(worker.Run)).Message);
    }

    [Fact]
    public async Task A_target_takes_the_first_rows_in_plan_order_and_marks_the_rest()
    {
        const string manifest =
            """
            forge: 1
            target: {stage: b, rows: 25}
            stages:
              - a: cat
                in: rows.jsonl
                shards: 8
              - b: cat
                shards: 8
              - c: cat
            """;
        using var all = new TestRun(manifest.Replace("target: {stage: b, rows: 25}", "", StringComparison.Ordinal), TestRun.Rows(100));
        await all.Run();
        using var run = new TestRun(manifest, TestRun.Rows(100));
        Assert.Equal(ExitCode.Ok, await run.Run());
        Assert.Equal(all.Output("b").Take(25), run.Output("c"));
        var plan = Plan.Read(run.Work.PlanFile);
        var state = new RunState(plan, run.Work);
        Assert.InRange(state.Of(plan.Stage("a")).DoneShards, 1, 4); // a quarter of the rows was wanted
        var surplus = File.ReadAllLines(run.Work.Surplus(plan.Stage("b")));
        Assert.Equal(state.Of(plan.Stage("b")).Figures.Sum(f => f.RowsOut) - 25, surplus.Length);
        Assert.All(surplus, s => Assert.EndsWith(",\"surplus\":true}", s));
    }

    [Fact]
    public async Task A_target_that_is_not_reached_fails_its_gate()
    {
        using var run = new TestRun("forge: 1\ntarget: {stage: a, rows: 50}\nstages:\n  - a: cat\n    in: rows.jsonl\n    shards: 2\n  - b: cat\n", TestRun.Rows(10));
        Assert.Equal(ExitCode.GateFailed, await run.Run());
        Assert.Contains("gate failed: target: 10 of 50 rows of a; every part is done, more input is needed", run.Report.Lines);
        Assert.Equal(10, run.Output("b").Length);
    }

    [Fact]
    public async Task After_three_parts_that_failed_one_after_the_other_the_others_of_the_stage_are_not_begun()
    {
        using var run = new TestRun("forge: 1\nstages:\n  - a: sh -c 'test -e mended && cat'\n    in: rows.jsonl\n    shards: 20\n", TestRun.Rows(40));
        Assert.Equal(ExitCode.CouldNotRun, await run.Run());
        Assert.Contains("forge run: stage a: 3 parts failed one after the other, so 17 further parts were not begun; what is done is kept, and the same command goes on", run.Report.Lines);
        run.Write("mended", "");
        Assert.Equal(ExitCode.Ok, await run.Run());
        Assert.Equal(40, run.Output("a").Length);
    }

    [Fact]
    public async Task A_worker_whose_folder_is_removed_ends_instead_of_beginning_its_part_for_ever()
    {
        using var run = new TestRun("forge: 1\nstages:\n  - a: sh -c 'rm -rf work/events; cat'\n    in: rows.jsonl\n", TestRun.Rows(3));
        var plan = run.Plan();
        Directory.CreateDirectory(run.Work.Path);
        plan.Write(run.Work.PlanFile);
        using var worker = new Worker(plan, run.Work, new WorkerSettings(TimeSpan.FromMinutes(1)), TimeProvider.System, CancellationToken.None);
        var ended = await Assert.ThrowsAsync<ForgeException>(() => worker.Run().WaitAsync(TimeSpan.FromMinutes(1)));
        Assert.Matches("^.*/work/events/.*: is gone: the work folder was removed while it was worked in$", ended.Message);
    }

    [Fact]
    public async Task A_ledger_that_somebody_else_holds_ends_the_run_and_the_same_command_goes_on()
    {
        using var run = new TestRun(Chain, TestRun.Rows(10));
        Assert.Equal(ExitCode.Ok, await run.Run());
        using (var other = new Microsoft.Data.Sqlite.SqliteConnection($"Data Source={run.Work.LedgerFile};Pooling=False"))
        {
            other.Open();
            using var hold = other.CreateCommand();
            hold.CommandText = "BEGIN EXCLUSIVE";
            hold.ExecuteNonQuery();
            var refused = await Assert.ThrowsAsync<ForgeException>(() => run.Run());
            Assert.Matches("^ledger .*/ledger.db: cannot be (opened|written): .*database is locked", refused.Message);
        }

        Assert.Equal(ExitCode.Ok, await run.Run());
    }

    [Fact]
    public async Task A_clock_that_jumps_changes_no_row_and_takes_no_part_from_a_worker_that_lives()
    {
        using var sound = new TestRun(Chain, TestRun.Rows(60));
        await sound.Run();
        using var run = new TestRun(Chain, TestRun.Rows(60));
        Assert.Equal(ExitCode.Ok, await run.Run(time: new Jumping()));
        Assert.Equal(sound.Output("c"), run.Output("c"));
        var state = new RunState(Plan.Read(run.Work.PlanFile), run.Work);
        Assert.Equal(17, state.Stages.Sum(s => Enumerable.Range(0, s.Stage.Shards).Sum(s.Attempts)));
        Assert.Equal(ExitCode.Ok, await run.Run(time: new Jumping()));
    }

    /// <summary>A wall clock that goes by days forth and back at each look.</summary>
    private sealed class Jumping : TimeProvider
    {
        private int _looks;

        public override DateTimeOffset GetUtcNow() => DateTimeOffset.UnixEpoch.AddDays(20_000 + (Interlocked.Increment(ref _looks) % 7 * (_looks % 2 == 0 ? 1 : -1)));
    }

    [Fact]
    public async Task Ten_thousand_parts_are_planned_and_told_quickly()
    {
        using var run = new TestRun("forge: 1\nstages:\n  - a: cat\n    in: rows.jsonl\n    shards: 10000\n", TestRun.Rows(10));
        var plan = run.Plan();
        Directory.CreateDirectory(run.Work.Path);
        plan.Write(run.Work.PlanFile);
        using (var events = new EventFile(run.Work.Events, "w"))
            for (var i = 0; i < 10000; i++)
                events.Add(new RunEvent(i % 2 == 0 ? EventKind.Done : EventKind.Started, DateTimeOffset.UnixEpoch.AddSeconds(i), "w") { Stage = "a", Key = plan.Stage("a").Key, Shard = i, Figures = i % 2 == 0 ? new ShardFigures { RowsOut = 1 } : null });
        var cpu = Environment.CpuUsage.TotalTime;
        var status = RunStatus.Of(new RunState(Plan.Read(run.Work.PlanFile), run.Work), TimeProvider.System);
        var text = status.Text();
        Assert.InRange((Environment.CpuUsage.TotalTime - cpu).TotalSeconds, 0, 1);
        Assert.Contains("a                       10000     5000        0        0       5000          0", text);
        await Task.CompletedTask;
    }
}
