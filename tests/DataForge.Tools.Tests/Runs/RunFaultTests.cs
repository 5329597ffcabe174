using System.Diagnostics;
using System.Globalization;
using System.Runtime.InteropServices;
using System.Text.Json;

namespace DataForge.Tests.Tools.Runs;

/// <summary>What a run meets outside itself: servers that are gone, overloaded or refuse the key, a full disk, an edited manifest, an edited tool. Each time a clear end, nothing lost, and the same command goes on.</summary>
public sealed partial class RunFaultTests : IDisposable
{
    private const int Problems = 48; // 12 a part: ten tries that fail at once are an outage, which then lasts as long as the patience

    private const string Manifest =
        """
        forge: 1
        set: {server: none}
        roles:
          solver: {endpoint: "{server}", model: m, in_flight: 12, retries: 2, patience: 1, api_key_env: RUN_FAULT_KEY}
        stages:
          - sample: forge-sample --samples 1 --max-failures 0
            in: problems.jsonl
            role: solver
            shards: 4
        """;

    private const string Secret = "sk-of-the-test-0123456789";

    private readonly string _folder = Directory.CreateTempSubdirectory("run-faults-").FullName;

    public RunFaultTests()
    {
        File.WriteAllText(At("run.yaml"), Manifest);
        File.WriteAllLines(At("problems.jsonl"), Enumerable.Range(0, Problems).Select(i => $"{{\"problem\":\"What is {i} + 1?\"}}"));
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    private string At(string name) => Path.Combine(_folder, name);

    private ToolResult Run(Uri server, string more = "", IReadOnlyDictionary<string, string?>? environment = null) =>
        ToolRun.Shell($"forge run {At("run.yaml")} --work {At("w")} --quiet --set server={server} {more}", environment: new Dictionary<string, string?> { ["RUN_FAULT_KEY"] = Secret }.Concat(environment ?? new Dictionary<string, string?>()).ToDictionary());

    [Theory]
    [InlineData(503, "{\"error\":{\"message\":\"no worker is there\"}}", "no worker is there")]
    [InlineData(429, "{\"error\":{\"message\":\"too many requests\"}}", "too many requests")]
    [InlineData(401, "{\"error\":{\"message\":\"this key was revoked\"}}", "this key was revoked; the key is read from the environment variable RUN_FAULT_KEY, which is set")]
    [InlineData(429, "{\"error\":{\"message\":\"You exceeded your current quota\",\"code\":\"insufficient_quota\"}}", "You exceeded your current quota")]
    [InlineData(0, "", "")] // connections are reset
    public async Task A_server_that_answers_no_more_ends_the_run_and_the_same_command_asks_only_for_what_is_missing(int status, string body, string said)
    {
        var (mended, answered) = (false, 0);
        await using var server = new LoopbackServer(async (seen, reply) =>
        {
            Assert.Equal($"Bearer {Secret}", seen.Headers["Authorization"]);
            if (!mended && seen.Number >= 3)
            {
                if (status == 0) reply.Reset();
                else await reply.Json(status, body);
                return;
            }

            Interlocked.Increment(ref answered);
            await reply.Good(seen);
        });
        var ended = Run(server.Address);
        Assert.Equal(2, ended.ExitCode);
        Assert.Contains("forge: stage sample, part ", ended.Error);
        Assert.Contains(said, ended.Error);
        Assert.InRange(server.Requests.Select(r => r.Body).Distinct().Count(), 4, 36); // three parts, each within its patience; the fourth is not begun
        Assert.Equal(3, answered);
        mended = true;
        var whole = Run(server.Address);
        Assert.True(whole.ExitCode == 0, whole.Error);
        Assert.Equal(Problems, answered);
        Assert.Equal(Problems, Directory.GetFiles(Directory.GetDirectories(At("w/stages"), "sample-*").Single() + "/out").Sum(f => File.ReadLines(f).Count()));
        foreach (var file in Directory.EnumerateFiles(At("w"), "*", SearchOption.AllDirectories)) Assert.DoesNotContain(Secret, File.ReadAllText(file, System.Text.Encoding.Latin1));
    }

    [Theory]
    [InlineData(2, 130)]
    [InlineData(9, 128 + 9)]
    public async Task What_a_run_that_was_interrupted_or_killed_has_used_is_in_its_cost_and_counted_once_when_it_went_on(int signal, int exit)
    {
        const int BeforeSilence = 5;
        var mended = false;
        await using var server = new LoopbackServer(async (seen, reply) =>
        {
            if (mended || seen.Number < BeforeSilence) await reply.Good(seen);
            else await reply.Stall();
        });
        var start = new ProcessStartInfo("/usr/bin/env") { RedirectStandardError = true };
        foreach (var word in new[] { "--default-signal=INT", Path.Combine(ToolRun.Bin, "forge"), "run", At("run.yaml"), "--work", At("w"), "--quiet", "--set", $"server={server.Address}" }) start.ArgumentList.Add(word);
        start.Environment["RUN_FAULT_KEY"] = Secret;
        using (var run = Process.Start(start)!)
        {
            var said = run.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken);
            var clock = Stopwatch.StartNew();
            while (server.Requests.Count < 12 || Cost().Item1 < BeforeSilence) // told while the run is under way, too
            {
                Assert.True(clock.Elapsed < TimeSpan.FromMinutes(1) && !run.HasExited, "the replies were not kept");
                await Task.Delay(20, TestContext.Current.CancellationToken);
            }

            Assert.Equal(0, kill(run.Id, signal));
            await run.WaitForExitAsync(TestContext.Current.CancellationToken);
            Assert.Equal(exit, run.ExitCode);
        }

        Assert.Equal((BeforeSilence, 7 * BeforeSilence, 2 * BeforeSilence), Cost());
        mended = true;
        var whole = Run(server.Address);
        Assert.True(whole.ExitCode == 0, whole.Error);
        Assert.Equal((Problems, 7 * Problems, 2 * Problems), Cost());
    }

