using System.Diagnostics;
using System.Text.Json;

namespace DataForge.Tests.Tools;

/// <summary>What all tools that run a stage have from the runner.</summary>
public sealed class RunnerTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("runner-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    private string At(string name) => Path.Combine(_folder, name);

    private string[] Files() => [.. Directory.GetFiles(_folder).Select(f => Path.GetFileName(f)).Order(StringComparer.Ordinal)];

    private static string Problems(int count) => string.Concat(Enumerable.Range(0, count).Select(i => $$"""{"problem":"What is {{i}} + {x}?","answer":"#### {{i}}"}""" + "\n"));

    private static string Samples(int count) => string.Concat(Enumerable.Range(0, count).Select(i => $$"""{"problem_id":"p{{i / 2}}","problem":"What is {{i / 2}} + 1?","rollout":{{i % 2}},"generation":"It is \\boxed{{{i}}}","expected_answer":"{{i / 2 * 2}}"}""" + "\n"));

    private static Process Start(string tool, params string[] args)
    {
        var start = new ProcessStartInfo(Path.Combine(ToolRun.Bin, tool)) { RedirectStandardError = true };
        foreach (var arg in args) start.ArgumentList.Add(arg);
        return Process.Start(start)!;
    }

    /// <summary>Waits until so many calls are on disk, then kills.</summary>
    private async Task<int> KillAt(Process process, string journal, int calls)
    {
        Assert.True(SpinWait.SpinUntil(() => process.HasExited || JournalFile.Calls(journal) >= calls, TimeSpan.FromSeconds(60)), "the journal does not grow");
        process.Kill();
        await process.WaitForExitAsync();
        return JournalFile.Calls(journal);
    }

    [Theory]
    [InlineData("forge-exec", "")]
    [InlineData("forge-if verify", "")]
    [InlineData("forge-score", "--model none")]
    [InlineData("forge-sample", "--model none --mode tir")]
    [InlineData("forge-evolve", "--model none")]
    [InlineData("forge-quality", "--model none")]
    public void A_journal_of_an_interrupted_run_is_refused_before_a_model_or_a_sandbox_is_opened(string tool, string options)
    {
        var journal = $"{{\"journal\":1,\"run\":{{}}}}\n{{\"call\":\"{new string('a', 32)}\",\"reply\":{{}}}}\n";
        File.WriteAllText(At("out.jsonl.journal"), journal);
        var run = ToolRun.Shell($"{tool} {options} --out {At("out.jsonl")} {At("in.jsonl")}"); // neither input nor model is there
        Assert.Equal((2, $"{tool.Split(' ')[0]}: {At("out.jsonl.journal")}: holds 1 reply of an interrupted run: go on with --resume, or remove the file\n"), (run.ExitCode, run.Error));
        Assert.Equal(journal, File.ReadAllText(At("out.jsonl.journal")));
        Assert.Equal(["out.jsonl.journal"], Files());
    }

    [Theory]
    [InlineData("forge-sample", "out.jsonl")]
    [InlineData("forge-sample", "out.jsonl.zst")]
    [InlineData("forge-sample", "out.parquet")]
    [InlineData("forge-evolve", "out.jsonl")]
    [InlineData("forge-score", "out.jsonl.gz")]
    public async Task A_slow_row_blocks_no_other_and_a_kill_loses_only_what_was_in_flight(string tool, string name)
    {
        const int Rows = 60, InFlight = 4;
        var perRow = tool == "forge-evolve" ? 5 : 1;
        File.WriteAllText(At("in.jsonl"), tool == "forge-score" ? Samples(Rows) : Problems(Rows));
        string[] args = ["--seed", "1", "--quiet", "--in-flight", $"{InFlight}", At("in.jsonl")];
        if (tool == "forge-score") args = args[2..];
        await using (var server = Server(tool)) Assert.Equal(0, ToolRun.Run(tool, ["--endpoint", server.Address.ToString(), "--out", At("whole" + name[3..]), .. args]).ExitCode);

        var asked = 0;
        string address;
        await using (var server = Server(tool, (seen, reply) => seen.Number == 3 ? reply.Stall() : Task.CompletedTask)) // one of the first requests is never answered
        {
            address = server.Address.ToString();
            using var process = Start(tool, ["--endpoint", address, "--out", At(name), .. args]);
            var kept = await KillAt(process, At(name + ".journal"), Rows * perRow * 4 / 5);
            Assert.True(kept >= Rows * perRow * 4 / 5);
            asked = server.Requests.Count;
        }

        await using (var server = Server(tool))
        {
            var run = ToolRun.Run(tool, ["--endpoint", server.Address.ToString(), "--resume", "--accept-changes", "--out", At(name), .. args]);
            Assert.Equal((0, ""), (run.ExitCode, run.Error));
            Assert.InRange(asked + server.Requests.Count, Rows * perRow, (Rows * perRow) + (2 * InFlight * perRow));
        }

        Assert.Equal(File.ReadAllBytes(At("whole" + name[3..])), File.ReadAllBytes(At(name)));
        Assert.Equal(["in.jsonl", name, "whole" + name[3..]], Files());
    }

    private static LoopbackServer Server(string tool, Func<LoopbackServer.Seen, LoopbackServer.Reply, Task>? first = null) => tool == "forge-score"
        ? new LoopbackServer(async (seen, reply) =>
        {
            if (first is not null) await first(seen, reply);
            await reply.Json(200, $$$"""{"data":[{"data":[[9],[{{{seen.Body.Length}}}.5]]}]}""");
        })
        : SynthesisServer.Start(first);

    [Fact]
    public async Task A_resume_with_another_setting_model_or_input_is_refused_before_the_first_call()
    {
        await using var server = SynthesisServer.Start((seen, reply) => SynthesisServer.Prompt(seen).Contains("is 3 ") ? reply.Json(500, "{}") : Task.CompletedTask);
        string[] args = ["--endpoint", server.Address.ToString(), "--quiet", "--retries", "0", "--out", At("out.jsonl"), At("in.jsonl")];
        File.WriteAllText(At("in.jsonl"), Problems(6));
        Assert.Equal(1, ToolRun.Run("forge-sample", args).ExitCode);
        var asked = server.Requests.Count;
        var run = ToolRun.Run("forge-sample", ["--resume", "--temperature", "0.9", .. args]);
        Assert.Equal((2, $"forge-sample: --resume: this is not the run whose replies {At("out.jsonl.journal")} holds: temperature \"0.7\" then, \"0.9\" now; --accept-changes goes on with what still fits\n"), (run.ExitCode, run.Error));
        File.AppendAllText(At("in.jsonl"), "{\"problem\":\"What is new?\"}\n");
        run = ToolRun.Run("forge-sample", ["--resume", .. args]);
        Assert.Equal((2, $"forge-sample: --resume: this is not the run whose replies {At("out.jsonl.journal")} holds: input {At("in.jsonl")} changed; --accept-changes goes on with what still fits\n"), (run.ExitCode, run.Error));
        Assert.Equal(asked, server.Requests.Count);
        run = ToolRun.Run("forge-sample", ["--resume", "--accept-changes", .. args]);
        Assert.Equal((1, asked + 2), (run.ExitCode, server.Requests.Count)); // the failed one and the new one
    }

    [Fact]
    public async Task After_failures_a_resume_asks_the_failed_rows_alone_and_a_new_run_is_not_held_up()
    {
        var healthy = false;
        await using var server = SynthesisServer.Start((seen, reply) => !healthy && SynthesisServer.Prompt(seen).Contains("is 3 ") ? reply.Json(500, "{}") : Task.CompletedTask);
        string[] args = ["--endpoint", server.Address.ToString(), "--retries", "0", "--kinds", "complexity", "--out", At("out.jsonl"), At("in.jsonl")];
        File.WriteAllText(At("in.jsonl"), Problems(6));
        var run = ToolRun.Run("forge-evolve", args);
        Assert.Equal((1, 6), (run.ExitCode, server.Requests.Count));
        Assert.Contains($"forge-evolve: what was answered is kept in {At("out.jsonl.journal")}: --resume asks for the failed ones alone\n", run.Error, StringComparison.Ordinal);
        Assert.Equal(1, ToolRun.Run("forge-evolve", args).ExitCode);
        Assert.Equal(12, server.Requests.Count);
        healthy = true;
        run = ToolRun.Run("forge-evolve", ["--resume", .. args]);
        Assert.Equal((0, 13), (run.ExitCode, server.Requests.Count));
        Assert.Contains("forge-evolve: 5 replies were kept from before, 1 is new\n", run.Error, StringComparison.Ordinal);
        Assert.Equal(["in.jsonl", "out.jsonl"], Files());
    }

    [Fact]
    public async Task An_interrupted_runs_replies_are_not_written_over()
    {
        await using var server = SynthesisServer.Start(async (seen, reply) =>
        {
            if (seen.Number > 4) await reply.Stall();
        });
        File.WriteAllText(At("in.jsonl"), Problems(9));
        string[] args = ["--endpoint", server.Address.ToString(), "--quiet", "--out", At("out.jsonl"), At("in.jsonl")];
        using (var process = Start("forge-sample", args)) await KillAt(process, At("out.jsonl.journal"), 5);
        var run = ToolRun.Run("forge-sample", args);
        Assert.Equal((2, $"forge-sample: {At("out.jsonl.journal")}: holds 5 replies of an interrupted run: go on with --resume, or remove the file\n"), (run.ExitCode, run.Error));
    }

    [Fact]
    public async Task Standard_input_is_compared_row_by_row_with_what_it_was()
    {
        await using var server = SynthesisServer.Start((seen, reply) => SynthesisServer.Prompt(seen).Contains("is 5 ") ? reply.Json(500, "{}") : Task.CompletedTask);
        string[] args = ["--endpoint", server.Address.ToString(), "--quiet", "--retries", "0", "--journal", At("kept")];
        var first = ToolRun.Run("forge-sample", args, Problems(6));
        Assert.Equal(1, first.ExitCode);
        var run = ToolRun.Run("forge-sample", ["--resume", .. args], Problems(2) + "{\"problem\":\"another\"}\n" + Problems(6));
        Assert.Equal(2, run.ExitCode);
        Assert.StartsWith($"forge-sample: --resume: standard input's row 3 is not the one that the run had whose replies {At("kept")} holds; --accept-changes goes on with what still fits\n", run.Error, StringComparison.Ordinal);
        var asked = server.Requests.Count;
        run = ToolRun.Run("forge-sample", ["--resume", .. args], Problems(6));
        Assert.Equal((1, first.Out, asked + 1), (run.ExitCode, run.Out, server.Requests.Count));
    }

    [Theory]
    [InlineData("forge-grade")]
    [InlineData("forge-vote", "--weight", "count")]
    [InlineData("forge-pairs", "--as", "rl", "--samples", "2", "--min-pass", "1", "--max-pass", "1")]
    public void Shards_hold_each_row_once_and_a_problems_samples_together(string tool, params string[] args)
    {
        File.WriteAllText(At("in.jsonl"), Samples(40));
        var whole = Lines(ToolRun.Run(tool, ["--quiet", "--rejects", At("rejects"), .. args, At("in.jsonl")]).Out);
        var parts = Enumerable.Range(1, 3).Select(i => Lines(ToolRun.Run(tool, ["--quiet", "--shard", $"{i}/3", .. args, At("in.jsonl")]).Out)).ToList();
        Assert.All(parts, p => Assert.InRange(p.Count, 1, whole.Count - 2));
        var merged = parts.SelectMany(p => p).Select(l => (Place: Place(l), Line: WithoutPlace(l))).OrderBy(l => l.Place).Select(l => l.Line);
        Assert.Equal(whole, merged);
    }

    private static List<string> Lines(string text) => [.. text.Split('\n', StringSplitOptions.RemoveEmptyEntries)];

    private static (long, long) Place(string line)
    {
        var place = JsonDocument.Parse(line).RootElement.GetProperty("shard_position");
        return (place[0].GetInt64(), place[1].GetInt64());
    }

    private static string WithoutPlace(string line) => line[..line.LastIndexOf(",\"shard_position\":", StringComparison.Ordinal)] + "}";

    [Fact]
    public void The_summary_of_a_packed_set_has_the_same_shape_and_names_its_files()
    {
        File.WriteAllText(At("in.jsonl"), "{\"problem\":\"1+1?\",\"generation\":\"2\"}\n{\"problem\":\"1+1?\",\"generation\":\"3\",\"is_correct\":false}\nnot json\n");
        var run = ToolRun.Run("forge-pack", ["--quiet", "--max-bad", "1", "--out", At("set"), "--summary", At("summary.json"), At("in.jsonl")]);
        Assert.Equal(0, run.ExitCode);
        var summary = JsonDocument.Parse(File.ReadAllText(At("summary.json"))).RootElement;
        Assert.Equal(("forge-pack", 0, 2, 1, 1), (summary.GetProperty("tool").GetString(), summary.GetProperty("exit_code").GetInt32(), summary.GetProperty("rows_in").GetInt32(), summary.GetProperty("rows_out").GetInt32(), summary.GetProperty("bad_records").GetInt32()));
        Assert.Equal("""{"wrong_answer":1}""", summary.GetProperty("rejected").GetRawText());
        Assert.Equal("""[{"name":"max-bad","limit":1,"found":1,"failed":false}]""", summary.GetProperty("gates").GetRawText());
        Assert.Equal(["shard", "manifest"], summary.GetProperty("outputs").EnumerateArray().Select(o => o.GetProperty("name").GetString()));
        Assert.All(summary.GetProperty("outputs").EnumerateArray(), o => Assert.Equal(64, o.GetProperty("sha256").GetString()!.Length));
    }

    [Fact]
    public void The_summary_of_a_refused_set_names_the_gate()
    {
        File.WriteAllText(At("in.jsonl"), "{\"problem\":\"1+1?\",\"generation\":\"2\"}\n");
        var run = ToolRun.Run("forge-pack", ["--quiet", "--min-rows", "2", "--out", At("set"), "--summary", At("summary.json"), At("in.jsonl")]);
        Assert.Equal((1, false), (run.ExitCode, Directory.Exists(At("set")) && File.Exists(At("set/manifest.json"))));
        var summary = JsonDocument.Parse(File.ReadAllText(At("summary.json"))).RootElement;
        Assert.Equal("""[{"name":"min-rows","limit":2,"found":1,"failed":true}]""", summary.GetProperty("gates").GetRawText());
        Assert.Equal((1, 0), (summary.GetProperty("exit_code").GetInt32(), summary.GetProperty("rows_out").GetInt32()));
    }

    [Fact]
    public void The_summary_of_an_evaluation_counts_samples_and_problems()
    {
        File.WriteAllText(At("in.jsonl"), string.Concat(Enumerable.Range(0, 4).Select(i => $"{{\"problem\":\"1+1?\",\"answer\":\"2\",\"rollout\":{i},\"generation\":\"{i}\"}}\n")));
        var run = ToolRun.Run("forge-eval", ["--quiet", "--k", "1,4", "--summary", At("summary.json"), "--json", At("board.json"), At("in.jsonl")]);
        Assert.Equal(0, run.ExitCode);
        var summary = JsonDocument.Parse(File.ReadAllText(At("summary.json"))).RootElement;
        Assert.Equal((4, 1, """{"problems":1,"repeats":0,"undecided":0}"""), (summary.GetProperty("rows_in").GetInt32(), summary.GetProperty("rows_out").GetInt32(), summary.GetProperty("counts").GetRawText()));
    }

    [Fact]
    public void A_summary_tells_the_run_in_figures()
    {
        File.WriteAllText(At("in.jsonl"), Samples(4) + "{oops\n");
        var run = ToolRun.Run("forge-vote", ["--quiet", "--weight", "count", "--max-bad", "1", "--out", At("out.jsonl"), "--rejects", At("rejects.jsonl"), "--summary", At("summary.json"), At("in.jsonl")]);
        Assert.Equal((0, ""), (run.ExitCode, run.Error));
        var summary = JsonDocument.Parse(File.ReadAllText(At("summary.json"))).RootElement;
        Assert.Equal(["summary", "tool", "version", "output_version", "exit_code", "rows_in", "rows_out", "bad_records", "rejected", "failures", "tokens", "calls", "counts", "gates", "model", "settings", "inputs", "outputs", "seconds"], summary.EnumerateObject().Select(p => p.Name));
        Assert.Equal(("forge-vote", 0, 4, 2, 1), (summary.GetProperty("tool").GetString(), summary.GetProperty("exit_code").GetInt32(), summary.GetProperty("rows_in").GetInt32(), summary.GetProperty("rows_out").GetInt32(), summary.GetProperty("bad_records").GetInt32()));
        Assert.Equal("""{"outvoted":2}""", summary.GetProperty("rejected").GetRawText());
        Assert.Equal("count", summary.GetProperty("settings").GetProperty("weight").GetString());
        Assert.Equal(Convert.ToHexStringLower(System.Security.Cryptography.SHA256.HashData(File.ReadAllBytes(At("out.jsonl")))), summary.GetProperty("outputs")[0].GetProperty("sha256").GetString());
    }

    [Fact]
    public void A_named_pipe_is_read_once_whatever_is_asked_of_the_run()
    {
        File.WriteAllText(At("in.jsonl"), Samples(4));
        var run = ToolRun.Shell($"mkfifo pipe.jsonl; cat in.jsonl > pipe.jsonl & timeout 60 forge-grade -q --summary summary.json pipe.jsonl | wc -l; echo ${{PIPESTATUS[0]}}", folder: _folder);
        Assert.Equal("4\n0\n", run.Out);
        Assert.Equal("""{"path":"pipe.jsonl"}""", JsonDocument.Parse(File.ReadAllText(At("summary.json"))).RootElement.GetProperty("inputs")[0].GetRawText());
    }

    [Fact]
    public async Task A_linked_input_is_told_from_another_and_a_device_has_no_journal()
    {
        await using var server = SynthesisServer.Start((seen, reply) => SynthesisServer.Prompt(seen).Contains("is 3 ") ? reply.Json(500, "{}") : Task.CompletedTask);
        File.WriteAllText(At("target"), Problems(5));
        File.CreateSymbolicLink(At("in.jsonl"), At("target"));
        string[] args = ["--endpoint", server.Address.ToString(), "--quiet", "--retries", "0", At("in.jsonl")];
        Assert.Equal(1, ToolRun.Run("forge-sample", ["--out", At("out.jsonl"), .. args]).ExitCode);
        File.AppendAllText(At("target"), "{\"problem\":\"What is new?\"}\n");
        Assert.Contains($"input {At("in.jsonl")} changed", ToolRun.Run("forge-sample", ["--resume", "--out", At("out.jsonl"), .. args]).Error, StringComparison.Ordinal);
        Assert.Equal(1, ToolRun.Run("forge-sample", ["--out", "/dev/null", "--rejects", "/dev/null", .. args]).ExitCode);
        Assert.False(File.Exists("/dev/null.journal"));
    }

    [Theory]
    [InlineData("forge-rows filter --where 'n == 1' --out {0} {0}", " too, which would be replaced by what is left of it; name another file\n")]
    [InlineData("forge-rows filter --where 'n == 1' --out {1} {0}", " too, which would be replaced by what is left of it; name another file\n")]
    [InlineData("forge-rows filter --where 'n == 1' --out {2} {0}", " too, which would be replaced by what is left of it; name another file\n")]
    [InlineData("forge-rows filter --where 'n == 1' --rejects {0} {2}", " too, which would be replaced by what is left of it; name another file\n")]
    [InlineData("forge-rows convert --out-dir $(dirname {0}) {0}", ": is an input too; take another folder\n")]
    public void An_input_is_not_written_over(string line, string said)
    {
        var rows = At("rows.jsonl");
        File.WriteAllText(rows, "{\"n\":1}\n{\"n\":2}\n");
        File.CreateSymbolicLink(At("link.jsonl"), rows);
        ToolRun.Shell($"ln {rows} {At("hard.jsonl")}");
        var run = ToolRun.Shell(string.Format(System.Globalization.CultureInfo.InvariantCulture, line, rows, At("link.jsonl"), At("hard.jsonl")));
        Assert.Equal(2, run.ExitCode);
        Assert.EndsWith(said, run.Error, StringComparison.Ordinal);
        Assert.Equal("{\"n\":1}\n{\"n\":2}\n", File.ReadAllText(rows));
    }

    [Fact]
    public void One_file_is_not_two_outputs()
    {
        File.WriteAllText(At("in.jsonl"), Samples(4));
        var run = ToolRun.Run("forge-vote", ["--weight", "count", "--out", At("x.jsonl"), "--rejects", At("./x.jsonl"), At("in.jsonl")]);
        Assert.Equal((2, $"forge-vote: {At("x.jsonl")}: named for two outputs; each needs a file of its own\n"), (run.ExitCode, run.Error));
    }

    [Fact]
    public void Folders_and_quoted_patterns_stand_for_their_files_in_order()
    {
        Directory.CreateDirectory(At("b/c"));
        File.WriteAllText(At("b/2.jsonl"), "{\"gold\":\"2\",\"pred\":\"2\"}\n");
        File.WriteAllText(At("b/1.jsonl"), "{\"gold\":\"1\",\"pred\":\"1\"}\n");
        File.WriteAllText(At("b/c/3.csv"), "gold,pred\n3,3\n");
        File.WriteAllText(At("b/manifest.json"), "{\"rows\":3}");
        File.WriteAllText(At("b/4.jsonl.part"), "torn");
        Assert.Equal(["1", "2", "3"], Answers(At("b")));
        Assert.Equal(["1", "2"], Answers(At("b/*.jsonl")));
        Assert.Equal(["1", "2", "3"], Answers(At("b/**/?.??*l")).Concat(Answers(At("b/**/*.csv"))));
        var run = ToolRun.Run("forge-grade", [At("b/*.parquet")]);
        Assert.Equal((2, $"forge-grade: {At("b/*.parquet")}: no file matches\n"), (run.ExitCode, run.Error));
        Directory.CreateDirectory(At("empty"));
        Assert.Equal((2, $"forge-grade: {At("empty")}: the folder holds no data file (.jsonl, .json, .parquet, .csv, .tsv, .txt, with .gz or .zst)\n"), (ToolRun.Run("forge-grade", [At("empty")]) is var r ? (r.ExitCode, r.Error) : default));
    }

    private static string[] Answers(string input) =>
        [.. Lines(ToolRun.Run("forge-grade", ["--quiet", input]).Out).Select(l => JsonDocument.Parse(l).RootElement.GetProperty("predicted_answer").GetString()!)];
}
