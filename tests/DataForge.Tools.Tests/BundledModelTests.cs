using System.Text.Json;

namespace DataForge.Tests.Tools;

/// <summary>The models under corpora/models, run by the built tools: what the recipe's own torch code gives stands beside each in golden.jsonl.</summary>
public sealed class BundledModelTests
{
    private const string Nano = "corpora/models/forge-nano";
    private const string Reward = "corpora/models/forge-nano-rm";
    private const double Tolerance = 1e-3;

    private static JsonElement[] Rows(string lines) => [.. lines.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(l => JsonDocument.Parse(l).RootElement)];

    private static JsonElement[] Golden(string model) => Rows(File.ReadAllText(Path.Combine(SharedData.Repository, model, "golden.jsonl")));

    private static string Ask(string tool, IEnumerable<string> args, string input)
    {
        var run = ToolRun.Run(tool, args, input);
        Assert.True(run.ExitCode == 0, $"{tool}: exit {run.ExitCode}: {run.Error}");
        return run.Out;
    }

    private static string Seeds(int count, int seed) => Ask("forge-seed", ["--count", $"{count}", "--split", "test", "--seed", $"{seed}", "--quiet"], "");

    [Fact]
    public void Texts_are_cut_into_the_tokens_that_the_model_was_trained_on()
    {
        var golden = Golden(Nano).Where(g => g.TryGetProperty("text", out _)).ToArray();
        Assert.Equal(31, golden.Length);
        var found = Rows(Ask("forge-model", ["tokens", Nano], string.Concat(golden.Select(g => JsonSerializer.Serialize(new { text = g.GetProperty("text").GetString() }) + "\n"))));
        foreach (var (expected, actual) in golden.Zip(found)) Assert.Equal(expected.GetProperty("ids").GetRawText().Replace(" ", ""), actual.GetProperty("ids").GetRawText());
        Assert.Equal(golden.Length, found.Length);
    }

    [Fact]
    public void Logits_are_those_of_the_training_code()
    {
        var golden = Golden(Nano).Where(g => g.TryGetProperty("top", out _)).ToArray();
        Assert.Equal(12, golden.Length);
        var found = Rows(Ask("forge-model", ["logits", Nano, "--top", "20"], string.Concat(golden.Select(g => $"{{\"ids\":{g.GetProperty("ids").GetRawText()}}}\n"))));
        foreach (var (expected, actual) in golden.Zip(found))
        {
            Assert.Equal(expected.GetProperty("logsumexp").GetDouble(), actual.GetProperty("logsumexp").GetDouble(), Tolerance);
            var logits = actual.GetProperty("top").EnumerateArray().ToDictionary(t => t.GetProperty("id").GetInt32(), t => t.GetProperty("logit").GetDouble());
            foreach (var top in expected.GetProperty("top").EnumerateArray().Take(10)) Assert.Equal(top.GetProperty("logit").GetDouble(), logits[top.GetProperty("id").GetInt32()], Tolerance);
        }
    }

    [Fact]
    public void Half_of_unseen_problems_at_least_are_solved_by_the_likeliest_answer()
    {
        var graded = Rows(Ask("forge-grade", ["--quiet"], Ask("forge-sample", ["--model", Nano, "--temperature", "0", "--max-tokens", "256", "--quiet"], Seeds(100, 77))));
        Assert.Equal(100, graded.Length);
        Assert.InRange(graded.Count(r => r.GetProperty("is_correct").ValueKind == JsonValueKind.True), 50, 95);
    }

    [Theory]
    [InlineData("fp32")]
    [InlineData("int8")]
    [InlineData("int4")]
    public void A_hundred_samples_are_the_same_at_any_batch_size_and_number_of_threads(string precision)
    {
        var problems = Seeds(25, 5);
        string Sample(string batch, string threads) => Ask("forge-sample", ["--model", Nano, "--precision", precision, "--samples", "4", "--seed", "3", "--max-tokens", "24", "--max-batch", batch, "--threads", threads, "--quiet"], problems);
        var one = Sample("1", "1");
        Assert.Equal(100, one.Count(c => c == '\n'));
        Assert.Equal(one, Sample("32", "8"));
        Assert.Equal(one, Sample("7", "2"));
    }

    [Fact]
    public void Evolved_problems_are_new_and_most_are_recognised()
    {
        var rows = Rows(Ask("forge-seed", ["solve"], Ask("forge-evolve", ["--model", Nano, "--temperature", "0", "--max-tokens", "160", "--max-failures", "1000", "--quiet"], Seeds(12, 9))));
        Assert.InRange(rows.Length, 24, 60);
        Assert.All(rows, r => Assert.False(string.IsNullOrWhiteSpace(r.GetProperty("parent_id").GetString())));
        var recognised = rows.Count(r => r.TryGetProperty("expected_answer", out var answer) && answer.ValueKind == JsonValueKind.String);
        Assert.InRange(recognised, rows.Length / 2, rows.Length);
    }

