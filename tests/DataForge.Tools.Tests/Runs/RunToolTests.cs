using System.Text.Json;

namespace DataForge.Tests.Tools.Runs;

/// <summary>forge run with the suite's own tools: what a run says of its rows, what is part of a stage's key, what it will take.</summary>
public sealed class RunToolTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("run-tool-").FullName;

    private string At(string name) => Path.Combine(_folder, name);

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    private ToolResult Run(string manifest, params string[] more)
    {
        File.WriteAllText(At("run.yaml"), manifest);
        return ToolRun.Run("forge", ["run", At("run.yaml"), "--work", At("work"), .. more]);
    }

    [Fact]
    public void A_run_states_that_its_rows_are_complete_and_packing_may_require_it()
    {
        var run = Run(
            """
            forge: 1
            stages:
              - seeds: forge-seed --count 12
              - mine: cat
                shards: 20
              - pack: forge-pack --as problem --require-complete
                link: shards
            """);
        Assert.True(run.ExitCode == 0, run.Error);
        using var manifest = JsonDocument.Parse(File.ReadAllBytes(At("work/shards/manifest.json")));
        Assert.Equal("complete", manifest.RootElement.GetProperty("completion").GetString());
        Assert.Equal(12, manifest.RootElement.GetProperty("rows").GetProperty("written").GetInt32());
    }

    [Fact]
    public void Rows_of_a_file_of_ones_own_are_not_complete_because_a_run_reads_them()
    {
        File.WriteAllText(At("rows.jsonl"), "{\"problem\":\"What is 1 + 1?\"}\n");
        var run = Run("forge: 1\nstages:\n  - pack: forge-pack --as problem --require-complete\n    in: rows.jsonl\n");
        Assert.Equal(2, run.ExitCode);
        Assert.Contains("rows.jsonl is a file, of which nobody says that it is complete", run.Error);
    }

    [Fact]
    public void How_many_rows_a_tool_reads_is_part_of_its_key()
    {
        const string Manifest = "forge: 1\nset: {few: 3}\nstages:\n  - seeds: forge-seed --count 10\n  - some: forge-rows convert --limit {few}\n";
        Assert.Equal(0, Run(Manifest).ExitCode);
        var other = Run(Manifest, "--set", "few=4");
        Assert.Equal(2, other.ExitCode);
        Assert.Contains("stage some: --limit \"3\" then, \"4\" now", other.Error);
    }

    [Fact]
    public void A_name_or_a_number_that_is_also_the_name_of_a_file_is_not_read_as_one()
    {
        const string Manifest = "forge: 1\nstages:\n  - seeds: forge-seed --count 3\n  - pack: forge-pack --as problem --name seeds.csv\n";
        File.WriteAllText(At("seeds.csv"), "a\n1\n");
        File.WriteAllText(At("3"), "");
        Assert.Equal(0, Run(Manifest).ExitCode);
        File.WriteAllText(At("seeds.csv"), "a\n2\n");
        File.Delete(At("3"));
        var again = Run(Manifest);
        Assert.True(again.ExitCode == 0, again.Error);
    }

    [Fact]
    public void An_estimate_counts_no_rows_that_a_limit_a_draw_or_a_target_leaves_out()
    {
        var run = Run(
            """
            forge: 1
            target: {stage: half, rows: 20}
            stages:
              - seeds: forge-seed --count 200
              - some: forge-rows convert --limit 40
              - drawn: forge-rows sample --count 5
                in: seeds
              - half: forge-rows convert
                in: some
                shards: 4
              - last: forge-rows convert
            """, "--dry-run", "--quiet");
        Assert.True(run.ExitCode == 0, run.Error);
        var rows = run.Out.Split('\n').Where(l => l.Length > 0 && l[0] is not ('w' or 'a')).Skip(1).Select(l => l.Split(' ', StringSplitOptions.RemoveEmptyEntries)).Where(w => w.Length > 3).Select(w => $"{w[0]} {w[1]} {w[2]}");
        Assert.Equal(["seeds 200 200", "some 40 40", "drawn 200 5", "half 20 20", "last 20 20"], rows);
    }

    [Fact]
    public void What_an_accepted_row_cost_is_not_told_before_a_row_was_accepted()
    {
        Assert.Equal(2, Run("forge: 1\nstages:\n  - seeds: forge-seed --count 5\n  - mine: 'false'\n").ExitCode);
        using var cost = JsonDocument.Parse(ToolRun.Run("forge", ["cost", At("work"), "--json"]).Out);
        Assert.Equal(0, cost.RootElement.GetProperty("accepted").GetInt32());
        Assert.False(cost.RootElement.TryGetProperty("money_per_accepted_row", out _));
    }
}
