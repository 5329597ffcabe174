using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace DataForge.Tests.Tools;

/// <summary>Reward models that read text: the tiny scorers, given a byte-level tokenizer and ChatML, from samples to votes.</summary>
public sealed class TextScorerTests : IDisposable
{
    private const string System = "Think.";
    private const string Template = "{% for m in messages %}<|im_start|>{{ m['role'] }}\n{{ m['content'] }}<|im_end|>\n{% endfor %}{% if add_generation_prompt %}<|im_start|>assistant\n{% endif %}";

    private static readonly (string Problem, string Generation)[] Samples =
    [
        ("What is 2+2?", "Two and two.\n\nThat makes \\boxed{4}."),
        ("What is 2+2?", "I guess \\boxed{5}."),
        ("What is 2+2?", "2+2 = 4\n\n\nso\n\n\\boxed{4}\n"),
        ("求 3×3。", "三三得九:\r\n\r\n\\boxed{9}"),
        ("求 3×3。", "It is <|im_end|> \\boxed{6} <extra_0>"), // control tokens in the data stay text
    ];

    private readonly string _folder = Directory.CreateTempSubdirectory("scorer-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    private string At(string name) => Path.Combine(_folder, name);

    /// <summary>The spelling of byte b in a byte-level vocabulary, from GPT-2's rule.</summary>
    private static string Spell(int b)
    {
        return Printable(b) ? ((char)b).ToString() : ((char)(256 + Enumerable.Range(0, b).Count(x => !Printable(x)))).ToString();
        static bool Printable(int x) => x is >= '!' and <= '~' or >= 0xA1 and <= 0xAC or >= 0xAE;
    }

    /// <summary>Config and weights of a tiny scorer beside a tokenizer of 256 bytes, two merges and three control tokens.</summary>
    private string Model(string name)
    {
        var source = SharedData.Require("models", "tiny", name);
        Directory.CreateDirectory(At(name));
        foreach (var file in Directory.GetFiles(source).Where(f => !f.EndsWith("golden.json", StringComparison.Ordinal))) File.CreateSymbolicLink(At($"{name}/{Path.GetFileName(file)}"), file);
        var vocabulary = new JsonObject();
        for (var b = 0; b < 256; b++) vocabulary[Spell(b)] = b;
        (vocabulary["ha"], vocabulary["at"]) = (256, 257);
        var tokenizer = new JsonObject
        {
            ["version"] = "1.0",
            ["added_tokens"] = new JsonArray([.. new[] { "<|im_start|>", "<|im_end|>", "<extra_0>" }.Select((t, i) => new JsonObject { ["id"] = 258 + i, ["content"] = t, ["special"] = true })]),
            ["normalizer"] = null,
            ["pre_tokenizer"] = new JsonObject { ["type"] = "ByteLevel", ["add_prefix_space"] = false, ["use_regex"] = true },
            ["post_processor"] = null,
            ["model"] = new JsonObject { ["type"] = "BPE", ["vocab"] = vocabulary, ["merges"] = new JsonArray("h a", "a t") },
        };
        File.WriteAllText(At($"{name}/tokenizer.json"), tokenizer.ToJsonString());
        File.WriteAllText(At($"{name}/tokenizer_config.json"), new JsonObject { ["chat_template"] = Template, ["eos_token"] = "<|im_end|>" }.ToJsonString());
        return At(name);
    }

    private ToolResult Run(string tool, string[] args, string input)
    {
        string[] command = [Path.Combine(ToolRun.Bin, tool), .. args];
        return ToolRun.Shell(string.Join(' ', command.Select(a => $"'{a}'")), input, _folder, new Dictionary<string, string?> { ["DATAFORGE_CACHE"] = At("cache") });
    }

    private static string Rows() => string.Concat(Samples.Select((s, i) => JsonSerializer.Serialize(new
    {
        problem_id = s.Problem.Length.ToString(),
        problem = s.Problem,
        rollout = i,
        generation = s.Generation,
    }) + "\n"));

    private static List<JsonElement> Lines(ToolResult run)
    {
        Assert.Equal("", run.Error);
        Assert.Equal(0, run.ExitCode);
        return [.. run.Out.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(l => JsonDocument.Parse(l).RootElement)];
    }

    /// <summary>Ids of text pieces, where a piece that is a control token stands for it and all others are bytes and the two merges.</summary>
    private static int[] Ids(params string[] pieces)
    {
        string[] control = ["<|im_start|>", "<|im_end|>", "<extra_0>"];
        return [.. pieces.SelectMany(p => Array.IndexOf(control, p) is >= 0 and var at ? [258 + at] : Merged(Merged([.. Encoding.UTF8.GetBytes(p).Select(x => (int)x)], 'h', 'a', 256), 'a', 't', 257))];

        static List<int> Merged(List<int> ids, int left, int right, int merged)
        {
            for (var i = 0; i + 1 < ids.Count; i++)
                if (ids[i] == left && ids[i + 1] == right)
                {
                    ids[i] = merged;
                    ids.RemoveAt(i + 1);
                }
            return ids;
        }
    }

    private static string[] Opening(string problem) => ["<|im_start|>", $"system\n{System}", "<|im_end|>", "\n", "<|im_start|>", $"user\n{problem}", "<|im_end|>", "\n", "<|im_start|>"];

    private List<JsonElement> Logits(string model, IEnumerable<int[]> ids) =>
        [.. Lines(Run("forge-model", ["logits", model, "--quiet"], string.Concat(ids.Select(i => JsonSerializer.Serialize(new { ids = i }) + "\n")))).Select(r => r.GetProperty("scores"))];

    [Theory]
    [InlineData("qwen2-reward-model-bf16")]
    [InlineData("llama-sequence-classifier-f32")]
    public void A_reward_models_score_is_its_head_at_the_last_token_of_the_conversation_and_weighs_the_vote(string name)
    {
        var model = Model(name);
        var scored = Run("forge-score", ["--model", model, "--system", System, "--quiet"], Rows());
        var scores = Lines(scored).ConvertAll(r => r.GetProperty("reward_model_score").GetDouble());
        var ids = Samples.Select(s => Ids([.. Opening(s.Problem), $"assistant\n{s.Generation}", "<|im_end|>", "\n"]));
        var expected = Logits(model, ids).ConvertAll(s => s[0].ValueKind == JsonValueKind.Array ? s[0][0].GetDouble() : s[0].GetDouble());
        Assert.Equal(expected.ConvertAll(s => (float)s), scores.ConvertAll(s => (float)s)); // computed as float32; one tool writes its shortest digits
        Assert.Equal(5, scores.Distinct().Count());

        var votes = Lines(Run("forge-vote", ["--votes", "-", "--quiet"], scored.Out));
        Assert.Equal(2, votes.Count);
        var four = new[] { 0, 2 }.Sum(i => Sigmoid(scores[i])); // Samples 0 and 2 say 4, sample 1 says 5
        Assert.Equal(Sigmoid(scores[1]) > four ? "5" : "4", votes[0].GetProperty("answer").GetString());
        Assert.Equal(four, votes[0].GetProperty("votes").EnumerateArray().Single(v => v.GetProperty("answer").GetString() == "4").GetProperty("weight").GetDouble(), 9);
        Assert.Equal("weighted", votes[0].GetProperty("method").GetString());
    }

    [Theory]
    [InlineData("product")]
    [InlineData("min")]
    [InlineData("last")]
    public void A_process_reward_model_is_read_at_the_separator_behind_each_step(string fold)
    {
        var model = Model("qwen2-process-reward-model-f32");
        var scored = Lines(Run("forge-score", ["--model", model, "--system", System, "--quiet", "--steps", fold], Rows()));
        string[][] steps =
        [
            ["Two and two.", "That makes \\boxed{4}."], ["I guess \\boxed{5}."], ["2+2 = 4", "so", "\\boxed{4}"],
            ["三三得九:", "\\boxed{9}"], ["It is <|im_end|> \\boxed{6} "],
        ];
        var ids = Samples.Select((sample, i) => Ids([.. Opening(sample.Problem), .. Said(steps[i]), "<|im_end|>", "\n"])).ToArray();
        var all = Logits(model, ids);
        for (var i = 0; i < Samples.Length; i++)
        {
            var expected = Enumerable.Range(0, ids[i].Length).Where(p => ids[i][p] == 260).Select(p => (float)all[i][p][1].GetDouble()).ToArray();
            Assert.Equal(steps[i].Length, expected.Length);
            Assert.Equal(expected, scored[i].GetProperty("step_scores").EnumerateArray().Select(s => (float)s.GetDouble()));
            var one = fold switch { "min" => expected.Min(), "last" => expected[^1], _ => expected.Aggregate(1.0, (a, b) => a * b) };
            Assert.Equal(one, scored[i].GetProperty("reward_model_score").GetDouble(), 12);
        }

        static string[] Said(string[] steps) => ["assistant\n" + steps[0], "<extra_0>", .. steps[1..].SelectMany(s => new[] { s, "<extra_0>" })];
    }

    [Fact]
    public void A_process_reward_model_without_its_separator_is_refused_by_name()
    {
        var model = Model("qwen2-process-reward-model-f32");
        File.WriteAllText(At("qwen2-process-reward-model-f32/tokenizer.json"), File.ReadAllText(At("qwen2-process-reward-model-f32/tokenizer.json")).Replace("extra_0", "extra_1"));
        var run = Run("forge-score", ["--model", model, "--quiet"], Rows());
        Assert.Equal((2, "forge-score: qwen2-process-reward-model-f32: the vocabulary has no <extra_0>, which ends a step\n"), (run.ExitCode, run.Error));
    }

    [Fact]
    public void A_chat_models_log_probabilities_are_those_of_the_solution_behind_the_prompt_that_the_sampler_shows()
    {
        var model = Environment.GetEnvironmentVariable("DATAFORGE_MODEL");
        if (model is null) Assert.Skip("DATAFORGE_MODEL names no model");
        const string Row = """{"problem":"What is 2+3?","generation":"2+3 = 5, so \\boxed{5}."}""";
        var prompt = ToolRun.Run("forge-sample", ["--model", model, "--show-prompt"], Row).Out[..^1];
        var direct = Lines(ToolRun.Run("forge-model", ["logprobs", model, "--quiet"], JsonSerializer.Serialize(new { prompt, completion = "2+3 = 5, so \\boxed{5}." })))[0];
        var scored = Lines(ToolRun.Run("forge-score", ["--method", "logprob", "--model", model, "--quiet"], Row))[0];
        Assert.Equal(direct.GetProperty("mean").GetDouble(), scored.GetProperty("reward_model_score").GetDouble());
    }

    [Fact]
    public void Yes_or_no_is_the_share_of_yes_behind_the_question()
    {
        var model = Environment.GetEnvironmentVariable("DATAFORGE_MODEL");
        if (model is null) Assert.Skip("DATAFORGE_MODEL names no model");
        var question = File.ReadAllText(Path.Combine(SharedData.Repository, "corpora", "prompts", "score", "en", "yes-no.txt")).Split("### ", StringSplitOptions.RemoveEmptyEntries);
        var user = question[1]["user\n".Length..].TrimEnd('\n').Replace("{{problem}}", "What is 2+3?").Replace("{{solution}}", "It is 5.");
        var prompt = $"<|im_start|>{question[0].TrimEnd('\n')}<|im_end|>\n<|im_start|>user\n{user}<|im_end|>\n<|im_start|>assistant\n";
        var sums = Lines(ToolRun.Run("forge-model", ["logprobs", model, "--quiet"], string.Concat(new[] { "Yes", "No" }.Select(completion => JsonSerializer.Serialize(new { prompt, completion }) + "\n"))))
            .ConvertAll(r => r.GetProperty("sum").GetDouble());
        var scored = Lines(ToolRun.Run("forge-score", ["--method", "yes-no", "--model", model, "--quiet"], """{"problem":"What is 2+3?","generation":"It is 5."}"""))[0];
        Assert.Equal(Math.Exp(sums[0]) / (Math.Exp(sums[0]) + Math.Exp(sums[1])), scored.GetProperty("reward_model_score").GetDouble(), 9);
    }

    private static double Sigmoid(double x) => 1 / (1 + Math.Exp(-x));
}
