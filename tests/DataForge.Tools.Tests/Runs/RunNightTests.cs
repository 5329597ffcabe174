namespace DataForge.Tests.Tools.Runs;

/// <summary>The same run every night: an input that has grown, rows that come from elsewhere and go there.</summary>
public sealed class RunNightTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("run-night-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    private string At(string name) => Path.Combine(_folder, name);

    [Fact]
    public async Task An_input_that_has_grown_asks_a_model_about_its_new_rows_only()
    {
        await using var server = new LoopbackServer((seen, reply) => reply.Good(seen));
        File.WriteAllText(At("run.yaml"), $"forge: 1\nroles:\n  solver: {{endpoint: \"{server.Address}\", model: m}}\nstages:\n  - sample: forge-sample --samples 2\n    in: rows.jsonl\n    role: solver\n    shards: 2\n");
        Rows(4);
        var first = Run();
        Assert.True(first.ExitCode == 0, first.Error);
        var asked = server.Requests.Count;
        Assert.Equal(4, asked);
        Rows(7);
        var second = Run();
        Assert.True(second.ExitCode == 0, second.Error);
        Assert.Equal(7, server.Requests.Count);
        Assert.Equal(14, Directory.GetFiles(Directory.GetDirectories(At("w/stages"), "sample-*").OrderBy(Directory.GetCreationTimeUtc).Last() + "/out").Sum(f => File.ReadLines(f).Count()));

        void Rows(int count) => File.WriteAllLines(At("rows.jsonl"), Enumerable.Range(0, count).Select(i => $"{{\"problem\":\"What is {i} + {i}?\"}}"));
        ToolResult Run() => ToolRun.Run("forge", ["run", At("run.yaml"), "--work", At("w"), "--quiet", "--accept-changes", "--replay", At("calls"), "--replay-or-call"]);
    }

    [Fact]
    public void Rows_come_from_elsewhere_and_go_there_through_programs_that_print_and_read_them()
    {
        // a stand-in of `aws s3 cp FROM TO` over a folder; - is a standard stream
        Directory.CreateDirectory(At("bucket"));
        File.WriteAllText(At("aws"), $"#!/bin/sh\n[ \"$1 $2\" = 's3 cp' ] || exit 2\nif [ \"$4\" = - ]; then exec cat \"{At("bucket")}/${{3#s3://b/}}\"; fi\n[ \"$3\" = - ] && exec cat > \"{At("bucket")}/${{4#s3://b/}}\"\n");
        File.SetUnixFileMode(At("aws"), UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        File.WriteAllText(At("bucket/seeds.jsonl"), "{\"problem\":\"What is 1 + 1?\"}\n{\"problem\":\"What is 2 + 2?\"}\n");
        File.WriteAllText(At("run.yaml"),
            """
            forge: 1
            stages:
              - fetch: aws s3 cp s3://b/seeds.jsonl -
                in: []
              - some: forge-rows convert --limit 1
              - send: aws s3 cp - s3://b/clean.jsonl
                output: files
            """);
        ToolResult Run(string more = "") => ToolRun.Shell($"PATH={_folder}:$PATH forge run {At("run.yaml")} --work {At("w")} --quiet {more}");
        var run = Run();
        Assert.True(run.ExitCode == 0, run.Error);
        Assert.Equal("{\"problem\":\"What is 1 + 1?\"}\n", File.ReadAllText(At("bucket/clean.jsonl")));
        File.WriteAllText(At("run.yaml"), File.ReadAllText(At("run.yaml")).Replace("s3://b/seeds", "s3://b/none", StringComparison.Ordinal));
        var missing = Run("--accept-changes");
        Assert.Equal(2, missing.ExitCode);
        Assert.Contains("forge: stage fetch: cat: ", missing.Error);
    }
}
