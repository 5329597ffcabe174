using System.Text.Json;
using DataForge.Core;

namespace DataForge.Formats;

/// <summary>Where a row came from, as its <c>lineage</c> says it: the sample's model and prompt, the problem's evolver, the reward model, and the benchmark index it was checked against.</summary>
public static class Lineage
{
    public const string Field = "lineage";

    /// <summary>The fields of a sample that its lineage takes over under their own names.</summary>
    private static readonly string[] Fields = ["model", "model_revision", "prompt_hash", "seed", "temperature", "top_p"];

    /// <summary>Fields of a pipe's rows that say where the row came from; a packed row has them in its lineage only.</summary>
    internal static IReadOnlyList<string> Sources { get; } = ["evolver", "scored_by"];

    /// <summary>Sets <c>lineage</c> from what the row says of itself; a row that has one already keeps it, and one that says nothing gets none.</summary>
    public static void Set(RowEdit edit, Row row)
    {
        var index = IndexOf(row);
        if (row.HasValue(Field) && !Fields.Any(row.HasValue))
        {
            edit.SetRaw(Field, row.Raw(Field));
            return;
        }

        if (index is null && !Fields.Any(row.HasValue) && !Sources.Any(row.HasValue)) return;
        var json = RowEdit.Json(w =>
        {
            w.WriteStartObject();
            foreach (var name in Fields) Copy(w, row, name, name);
            Copy(w, row, "evolver", "evolver");
            Copy(w, row, "scored_by", "reward_model");
            if (index is not null) w.WriteString("decontamination", index);
            w.WriteEndObject();
        });
        edit.SetRaw(Field, json);
    }

    private static void Copy(Utf8JsonWriter w, Row row, string from, string to)
    {
        if (!row.HasValue(from)) return;
        w.WritePropertyName(to);
        w.WriteRawValue(row.Raw(from), skipInputValidation: true);
    }

    /// <summary>Hash of the index that the row was checked against; null when it does not say.</summary>
    private static string? IndexOf(Row row) =>
        row.Raw("decontamination") is [(byte)'{', ..] && row.Element("decontamination")!.Value.TryGetProperty("index", out var index) && index.ValueKind == JsonValueKind.String ? index.GetString() : null;

    /// <summary>Who had a part in the row: role, name and revision; for the index, its hash as the name.</summary>
    internal static IEnumerable<(string Role, string Name, string Revision)> Parts(Row row)
    {
        if (row.Raw(Field) is [(byte)'{', ..])
        {
            var lineage = row.Element(Field)!.Value;
            if (Part("solutions", lineage) is { } solutions) yield return solutions;
            if (lineage.TryGetProperty("evolver", out var evolver) && Part("problems", evolver) is { } problems) yield return problems;
            if (lineage.TryGetProperty("reward_model", out var reward) && Part("scores", reward) is { } scores) yield return scores;
            if (lineage.TryGetProperty("decontamination", out var index) && index.ValueKind == JsonValueKind.String) yield return ("decontamination", index.GetString()!, "");
            yield break;
        }

        if (row.Raw("model") is [(byte)'"', ..]) yield return ("solutions", row.Text("model")!, row.Raw("model_revision") is [(byte)'"', ..] ? row.Text("model_revision")! : "");
        if (row.Raw("evolver") is [(byte)'{', ..] && Part("problems", row.Element("evolver")!.Value) is { } by) yield return by;
        if (row.Raw("scored_by") is [(byte)'{', ..] && Part("scores", row.Element("scored_by")!.Value) is { } scored) yield return scored;
        if (IndexOf(row) is { } hash) yield return ("decontamination", hash, "");
    }

    private static (string, string, string)? Part(string role, JsonElement part) =>
        part.ValueKind == JsonValueKind.Object && Text(part, "model") is { } model ? (role, model, Text(part, "model_revision") ?? "") : null;

    private static string? Text(JsonElement part, string name) => part.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;
}
