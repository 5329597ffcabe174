using System.Text.Json;
using DataForge.Tests;

namespace DataForge.Answers.Benchmarks;

/// <summary>One row of ../shared/data/equivalence.</summary>
internal sealed record Vector(string File, int Line, string Gold, string Predicted, bool? Expected, JsonElement Row)
{
    public Grade Grade() => Grader.Verify(Gold, Predicted, Options());

    /// <summary>Arguments of the source's own test that our options also have.</summary>
    private VerifyOptions Options() => VerifyOptions.Default with
    {
        AsksToRound = Row.TryGetProperty("problem", out var problem) && VerifyOptions.Rounds(problem.GetString()!),
        RenameAny = Row.TryGetProperty("strict", out var strict) && strict.ValueKind == JsonValueKind.False,
        SetForms = !(Row.TryGetProperty("allow_set_relation_comp", out var flag) && flag.ValueKind == JsonValueKind.False),
    };

    public static List<Vector> Read(string file)
    {
        var rows = new List<Vector>();
        foreach (var line in SharedData.Lines("data", "equivalence", file + ".jsonl"))
        {
            var row = JsonSerializer.Deserialize<JsonElement>(line);
            rows.Add(new Vector(file, rows.Count + 1, Text(row.GetProperty("gold")), Text(row.GetProperty("pred")), Label(row.GetProperty("expected")), row));
        }

        return rows;
    }

    private static bool? Label(JsonElement value) => value.ValueKind == JsonValueKind.Null ? null : value.GetInt32() == 1;

    public static string Text(JsonElement value) => value.ValueKind switch { JsonValueKind.String => value.GetString()!, JsonValueKind.Null => "", _ => value.GetRawText() };
}
