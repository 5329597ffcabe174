using System.Security.Cryptography;
using System.Text.Json;

namespace DataForge.Tests.Tools.Runs;

/// <summary>A run submitted to a real Slurm of three nodes on loopback.</summary>
public sealed class SlurmTests : IDisposable
{
    private static readonly TimeSpan Longest = TimeSpan.FromMinutes(3);

    private const string Manifest =
        """
        forge: 1
        name: cluster
        set: {last: cat}
        stages:
          - a: sed 's/,"n"/,"m"/'
            in: rows.jsonl
            shards: 12
          - b: sort
            shards: 12
          - c: "{last}"
          - pack: forge-pack --as is --name cluster --require-complete
            link: shards
        """;

    private readonly string _folder = Directory.CreateTempSubdirectory("slurm-").FullName;

    public SlurmTests()
    {
        File.WriteAllText(At("run.yaml"), Manifest);
        File.WriteAllLines(At("rows.jsonl"), Enumerable.Range(0, 200).Select(i => $"{{\"problem_id\":\"p{i}\",\"n\":{i}}}"));
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    private string At(string name) => Path.Combine(_folder, name);

    [Fact]
    public void A_run_of_three_nodes_packs_the_bytes_of_one_process_and_a_failed_one_cancels_what_follows_and_is_gone_on_with()
    {
        Directory.CreateDirectory(At("cluster"));
        using var cluster = new SlurmServer(At("cluster"));
        var alone = ToolRun.Run("forge", ["run", At("run.yaml"), "--work", At("one"), "--quiet"]);
        Assert.True(alone.ExitCode == 0, alone.Error);
        var submitted = Forge(cluster, "run", At("run.yaml"), "--work", At("w"), "--slurm", "--workers", "6");
        Assert.True(submitted.ExitCode == 0, submitted.Error);
        Assert.Matches("^job \\d+: 6 workers for a, b\njob \\d+: 1 worker for c, pack\njob \\d+: closes the run\n$", submitted.Out);
        var again = Forge(cluster, "run", At("run.yaml"), "--work", At("w"), "--slurm");
        if (again.ExitCode != 0) Assert.Contains("jobs of this run are queued or running", again.Error); // unless it has ended by now
        cluster.Drain(Longest);
        Require("complete", cluster, "w");
        Assert.Equal(Packed("one"), Packed("w"));
        using (var status = JsonDocument.Parse(Forge(cluster, "status", At("w"), "--json").Out))
        {
            Assert.Equal("complete", status.RootElement.GetProperty("state").GetString());
            Assert.Equal(0, status.RootElement.GetProperty("exit_code").GetInt32());
            Assert.Equal(0, status.RootElement.GetProperty("jobs").GetArrayLength());
        }

        Assert.True(File.Exists(At("w/report.html")), "the last job closes the run");

        // a stage that fails: what depends on it is cancelled by the cluster, and the same command goes on with what failed
        File.WriteAllText(At("mine.sh"), $"#!/bin/sh\n[ -e {At("mended")} ] && exec cat\nexit 3\n");
        File.SetUnixFileMode(At("mine.sh"), UnixFileMode.UserRead | UnixFileMode.UserExecute | UnixFileMode.UserWrite);
        string[] failing = ["run", At("run.yaml"), "--work", At("f"), "--slurm", "--workers", "2", "--set", $"last={At("mine.sh")}"];
        Assert.Equal(0, Forge(cluster, failing).ExitCode);
        cluster.Drain(Longest);
        Require("failed", cluster, "f");
        File.WriteAllText(At("mended"), "");
        Assert.Equal(0, Forge(cluster, failing).ExitCode);
        cluster.Drain(Longest);
        Assert.Equal(Packed("one"), Packed("f"));

        // a task that is told to stop before its time is over is queued again, and a worker that is killed is started again
        File.WriteAllText(At("slow.yaml"), Manifest.Replace("sort\n", "sh -c 'sleep 2; sort'\n", StringComparison.Ordinal));
        var slow = Forge(cluster, "run", At("slow.yaml"), "--work", At("s"), "--slurm", "--workers", "3");
        Assert.True(slow.ExitCode == 0, slow.Error);
        var job = slow.Out.Split(' ', ':')[1];
        cluster.WaitFor(() => Forge(cluster, "status", At("s"), "--json") is { ExitCode: 0 } told && told.Out.Contains("\"working\":3", StringComparison.Ordinal), "three workers");
        ToolRun.Shell($"scancel --batch --signal=USR2 {job}_0; pgrep -f -- '--plan {At("s/plan.json")}' | tail -n 1 | xargs kill -9", environment: cluster.Variables);
        cluster.Drain(Longest);
        Assert.Contains("Restarts=1", ToolRun.Shell($"scontrol show job {job}_0", environment: cluster.Variables).Out);
        Assert.Equal(Packed("one"), Packed("s"));
    }

    /// <summary>Shows the jobs and the ends of their logs where a run is in another state.</summary>
    private void Require(string state, SlurmServer cluster, string work)
    {
        var told = Forge(cluster, "status", At(work)).Out;
        Assert.True(told.StartsWith($"cluster: {state}\n", StringComparison.Ordinal), told + ToolRun.Shell($"scontrol show jobs | grep -E 'JobId|JobState|Reason|ExitCode'; tail -n 20 {At(work)}/slurm/*.log", environment: cluster.Variables).Out);
    }

    private static ToolResult Forge(SlurmServer cluster, params string[] words) =>
        ToolRun.Shell($"forge {string.Join(' ', words.Select(w => $"'{w}'"))}", environment: cluster.Variables);

    private string Packed(string work) => string.Join(' ', Directory.GetFiles(At($"{work}/shards"), "*.parquet").Order(StringComparer.Ordinal).Select(s => $"{Path.GetFileName(s)}:{Convert.ToHexStringLower(SHA256.HashData(File.ReadAllBytes(s)))}"));
}
