using System.Text.Json;
using DataForge.Core;
using DataForge.Synthesis;

namespace DataForge.Tests.Synthesis;

/// <summary>What models answer, and what becomes of it: the exact text of the new problem, or a reject (with its rule where one is named).</summary>
public sealed class EvolveCaseTests
{
    private const string DefaultParent = "Ben packs 8 boxes with 15 pencils each. How many pencils does he pack?";

    private static readonly Dictionary<string, JsonElement> Cases = File.ReadLines(Path.Combine(SharedData.Repository, "tests", "DataForge.Synthesis.Tests", "evolve-cases.jsonl"))
        .Select(l => JsonDocument.Parse(l).RootElement).ToDictionary(c => c.GetProperty("id").GetString()!);

    public static TheoryData<string> Ids => [.. Cases.Keys];

    [Theory, MemberData(nameof(Ids))]
    public void The_problem_is_taken_exactly_or_rejected(string id)
    {
        var row = Cases[id];
        var (text, why) = Read(Text(row, "parent") ?? DefaultParent, Text(row, "kind") ?? EvolutionKind.ChangeNumbers, Text(row, "output")!, Text(row, "finish") ?? "stop");
        Assert.Equal(Text(row, "text"), text);
        if (Text(row, "rule") is { } rule) Assert.Equal(rule, why!.Rule);
        else Assert.Equal(text is null, why is not null);
    }

    /// <summary>Bounds of the published cases: at most 1 % wrong texts, at most 5 % good problems refused.</summary>
    [Fact]
    public void Scripted_answers_end_as_expected()
    {
        int accepted = 0, refused = 0, rows = 0, wrong = 0;
        foreach (var line in SharedData.Lines("data", "cases", "evolve.jsonl"))
        {
            var row = JsonDocument.Parse(line).RootElement;
            var expected = row.GetProperty("expected");
            var allowed = expected.TryGetProperty("allowed", out var list) ? list.EnumerateArray().Select(a => a.GetString()).ToList() : [];
            var (text, _) = Read(Text(row, "parent")!, Text(row, "kind")!, Text(row, "output")!, Text(row, "finish")!);
            rows++;
            var verdict = Text(expected, "verdict");
            if (verdict == "accept") accepted++;
            if (verdict == "accept" && text is null) refused++;
            if (text is not null && (verdict == "reject" || allowed.Count > 0 && !allowed.Contains(text))) wrong++;
        }

        Assert.Equal((117, 0, 0), (rows, wrong, refused));
        Assert.True(accepted > 50);
    }

    private static (string? Text, Reject? Why) Read(string parent, string kind, string output, string finish)
    {
        var problem = Problem.From(Row.Parse(JsonSerializer.Serialize(new { problem = parent })), FieldNames.Default);
        var ended = finish switch { "stop" => FinishReason.Stop, "length" => FinishReason.Length, _ => FinishReason.Error };
        return Evolution.Read(new Generation(0, output, [], ended, 1, 1), problem, kind, Evolution.Template(PromptLibrary.BuiltIn, kind, problem.Language));
    }

    private static string? Text(JsonElement row, string name) => row.TryGetProperty(name, out var value) ? value.GetString() : null;
}
