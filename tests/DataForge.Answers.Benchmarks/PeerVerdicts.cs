using System.Text;
using System.Text.Json;
using DataForge.Tests;

namespace DataForge.Answers.Benchmarks;

/// <summary>Every row where our verdict is not Math-Verify 0.9.0's stored one, as a page.</summary>
internal static class PeerVerdicts
{
    private static readonly Dictionary<string, string> Files = new(StringComparer.Ordinal)
    {
        ["hardverify"] = "hardverify", ["math_verify"] = "math_verify", ["lighteval"] = "lighteval_extractive_match", ["mario"] = "mario_eval", ["nemo"] = "nemo_skills",
    };

    public static bool Run(string? page)
    {
        var vectors = new Dictionary<string, List<Vector>>(StringComparer.Ordinal);
        var lines = new StringBuilder();
        var (rows, differ, oursRight, theirsRight) = (0, 0, 0, 0);
        foreach (var line in SharedData.Lines("data", "equivalence", "mathverify-0.9-verdicts.jsonl"))
        {
            var row = JsonSerializer.Deserialize<JsonElement>(line);
            var name = row.GetProperty("file").GetString()!;
            var file = Files.FirstOrDefault(f => name.StartsWith(f.Key, StringComparison.Ordinal)).Value ?? name;
            if (!vectors.TryGetValue(file, out var stored)) vectors[file] = stored = Vector.Read(file);
            var (gold, predicted) = (row.GetProperty("gold"), row.GetProperty("pred"));
            if (stored.Find(v => v.Gold == Vector.Text(gold) && v.Predicted == Vector.Text(predicted)) is not { } vector) continue;
            var grade = vector.Grade();
            var theirs = row.GetProperty("verdict").ValueKind == JsonValueKind.True;
            rows++;
            if (grade.IsCorrect == theirs || (grade.IsCorrect is null && !theirs)) continue;
            differ++;
            if ((grade.IsCorrect == true) == vector.Expected) oursRight++;
            if (theirs == vector.Expected) theirsRight++;
            lines.AppendLine($"| {file}:{vector.Line} | {Cell(vector.Gold)} | {Cell(vector.Predicted)} | {vector.Expected} | {theirs} | {grade.IsCorrect?.ToString() ?? "undecided"} | `{grade.Rule}` |");
        }

        Console.WriteLine($"Math-Verify 0.9.0: {rows} rows, {differ} differ; the label is ours in {oursRight} of them, theirs in {theirsRight}");
        if (page is not null) Write(page, $"Of {rows} rows {differ} differ; the source's label agrees with us in {oursRight} of them and with Math-Verify in {theirsRight}.\n\n| row | gold | prediction | label | Math-Verify | ours | rule |\n|---|---|---|---|---|---|---|\n{lines}");
        return oursRight >= theirsRight;
    }

    private const string Mark = "<!-- made by DataForge.Answers.Benchmarks compare; do not edit below -->\n";

    private static void Write(string page, string table)
    {
        var text = File.ReadAllText(page);
        var at = text.IndexOf(Mark, StringComparison.Ordinal);
        File.WriteAllText(page, (at < 0 ? text.TrimEnd() + "\n\n" : text[..at]) + Mark + "\n" + table);
    }

    private static string Cell(string text)
    {
        var flat = text.ReplaceLineEndings(" ").Replace("|", "\\|", StringComparison.Ordinal).Replace("`", "'", StringComparison.Ordinal);
        return $"`{(flat.Length <= 60 ? flat : "…" + flat[^58..])}`";
    }
}
