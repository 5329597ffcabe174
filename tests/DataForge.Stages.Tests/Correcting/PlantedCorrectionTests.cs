using DataForge.Core;
using DataForge.Voting;

namespace DataForge.Stages.Tests;

/// <summary>200 planted problems: 160 with a wrong and a right trace whose first differing value is known, in 16 layouts, and 40 corrections of which half spoil what was right.</summary>
public sealed class PlantedCorrectionTests
{
    private const int Layouts = 16, OfEach = 10;
    private static readonly string[] Labels = ["area of the floor", "cost (dollars)", "Step 3 - tax", "total"];
    private static readonly string[] Others = ["floor", "price", "duty", "sum"];
    private static readonly string[] Chinese = ["面积", "费用", "税", "总计"];

    /// <param name="Expected">What the reason has to say; null where nothing shows the mistake.</param>
    private sealed record Pair(string Wrong, string Right, string Expected, string Language, string WrongAnswer, string RightAnswer, ExecutionStatus Last = ExecutionStatus.Ok);

    private static Pair Planted(int layout, int at)
    {
        var draw = CounterRandom.For(7, "planted", $"{layout}/{at}");
        int Draw(ulong position, int below) => (int)(draw.Bits(position) % (ulong)below);
        int[] right = [.. Enumerable.Range(0, 4).Select(i => 10 + Draw((ulong)i, 90) + 100 * i)];
        var error = Draw(8, 4);
        int[] wrong = [.. right.Select((v, i) => i < error ? v : v + 1 + Draw((ulong)(10 + i), 7))];
        string[] Named(int[] values, string[] labels, string between) => [.. values.Select((v, i) => labels[i] + between + v)];
        string Says(string label, object value) => $"\"{label}\", {value}, is not right";
        string Lone(object value) => $"prints, {value}, is not right";
        Pair Of(IEnumerable<string> w, IEnumerable<string> r, string expected, string language = "en") => new(string.Join('\n', w), string.Join('\n', r), expected, language, $"{wrong[3]}", $"{right[3]}");
        string[] ours = Named(wrong, Labels, ": "), theirs = Named(right, Labels, ": ");
        var named = Says(Labels[error], wrong[error]);
        switch (layout)
        {
            case 0: return Of(ours, theirs, named);
            case 1: return Of(Named(wrong, Labels, " = "), theirs, named);
            case 2: return Of(ours.Select(l => l.ToUpperInvariant()), theirs.Select(l => l.Replace(" ", "  ", StringComparison.Ordinal)), Says(Labels[error].ToUpperInvariant(), wrong[error]));
            case 3: return Of(wrong.Select((v, i) => $"{Labels[i]}: {v}.0"), theirs, Says(Labels[error], $"{wrong[error]}.0"));
            case 4: return Of(wrong.Select(v => $"{v}"), right.Select(v => $"{v}"), Lone(wrong[error]));
            case 5: return Of([$"width: {wrong[0] + 3}", .. ours], theirs, named);
            case 6: return Of(ours, theirs.Reverse(), named);
            case 7: return Of(ours.Select(l => l + "\f"), theirs.Select(l => l + "\f"), named); // a call for each
            case 8: return Of(Named(wrong, Chinese, "："), Named(right, Chinese, "："), $"它算出的“{Chinese[error]}”（{wrong[error]}）不对", "zh");
            case 9: return new Pair(string.Join('\n', theirs) + "\fZeroDivisionError: division by zero", string.Join('\n', theirs), "The code gives no result: ZeroDivisionError: division by zero.", "en", "", $"{right[3]}", ExecutionStatus.Error);
            case 10: return new Pair(string.Join('\n', theirs), string.Join('\n', theirs), $"its answer, {right[3] + 5}, does not follow from what was computed", "en", $"{right[3] + 5}", $"{right[3]}");
            case 11: return Of(wrong.Select((v, i) => $"{Labels[i]}: {2 * v}/2"), theirs, Says(Labels[error], $"{2 * wrong[error]}/2"));
            case 12: return Of(ours, Named(right, Others, ": "), named);
            case 13: return Of(ours, Named(right, Others, ": ").Append($"check: {right[3]}"), "");
            case 14: return Of(wrong.Select(v => $"value: {v}"), right.Select(v => $"value: {v}"), Says("value", wrong[error]));
            default: return Of(wrong.Select((v, i) => $"The {Others[i]} is {v}."), right.Select((v, i) => $"The {Others[i]} is {v}."), Lone($"The {Others[error]} is {wrong[error]}."));
        }
    }

