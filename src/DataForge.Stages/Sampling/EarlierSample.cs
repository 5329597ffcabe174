using DataForge.Core;
using DataForge.Synthesis;

namespace DataForge.Stages;

/// <summary>The generation that a sample row of an earlier run holds.</summary>
internal static class EarlierSample
{
    /// <summary>Null for a row that is no sample.</summary>
    public static EarlierReply? Of(Row row, SampleOrigin origin)
    {
        if (row.Text("sample_id") is not { Length: 32 } id || !id.All(char.IsAsciiHexDigitLower) || row.Integer("rollout") is not { } rollout || row.Text("generation") is not { } text) return null;
        var finish = row.Text("finish_reason") switch { "length" => FinishReason.Length, "tool_limit" => FinishReason.ToolLimit, _ => FinishReason.Stop };
        var generation = new Generation((int)rollout, text, [], finish, (int)(row.Integer("num_input_tokens") ?? 0), (int)(row.Integer("num_generated_tokens") ?? 0), row.Text("reasoning"));
        return new EarlierReply(id, generation, Difference(row, origin));
    }

    private static string? Difference(Row row, SampleOrigin origin)
    {
        var p = origin.Sampling;
        var now = Row.Empty.With(e => e.Set("model_revision", origin.Revision).Set("seed", p.Seed).Set("temperature", p.Temperature).Set("top_p", p.TopP).Set("top_k", p.TopK > 0 ? p.TopK : (long?)null).Set("max_tokens", p.MaxTokens));
        string[] differences = [.. ((string[])["model_revision", "seed", "temperature", "top_p", "top_k", "max_tokens"])
            .Where(name => !row.Raw(name).SequenceEqual(now.Raw(name)))
            .Select(name => $"{name} {row.RawText(name) ?? "not given"} then, {now.RawText(name) ?? "not given"} now")];
        return differences.Length == 0 ? null : string.Join("; ", differences);
    }
}
