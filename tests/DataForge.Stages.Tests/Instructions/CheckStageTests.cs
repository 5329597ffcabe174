using DataForge.Core;
using DataForge.Synthesis;

namespace DataForge.Stages.Tests;

public sealed class CheckStageTests(SandboxFixture fixture) : IClassFixture<SandboxFixture>
{
    private static readonly string[] Useless =
    [
        "def evaluate(response):\n    return True",
        "def evaluate(response):\n    return False",
        "def evaluate(response):\n    return response.words > 3",
        "def evaluate(response):\n    try:\n        return len(open('/etc/passwd').read()) > 0\n    except Exception:\n        return len(response) > 10",
        "import os\ndef evaluate(response):\n    return os.path.exists(response)",
        "calls = 0\ndef evaluate(response):\n    global calls\n    calls += 1\n    return calls % 3 == 0",
        "def evaluate(response):\n    return 'perhaps'",
        "def check(response):\n    return True",
        "def evaluate(response)\n    return True",
    ];

    private const string Endless = "def evaluate(response):\n    while len(response) >= 0:\n        pass";

    private static InstructionRow RowOf(CheckedInstruction x, IReadOnlyList<string> bad, int at)
    {
        var cases = x.Good.Select((t, i) => (Text: t, Output: i != at % x.Good.Count)).Concat(x.Poor.Select((t, i) => (Text: t, Output: i == at % x.Poor.Count))).ToList(); // one label of each kind is wrong
        string[] functions = [.. x.True, .. bad];
        return InstructionRow.From(Row.Empty.With(e => e.Set("instruction", x.Text).Write("candidates", w =>
        {
            w.WriteStartArray();
            for (var i = 0; i < functions.Length; i++)
            {
                var f = (i + at) % functions.Length;
                w.WriteStartObject();
                w.WriteString("function", functions[f]);
                w.WriteStartArray("cases");
                foreach (var (text, output) in cases.Where((_, c) => c % functions.Length == i))
                {
                    w.WriteStartObject();
                    w.WriteString("input", text);
                    w.WriteBoolean("output", output);
                    w.WriteEndObject();
                }

                w.WriteEndArray();
                w.WriteEndObject();
            }

            w.WriteEndArray();
        })), needsCandidates: true);
    }

    private static IReadOnlyList<string> Kept(StageResult result) =>
        [.. result.Rows.SelectMany(r => r.Row.Element("verifiers")!.Value.EnumerateArray()).Select(v => v.GetProperty("code").GetString()!)];

    [Fact]
    public async Task Of_sixty_instructions_no_planted_function_is_kept_and_at_most_one_in_twenty_good_ones_is_lost()
    {
        var sandbox = fixture.Sandbox;
        var stage = new CheckStage(new CheckSettings(InstructionPreset.All["strict"], new CodeLimits(TimeSpan.FromSeconds(2))), sandbox);
        Assert.Equal(60, InstructionFamilies.All.Count);
        var (badKept, goodLost, good) = (new List<string>(), new List<string>(), 0);
        var work = InstructionFamilies.All.Select(async (x, i) =>
        {
            string[] bad = [x.Near, Useless[i % Useless.Length], i % 20 == 7 ? Endless : Useless[(i + 1) % Useless.Length]];
            var result = await stage.Process(RowOf(x, bad, i), CancellationToken.None);
            return (x, bad, Kept: Kept(result), result);
        });
        foreach (var (x, bad, kept, result) in await Task.WhenAll(work))
        {
            good += x.True.Count;
            badKept.AddRange(bad.Where(kept.Contains).Select(b => $"{x.Text}: {b}"));
            var why = result.Rejects.Select(r => r.Element("reject")!.Value.GetRawText()).Concat(result.Rows.SelectMany(r => r.Row.Element("dropped_functions")!.Value.EnumerateArray()).Select(d => d.GetRawText()));
            goodLost.AddRange(x.True.Where(t => !kept.Contains(t)).Select(t => $"{x.Text}: {t} ({string.Join("; ", why)})"));
        }

        Assert.Empty(badKept);
        Assert.True(goodLost.Count <= 0.05 * good, $"{goodLost.Count} of {good} lost:\n{string.Join('\n', goodLost)}");
    }