    private static Row Sample(string problem, int rollout, string outputs, string answer, bool right, string gold, string language, ExecutionStatus last, Action<RowEdit>? more = null) => Row.Empty.With(e =>
    {
        const string Lead = "By subtasks.\n";
        e.Set("problem_id", problem).Set("problem", $"Problem {problem}?").Set("rollout", (long)rollout).Set("mode", "tir").Set("protocol", "dotamath").Set("language", language)
            .Set("generation", $"{Lead}{outputs}\nSo \\boxed{{{answer}}}.").SetRaw("predicted_answer", answer.Length == 0 ? "null" : $"\"{answer}\"").Set("is_correct", right).Set("expected_answer", gold).Set("finish_reason", "stop")
            .SetRaw("mask", $"[[{Lead.Length},{Lead.Length + outputs.Length}]]")
            .Write("tool_calls", w =>
            {
                var calls = outputs.Split('\f').Select(o => o.Trim('\n')).Where(o => o.Length > 0).ToList();
                DataForge.Synthesis.ToolTranscript.WriteCalls(w, calls.Select((o, i) => new DataForge.Synthesis.ToolCall($"print({i})", o, i == calls.Count - 1 ? last : ExecutionStatus.Ok)));
            });
        more?.Invoke(e);
    });

    private static async Task<StageResult> Correct(IReadOnlyList<Row> rows)
    {
        var stage = new CorrectStage(new CorrectStageSettings(4, true, FieldNames.Default, "reward_model_score", false));
        return await stage.Process(ProblemSamples.Of(new ProblemGroup(rows[0].Text("problem_id")!, rows), FieldNames.Default), TestContext.Current.CancellationToken);
    }

    [Fact]
    public async Task Each_planted_mistake_gets_its_own_reason_or_none()
    {
        var (reasoned, right, refused, wrong) = (0, 0, 0, new List<string>());
        for (var layout = 0; layout < Layouts; layout++)
            for (var at = 0; at < OfEach; at++)
            {
                var pair = Planted(layout, at);
                var id = $"{layout:x16}{at:x16}";
                var result = await Correct([
                    Sample(id, 0, pair.Wrong, pair.WrongAnswer, false, pair.RightAnswer, pair.Language, pair.Last),
                    Sample(id, 1, pair.Right, pair.RightAnswer, true, pair.RightAnswer, pair.Language, ExecutionStatus.Ok),
                ]);
                if (result.Rows.Count == 0)
                {
                    refused++;
                    if (pair.Expected.Length > 0) wrong.Add($"layout {layout}: refused, expected {pair.Expected}");
                    continue;
                }

                reasoned++;
                var reason = result.Rows[0].Row.Text("reason")!;
                if (pair.Expected.Length > 0 && reason.Contains(pair.Expected, StringComparison.Ordinal)) right++;
                else wrong.Add($"layout {layout}: \"{reason}\", expected {pair.Expected}");
            }

        Assert.Equal((150, 150, 10, ""), (reasoned, right, refused, string.Join('\n', wrong)));
    }

    [Fact]
    public async Task What_a_model_spoils_is_refused_and_counted()
    {
        var (kept, rules, flips) = (0, new SortedDictionary<string, int>(StringComparer.Ordinal), new SortedDictionary<string, double>(StringComparer.Ordinal));
        for (var i = 0; i < 40; i++)
        {
            var (was, isRight) = (i % 4 is 0 or 1, i % 4 is 1 or 2);
            var (gold, first) = ($"{20 + i}", was ? $"{20 + i}" : $"{21 + i}");
            var second = isRight ? gold : $"{50 + i}";
            var result = await Correct([Sample($"{i:x32}", 0, $"total: {second}", second, isRight, gold, "en", ExecutionStatus.Ok, e => e.Write(CorrectStage.CorrectionOf, w =>
            {
                w.WriteStartObject();
                w.WriteString("problem_id", $"{i + 1000:x32}");
                w.WriteString("problem", $"Problem {i}?");
                w.WriteBoolean("is_correct", was);
                w.WriteString("predicted_answer", first);
                w.WriteString("generation", $"It is \\boxed{{{first}}}.");
                w.WriteEndObject();
            }))]);
            kept += result.Rows.Count;
            foreach (var count in result.Counts)
                if (count.Name.StartsWith(RunCounts.Dropped, StringComparison.Ordinal)) rules[count.Name] = rules.GetValueOrDefault(count.Name) + 1;
                else if (count.Name.StartsWith("flips.", StringComparison.Ordinal)) flips[count.Name] = flips.GetValueOrDefault(count.Name) + count.Value;
        }

        Assert.Equal(10, kept);
        Assert.Equal("dropped.right_to_wrong 10, dropped.still_wrong 10, dropped.was_right 10", string.Join(", ", rules.Select(r => $"{r.Key} {r.Value}")));
        Assert.Equal("flips.right_to_right 10, flips.right_to_wrong 10, flips.wrong_to_right 10, flips.wrong_to_wrong 10", string.Join(", ", flips.Select(r => $"{r.Key} {r.Value}")));
    }
}
