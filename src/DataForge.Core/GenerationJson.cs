using System.Text.Json;

namespace DataForge.Core;

/// <summary>A generation as journals and recordings keep it.</summary>
public static class GenerationJson
{
    public static byte[] Write(Generation g) => RowEdit.Json(w =>
    {
        w.WriteStartObject();
        w.WriteString("text", g.Text);
        if (g.Reasoning is not null) w.WriteString("reasoning", g.Reasoning);
        w.WriteString("finish", g.Finish.ToString());
        w.WriteNumber("input_tokens", g.InputTokens);
        w.WriteNumber("generated_tokens", g.GeneratedTokens);
        if (g.Ids.Count > 0)
        {
            w.WriteStartArray("ids");
            foreach (var id in g.Ids) w.WriteNumberValue(id);
            w.WriteEndArray();
        }

        w.WriteEndObject();
    });

    public static Generation Read(JsonElement e, int rollout) => new(
        rollout,
        e.GetProperty("text").GetString()!,
        e.TryGetProperty("ids", out var ids) ? [.. ids.EnumerateArray().Select(i => i.GetInt32())] : [],
        Enum.Parse<FinishReason>(e.GetProperty("finish").GetString()!),
        e.GetProperty("input_tokens").GetInt32(),
        e.GetProperty("generated_tokens").GetInt32(),
        e.TryGetProperty("reasoning", out var reasoning) ? reasoning.GetString() : null);
}