    /// <summary>Requests, tokens in and tokens out of the stage that asks the server.</summary>
    private (int, int, int) Cost()
    {
        var told = ToolRun.Run("forge", ["cost", At("w"), "--json"]);
        Assert.True(told.ExitCode == 0, told.Error);
        using var cost = JsonDocument.Parse(told.Out);
        var stage = cost.RootElement.GetProperty("stages").EnumerateArray().Single(s => s.GetProperty("stage").GetString() == "sample");
        return (stage.GetProperty("requests").GetInt32(), stage.GetProperty("tokens_in").GetInt32(), stage.GetProperty("tokens_out").GetInt32());
    }

    [LibraryImport("libc")]
    private static partial int kill(int process, int signal);

    [Fact]
    public void A_disk_that_is_full_ends_the_run_and_the_same_command_goes_on_when_there_is_room()
    {
        const string Plain = "forge: 1\nstages:\n  - seeds: forge-seed --count 20 --seed 5\n  - a: cat\n    shards: 4\n  - pack: forge-pack --as problem --require-complete\n    link: shards\n";
        File.WriteAllText(At("run.yaml"), Plain);
        var shim = FaultShim.Require();
        foreach (var at in new[] { 1, 12, 40 })
        {
            var full = ToolRun.Shell($"forge run {At("run.yaml")} --work {At("w")} --quiet", environment: new Dictionary<string, string?>
            {
                ["LD_PRELOAD"] = shim, ["FAULT_DIR"] = At("w"), ["FAULT_ERRNO"] = "28", ["FAULT_AT"] = at.ToString(CultureInfo.InvariantCulture),
            });
            Assert.True(full.ExitCode == 2, $"call {at}: exit {full.ExitCode}: {full.Error}");
            Assert.Matches("No space left on device|database or disk is full|disk I/O error", full.Error);
        }

        var whole = ToolRun.Run("forge", ["run", At("run.yaml"), "--work", At("w"), "--quiet"]);
        Assert.True(whole.ExitCode == 0, whole.Error);
        using var manifest = JsonDocument.Parse(File.ReadAllBytes(At("w/shards/manifest.json")));
        Assert.Equal(20, manifest.RootElement.GetProperty("rows").GetProperty("written").GetInt32());
    }

    [Fact]
    public void A_worker_refuses_a_manifest_s_tool_that_was_edited_after_planning_and_the_same_command_says_what_differs()
    {
        File.WriteAllText(At("rows.jsonl"), "{\"n\":1}\n");
        File.WriteAllText(At("mine.sh"), "#!/bin/sh\ncat\n");
        File.SetUnixFileMode(At("mine.sh"), UnixFileMode.UserRead | UnixFileMode.UserExecute | UnixFileMode.UserWrite);
        File.WriteAllText(At("run.yaml"), "forge: 1\nstages:\n  - a: ./mine.sh\n    in: rows.jsonl\n");
        Assert.Equal(0, ToolRun.Run("forge", ["run", At("run.yaml"), "--work", At("w"), "--print-k8s"]).ExitCode); // plans, runs nothing
        File.WriteAllText(At("mine.sh"), "#!/bin/sh\nsed s/n/m/\n");
        var worker = ToolRun.Run("forge", ["work", "--plan", At("w/plan.json")]);
        Assert.Equal(2, worker.ExitCode);
        Assert.False(Directory.Exists(At("w/stages")));
        var again = ToolRun.Run("forge", ["run", At("run.yaml"), "--work", At("w"), "--quiet"]);
        Assert.Equal(2, again.ExitCode);
        Assert.Contains("stage a: content of ./mine.sh changed", again.Error);
        Assert.Equal(0, ToolRun.Run("forge", ["run", At("run.yaml"), "--work", At("w"), "--quiet", "--accept-changes"]).ExitCode);
        Assert.Equal("{\"m\":1}\n", File.ReadAllText(Directory.GetFiles(At("w/stages"), "shard-*.jsonl", SearchOption.AllDirectories).Single()));
    }
}
