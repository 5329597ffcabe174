using System.Text.Json;

namespace DataForge.Tests.Tools;

/// <summary>forge-sample --until on the bundled model.</summary>
public sealed class SampleUntilTests : IDisposable
{
    private static readonly string Model = Path.Combine(SharedData.Repository, "corpora", "models", "forge-nano");
    private static readonly string Problems = string.Concat(File.ReadLines(Path.Combine(SharedData.Repository, "corpora", "examples", "problems.jsonl")).Take(4).Select(l => l + "\n"));

    private readonly string _folder = Directory.CreateTempSubdirectory("until-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    private static string[] Args(params string[] more) => ["--model", Model, "--samples", "8", "--seed", "3", "--max-tokens", "100", "--quiet", .. more];

    private static List<JsonElement> Rows(string text) => [.. text.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(l => JsonDocument.Parse(l).RootElement)];

    [Fact]
    public void Rows_are_the_same_at_any_batch_size()
    {
        var runs = new[] { "1", "8", "32" }.Select(b => ToolRun.Run("forge-sample", Args("--until", "beta:0.95", "--max-batch", b), Problems)).ToList();
        Assert.All(runs, r => Assert.Equal(0, r.ExitCode));
        Assert.Equal(runs[0].Out, runs[1].Out);
        Assert.Equal(runs[0].Out, runs[2].Out);
        foreach (var problem in Rows(runs[0].Out).GroupBy(r => r.GetProperty("problem_id").GetString()))
        {
            var drawn = problem.First().GetProperty("n_drawn").GetInt32();
            Assert.InRange(drawn, 4, 8);
            Assert.InRange(problem.Count(), drawn, drawn + 1);
            Assert.All(problem, r => Assert.Equal(drawn, r.GetProperty("n_drawn").GetInt32()));
            Assert.All(problem, r => Assert.Equal(r.GetProperty("rollout").GetInt32() >= drawn, r.TryGetProperty("surplus", out _)));
        }
    }

    [Fact]
    public void The_samples_are_those_of_a_fixed_number()
    {
        var all = Rows(ToolRun.Run("forge-sample", Args(), Problems).Out).ToDictionary(r => r.GetProperty("sample_id").GetString()!, r => r.GetProperty("generation").GetString());
        var some = Rows(ToolRun.Run("forge-sample", Args("--until", "safe"), Problems).Out);
        Assert.All(some, r => Assert.Equal(all[r.GetProperty("sample_id").GetString()!], r.GetProperty("generation").GetString()));
    }

    [Fact]
    public void Surplus_samples_never_vote()
    {
        var votes = Path.Combine(_folder, "votes.jsonl");
        const string Samples = """
            {"problem_id":"a","problem":"p","rollout":0,"generation":"\\boxed{1}","n_drawn":1,"stop_rule":"beta:0.6","p_stop":0.75}
            {"problem_id":"a","problem":"p","rollout":1,"generation":"\\boxed{2}","n_drawn":1,"stop_rule":"beta:0.6","p_stop":0.75,"surplus":true}
            {"problem_id":"a","problem":"p","rollout":2,"generation":"\\boxed{2}","n_drawn":1,"stop_rule":"beta:0.6","p_stop":0.75,"surplus":true}

            """;
        var rejects = Path.Combine(_folder, "rejects.jsonl");
        var run = ToolRun.Run("forge-vote", ["--weight", "count", "--votes", votes, "--rejects", rejects, "--quiet"], Samples);
        Assert.Equal(["0"], Rows(run.Out).Select(r => r.GetProperty("rollout").GetRawText()));
        var vote = Assert.Single(Rows(File.ReadAllText(votes)));
        Assert.Equal(("1", 1, 1, "beta:0.6"), (vote.GetProperty("answer").GetString(), vote.GetProperty("total_votes").GetInt32(), vote.GetProperty("n_drawn").GetInt32(), vote.GetProperty("stop_rule").GetString()));
        Assert.Equal(["surplus", "surplus"], Rows(File.ReadAllText(rejects)).Select(r => r.GetProperty("reject").GetProperty("rule").GetString()));
    }

    [Theory]
    [InlineData("--until", "beta:2", "--until: expected fixed, safe, beta:P")]
    [InlineData("--min-samples", "2", "--min-samples: goes with --until")]
    [InlineData("--protocol", "tora", "--protocol: goes with --mode tir")]
    public void What_does_not_go_together_is_refused(string option, string value, string message)
    {
        var run = ToolRun.Run("forge-sample", Args(option, value), Problems);
        Assert.Equal(2, run.ExitCode);
        Assert.Contains(message, run.Error, StringComparison.Ordinal);
    }
}
