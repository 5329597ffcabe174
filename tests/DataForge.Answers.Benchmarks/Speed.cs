using System.Diagnostics;
using System.Text.Json;
using DataForge.Tests;

namespace DataForge.Answers.Benchmarks;

/// <summary>Pairs and solutions a second on one core, by processor time, so that a shared machine does not count.</summary>
internal static class Speed
{
    public static bool Run()
    {
        var easy = Vector.Read("qwen_rm_maj_pairs").Select(v => (v.Gold, v.Predicted)).Concat(Golds("test.jsonl.gz").Select(g => (Gold: g, Predicted: g))).ToList();
        var hard = Vector.Read("hardverify");
        var solutions = SharedData.Lines("data", "gsm8k", "example_model_solutions.jsonl.gz").SelectMany(Solutions).ToList();
        var math = SharedData.Lines("data", "math", "test.jsonl.gz").Select(l => JsonSerializer.Deserialize<JsonElement>(l).GetProperty("solution").GetString()!).ToList();
        var right = 0;
        Measure("easy pairs", easy.Count, () => right = easy.Count(p => Grader.Verify(p.Gold, p.Predicted).IsCorrect == true));
        var respelled = easy.Select(p => (p.Gold, Predicted: p.Predicted.Replace("\\frac", "\\dfrac", StringComparison.Ordinal).Replace("(", "\\left(", StringComparison.Ordinal).Replace(")", "\\right)", StringComparison.Ordinal))).ToList();
        var same = 0;
        Measure("easy pairs, the prediction respelled", easy.Count, () => same = respelled.Count(p => Grader.Verify(p.Gold, p.Predicted).IsCorrect == true));
        Measure("easy keys", easy.Count, () => easy.ForEach(p => AnswerKey.Of(p.Gold)));
        Measure("HardVerify pairs", hard.Count, () => hard.ForEach(v => v.Grade()));
        var agreed = 0;
        Measure("GSM8K solutions extracted and graded", solutions.Count, () => agreed = solutions.Count(s => Grader.Verify(s.Gold, AnswerExtractor.Extract(s.Text)?.Text ?? "").IsCorrect == s.Label));
        Measure("MATH solutions extracted and graded", math.Count, () => math.ForEach(s => Grader.Verify("7", AnswerExtractor.Extract(s)!.Text)));
        Console.WriteLine($"checked: {right} of {easy.Count} easy pairs equal, {same} when respelled, {agreed} of {solutions.Count} GSM8K labels agree");
        return agreed == solutions.Count;
    }

    public static IEnumerable<string> Golds(string file) =>
        SharedData.Lines("data", "math", file).Select(l => AnswerExtractor.Extract(JsonSerializer.Deserialize<JsonElement>(l).GetProperty("solution").GetString()!)!.Text);

    private static IEnumerable<(string Gold, string Text, bool Label)> Solutions(string line)
    {
        var row = JsonSerializer.Deserialize<JsonElement>(line);
        var truth = row.GetProperty("ground_truth").GetString()!;
        var gold = truth[(truth.LastIndexOf("A:", StringComparison.Ordinal) + 2)..].Trim();
        foreach (var model in (string[])["6b_finetuning", "6b_verification", "175b_finetuning", "175b_verification"])
            yield return (gold, row.GetProperty(model).GetProperty("solution").GetString()!, row.GetProperty(model).GetProperty("is_correct").GetBoolean());
    }

    private static void Measure(string what, int count, Action act)
    {
        using var process = Process.GetCurrentProcess();
        for (var i = 0; i < 3; i++) act();
        var best = TimeSpan.MaxValue;
        for (var round = 0; round < 5; round++)
        {
            process.Refresh();
            var (start, turns) = (process.TotalProcessorTime, 0);
            var spent = TimeSpan.Zero;
            for (; spent < TimeSpan.FromMilliseconds(400); turns++)
            {
                act();
                process.Refresh();
                spent = process.TotalProcessorTime - start;
            }

            if (spent / turns < best) best = spent / turns;
        }

        Console.WriteLine($"{what}: {count / best.TotalSeconds:N0} a second ({best.TotalMicroseconds / count:F1} µs each, {count:N0})");
    }
}