    [Theory]
    [InlineData("few_functions", 2, 7)]
    [InlineData("few_cases", 3, 2)]
    public async Task An_instruction_that_nothing_can_judge_is_dropped(string rule, int functions, int cases)
    {
        var sandbox = fixture.Sandbox;
        var x = InstructionFamilies.All[0];
        var small = x with { True = [.. x.True.Take(functions)], Good = [.. x.Good.Take(cases)], Poor = [.. x.Poor.Take(cases)] };
        var result = await new CheckStage(new CheckSettings(InstructionPreset.All["strict"], CodeLimits.Default), sandbox).Process(RowOf(small, [], 0), CancellationToken.None);
        Assert.Empty(result.Rows);
        Assert.Equal(rule, Assert.Single(result.Rejects).Element("reject")!.Value.GetProperty("rule").GetString());
    }

    [Fact]
    public async Task The_row_holds_who_said_what()
    {
        var sandbox = fixture.Sandbox;
        var x = InstructionFamilies.All[0];
        var result = await new CheckStage(new CheckSettings(InstructionPreset.All["strict"], CodeLimits.Default), sandbox).Process(RowOf(x, [Useless[0]], 0), CancellationToken.None);
        var row = Assert.Single(result.Rows).Row;
        var agreement = row.Element("agreement")!.Value;
        Assert.Equal(x.Good.Count + x.Poor.Count, agreement.GetProperty("expected").GetString()!.Length);
        Assert.Equal(4, agreement.GetProperty("functions").GetArrayLength());
        Assert.Equal(new string('T', 14), agreement.GetProperty("functions")[3].GetString());
        Assert.Equal("constant", Assert.Single(row.Element("dropped_functions")!.Value.EnumerateArray()).GetProperty("rule").GetString());
        Assert.Equal(x.Good.Count + x.Poor.Count - 2, row.Element("cases")!.Value.GetArrayLength()); // the two wrong labels are gone
    }

    [Theory]
    [InlineData("strict", "Yes", "Yes", 3, null)]
    [InlineData("strict", "Yes", "No, B asks for more.", 0, "no_function")]
    [InlineData("strict", "Unsure", "I cannot tell.", 3, null)]
    [InlineData("paper", "Yes", "No", 0, "contradiction")]
    public async Task A_function_whose_description_contradicts_in_either_order_is_dropped(string preset, string first, string second, int kept, string? rule)
    {
        var sandbox = fixture.Sandbox;
        var x = InstructionFamilies.All[0];
        var model = new ScriptedGenerator((key, _) => [(key.Contains("/describe/", StringComparison.Ordinal) ? "Use few words." : key.Contains("/ab/", StringComparison.Ordinal) ? first : second, FinishReason.Stop)]);
        var meaning = new BackTranslation(model, PromptLibrary.BuiltIn, new SamplingParameters(0, 1, 0, 64, [], 1), InstructionPreset.All[preset].IsStrict);
        var result = await new CheckStage(new CheckSettings(InstructionPreset.All[preset], CodeLimits.Default), sandbox, meaning).Process(RowOf(x, [], 0), CancellationToken.None);
        Assert.Equal(rule, result.Rejects.Select(r => r.Element("reject")!.Value.GetProperty("rule").GetString()).SingleOrDefault());
        Assert.Equal(kept, Kept(result).Count);
    }

    [Theory]
    [InlineData(6, 3)]
    [InlineData(3, 0)]
    public async Task A_function_that_does_not_see_the_instruction_at_work_is_dropped(int followed, int kept)
    {
        var sandbox = fixture.Sandbox;
        var x = InstructionFamilies.All[0]; // at most 8 words
        var queries = Enumerable.Range(0, 6).Select(i => $"Question {i}").ToList();
        var long_ = string.Join(' ', Enumerable.Repeat("word", 30));
        var seen = 0;
        var model = new ScriptedGenerator((key, _) => [(key.Contains("/with/", StringComparison.Ordinal) && Interlocked.Increment(ref seen) <= followed ? "few words" : long_, FinishReason.Stop)]);
        var meaning = new BehaviorCheck(model, PromptLibrary.BuiltIn, new SamplingParameters(0.7, 1, 0, 64, [], 1), queries, 6, 0.05);
        var result = await new CheckStage(new CheckSettings(InstructionPreset.All["strict"], CodeLimits.Default), sandbox, meaning).Process(RowOf(x, [], 0), CancellationToken.None);
        Assert.Equal(kept, Kept(result).Count);
    }
}
