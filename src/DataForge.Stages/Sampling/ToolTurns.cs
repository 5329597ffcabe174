using System.Globalization;
using DataForge.Core;

namespace DataForge.Stages;

/// <summary>The turns of one transcript as they are kept while it is under way, so that a resumed run goes on within it.</summary>
/// <param name="id">Identity of the transcript.</param>
internal sealed class ToolTurns(IReplyStore? replies, string id)
{
    /// <summary>The turn behind these, and what was put in behind them; null where it was not kept.</summary>
    public Generation? Take(int rollout, IReadOnlyList<KnownTurn> before, string? added)
    {
        using var reply = replies?.Take(IdOf(before, added));
        if (reply is null) return null;
        var e = reply.RootElement;
        return new Generation(
            rollout, e.GetProperty("turn").GetString()!, [.. e.GetProperty("ids").EnumerateArray().Select(i => i.GetInt32())], Enum.Parse<FinishReason>(e.GetProperty("finish").GetString()!),
            e.GetProperty("input_tokens").GetInt32(), e.GetProperty("generated_tokens").GetInt32(), e.TryGetProperty("reasoning", out var reasoning) ? reasoning.GetString() : null);
    }

    public void Keep(IReadOnlyList<KnownTurn> before, string? added, Generation turn)
    {
        if (turn.Finish == FinishReason.Error) return;
        replies?.Keep(IdOf(before, added), RowEdit.Json(w =>
        {
            w.WriteStartObject();
            w.WriteString("turn", turn.Text);
            if (turn.Reasoning is not null) w.WriteString("reasoning", turn.Reasoning);
            w.WriteString("finish", turn.Finish.ToString());
            w.WriteNumber("input_tokens", turn.InputTokens);
            w.WriteNumber("generated_tokens", turn.GeneratedTokens);
            w.WriteStartArray("ids");
            foreach (var token in turn.Ids) w.WriteNumberValue(token);
            w.WriteEndArray();
            w.WriteEndObject();
        }));
    }

    /// <summary>What was put in decides a turn too: a call that ends otherwise when it is run again leads elsewhere.</summary>
    private string IdOf(IReadOnlyList<KnownTurn> before, string? added) =>
        StableHash.Hex128(["turn/1", id, before.Count.ToString(CultureInfo.InvariantCulture), .. before.Select(t => t.Added ?? ""), added ?? ""]);
}
