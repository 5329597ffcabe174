using System.Text.Json;
using System.Text.RegularExpressions;

using DataForge.Core;
using DataForge.Tests;

namespace DataForge.Answers.Tests.Grading;

/// <summary>Answers of all data files beside the repository: no key merges what a verdict tells apart.</summary>
public sealed class KeySoakTests(ITestOutputHelper output)
{
    private static readonly string[] AnswerNames = ["answer", "expected_answer", "gold", "pred", "prediction", "final_answer", "ans", "answers", "correct", "target", "ground_truth", "extracted_answer", "predicted_answer", "Answer"];
    private static readonly string[] SolutionNames = ["solution", "generation", "response", "output", "outputs", "code", "completion", "rationale", "model_output", "answer"];

    /// <summary>A few thousand pairs; DATAFORGE_KEY_PAIRS says how many in a soak.</summary>
    [Fact]
    public void Of_one_key_no_two_answers_of_the_data_files_differ()
    {
        var wanted = RandomSeed.Times("DATAFORGE_KEY_PAIRS", 3_000);
        var answers = Answers(wanted / 10);
        var random = CounterRandom.For(RandomSeed.Value, "key-pairs", "");
        var groups = answers.GroupBy(AnswerKey.Of, StringComparer.Ordinal).Select(g => (g.Key, Items: g.ToArray())).ToDictionary(g => g.Key, g => g.Items, StringComparer.Ordinal);
        var wrong = new List<string>();
        var (pairs, same) = (0, 0);
        foreach (var (key, items) in groups.OrderBy(g => g.Key, StringComparer.Ordinal))
            for (var i = 0; i < items.Length; i++)
                for (var j = i + 1; j < items.Length && pairs < wanted; j++, pairs++, same++)
                    if (Grader.Verify(items[i], items[j]).IsCorrect == false)
                        wrong.Add($"{key}: {items[i]} | {items[j]}");
        for (; pairs < wanted; pairs++)
        {
            var (a, b) = (answers[(int)random.Below((ulong)pairs, answers.Count)], answers[(int)random.Below((ulong)(pairs + wanted), answers.Count)]);
            var verdict = Grader.Verify(a, b).IsCorrect;
            if (verdict != Grader.Verify(a, b).IsCorrect || (verdict == false && AnswerKey.Of(a) == AnswerKey.Of(b))) wrong.Add($"{a} | {b}");
        }

        output.WriteLine($"{answers.Count} answers, {groups.Count} keys, {pairs} pairs, {same} of them of one key, {wrong.Count} told apart, seed {RandomSeed.Value}");
        Assert.Equal("", string.Join("\n", wrong.Take(40)));
    }

    private static List<string> Answers(int lines)
    {
        var root = SharedData.Require("data");
        var found = new HashSet<string>(StringComparer.Ordinal);
        foreach (var file in Directory.EnumerateFiles(root, "*.jsonl*", SearchOption.AllDirectories).Order(StringComparer.Ordinal))
        {
            var name = Path.GetRelativePath(root, file);
            if (name.StartsWith("cases/files", StringComparison.Ordinal) || !(name.EndsWith(".jsonl", StringComparison.Ordinal) || name.EndsWith(".jsonl.gz", StringComparison.Ordinal) || name.EndsWith("-test", StringComparison.Ordinal))) continue;
            foreach (var line in SharedData.Lines(["data", .. name.Split('/')]).Take(lines))
            {
                if (line.Length is 0 or > 1_000_000 || line[0] != '{') continue;
                using var row = JsonDocument.Parse(Regex.Replace(line, @"([:\[,]\s*)-?(?:NaN|Infinity)\b", "$1null"));
                Collect(row.RootElement, "", found);
            }
        }

        return [.. found.Order(StringComparer.Ordinal)];
    }

    private static void Collect(JsonElement value, string name, HashSet<string> found)
    {
        switch (value.ValueKind)
        {
            case JsonValueKind.Object:
                foreach (var property in value.EnumerateObject()) Collect(property.Value, property.Name, found);
                break;
            case JsonValueKind.Array:
                foreach (var item in value.EnumerateArray()) Collect(item, name, found);
                break;
            case JsonValueKind.Number when AnswerNames.Contains(name):
                found.Add(value.GetRawText());
                break;
            case JsonValueKind.String:
                var text = value.GetString()!;
                if (AnswerNames.Contains(name) && text.Trim().Length is > 0 and <= 200) found.Add(text);
                if (SolutionNames.Contains(name) && text.Length > 20 && AnswerExtractor.Extract(text)?.Text is { Length: > 0 and <= 200 } extracted) found.Add(extracted);
                break;
        }
    }
}
