using System.Text.Json;
using DataForge.Core;

namespace DataForge.Runner;

/// <summary>A score as it stands in a journal.</summary>
internal static class ScoreJson
{
    public static byte[] Write(Score s) => RowEdit.Json(w =>
    {
        w.WriteStartObject();
        w.WriteNumber("value", s.Value!.Value);
        w.WriteNumber("input_tokens", s.InputTokens);
        if (s.Steps is not null) LogProbJson.Numbers(w, "steps", s.Steps);
        w.WriteEndObject();
    });

    public static Score Read(JsonElement e) => new(e.GetProperty("value").GetDouble(), e.GetProperty("input_tokens").GetInt32(), null, e.TryGetProperty("steps", out var steps) ? LogProbJson.Numbers(steps) : null);
}

/// <summary>Log-probabilities as they stand in a journal.</summary>
internal static class LogProbJson
{
    public static byte[] Write(IReadOnlyList<LogProbs> measured) => RowEdit.Json(w =>
    {
        w.WriteStartArray();
        foreach (var m in measured)
        {
            w.WriteStartObject();
            w.WriteNumber("input_tokens", m.InputTokens);
            Numbers(w, "log_probabilities", m.LogProbabilities);
            w.WriteEndObject();
        }

        w.WriteEndArray();
    });

    public static LogProbs Read(JsonElement e) => new(Numbers(e.GetProperty("log_probabilities")), e.GetProperty("input_tokens").GetInt32());

    /// <summary>Infinities, which JSON has no numbers for, as strings.</summary>
    public static void Numbers(Utf8JsonWriter w, string name, IReadOnlyList<double> values)
    {
        w.WriteStartArray(name);
        foreach (var value in values)
            if (double.IsFinite(value)) w.WriteNumberValue(value);
            else w.WriteStringValue(value.ToString("R", System.Globalization.CultureInfo.InvariantCulture));
        w.WriteEndArray();
    }

    public static IReadOnlyList<double> Numbers(JsonElement list) =>
        [.. list.EnumerateArray().Select(v => v.ValueKind == JsonValueKind.Number ? v.GetDouble() : double.Parse(v.GetString()!, System.Globalization.CultureInfo.InvariantCulture))];
}

/// <summary>Executions as they stand in a journal.</summary>
internal static class ExecutionJson
{
    public static byte[] Write(IReadOnlyList<Execution> executions) => RowEdit.Json(w =>
    {
        w.WriteStartArray();
        foreach (var e in executions)
        {
            w.WriteStartObject();
            w.WriteString("status", e.StatusName);
            w.WriteString("output", e.Output);
            w.WriteNumber("seconds", e.Seconds);
            w.WriteEndObject();
        }

        w.WriteEndArray();
    });

    public static IReadOnlyList<Execution> Read(JsonElement e) =>
        [.. e.EnumerateArray().Select(x => new Execution(Execution.StatusOf(x.GetProperty("status").GetString()!) ?? ExecutionStatus.Error, x.GetProperty("output").GetString()!, x.GetProperty("seconds").GetDouble()))];
}