    [Fact]
    public void Scores_of_ids_and_of_texts_are_those_of_the_training_code()
    {
        var golden = Golden(Reward);
        Assert.Equal(24, golden.Length);
        var ofIds = Rows(Ask("forge-model", ["logits", Reward], string.Concat(golden.Select(g => $"{{\"ids\":{g.GetProperty("ids").GetRawText()}}}\n"))));
        var ofTexts = Rows(Ask("forge-score", ["--model", Reward, "--prompts", Nano + "/prompts", "--quiet"], string.Concat(golden.Select(g => g.GetRawText() + "\n"))));
        for (var i = 0; i < golden.Length; i++)
        {
            var expected = golden[i].GetProperty("score").GetDouble();
            Assert.Equal(expected, ofIds[i].GetProperty("scores")[0][0].GetDouble(), Tolerance);
            Assert.Equal(expected, ofTexts[i].GetProperty("reward_model_score").GetDouble(), Tolerance);
        }
    }

    [Fact]
    public void A_right_solution_scores_above_its_falsified_copy()
    {
        var pairs = Golden(Reward).GroupBy(g => g.GetProperty("problem").GetString()).Select(g => (Right: Score(g, true), Wrong: Score(g, false))).ToArray();
        Assert.Equal(12, pairs.Length);
        Assert.InRange(pairs.Count(p => p.Right > p.Wrong), 11, 12);

        static double Score(IEnumerable<JsonElement> rows, bool right) => rows.Single(r => r.GetProperty("is_correct").GetBoolean() == right).GetProperty("score").GetDouble();
    }

    [Fact]
    public void Right_samples_score_above_wrong_ones_and_the_best_beats_the_majority()
    {
        var sampled = Ask("forge-sample", ["--model", Nano, "--samples", "8", "--temperature", "1.3", "--seed", "2", "--max-tokens", "256", "--quiet"], Seeds(40, 21));
        var graded = Ask("forge-grade", ["--quiet"], sampled);
        var byReward = Rows(Ask("forge-score", ["--model", Reward, "--prompts", Nano + "/prompts", "--quiet"], graded));
        var byLogProbability = Rows(Ask("forge-score", ["--model", Nano, "--method", "logprob", "--quiet"], graded));
        Assert.True(InOrder(byReward) > 0.75, $"reward: {InOrder(byReward)} of the pairs in order");
        Assert.True(InOrder(byReward) > InOrder(byLogProbability), $"log-probability: {InOrder(byLogProbability)} of the pairs in order");
        var best = byReward.GroupBy(Problem).Count(g => Right(g.MaxBy(Score)));
        var majority = byReward.GroupBy(Problem).Count(g => Right(g.GroupBy(r => r.GetProperty("answer_key").GetString()).MaxBy(v => v.Count())!.First()));
        Assert.True(best > majority, $"{best} best samples are right, {majority} winners of the plain vote");
    }

    [Fact]
    public void A_run_on_a_local_model_leaves_nothing_in_the_home_folder_but_the_suites_own_cache()
    {
        var home = Directory.CreateTempSubdirectory("forge-home-").FullName;
        try
        {
            var environment = new Dictionary<string, string?> { ["HOME"] = home, ["XDG_CACHE_HOME"] = null };
            var run = ToolRun.Shell($"forge-sample --model {Nano} --max-tokens 8 --quiet", Seeds(1, 1), environment: environment);
            Assert.True(run.ExitCode == 0, run.Error);
            Assert.Equal([".cache", ".cache/dataforge", ".cache/dataforge/models"], Directory.EnumerateDirectories(home, "*", SearchOption.AllDirectories)
                .Select(d => Path.GetRelativePath(home, d)).Where(d => d.Count(c => c == '/') < 3).Order(StringComparer.Ordinal));
        }
        finally
        {
            Directory.Delete(home, recursive: true);
        }
    }

    private static string? Problem(JsonElement row) => row.GetProperty("problem_id").GetString();

    private static double Score(JsonElement row) => row.GetProperty("reward_model_score").GetDouble();

    private static bool Right(JsonElement row) => row.GetProperty("is_correct").ValueKind == JsonValueKind.True;

    /// <summary>Share of the pairs of a right and a wrong sample of one problem in which the right one scores higher.</summary>
    private static double InOrder(JsonElement[] scored)
    {
        double above = 0, pairs = 0;
        foreach (var problem in scored.GroupBy(Problem))
            foreach (var right in problem.Where(Right))
                foreach (var wrong in problem.Where(r => !Right(r)))
                {
                    pairs++;
                    above += Score(right) > Score(wrong) ? 1 : 0;
                }

        Assert.True(pairs > 100, $"{pairs} pairs");
        return above / pairs;
    }
}
