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
        return reply is null ? null : GenerationJson.Read(reply.RootElement, rollout);
    }

    public void Keep(IReadOnlyList<KnownTurn> before, string? added, Generation turn)
    {
        if (turn.Finish != FinishReason.Error) replies?.Keep(IdOf(before, added), GenerationJson.Write(turn));
    }

    /// <summary>What was put in decides a turn too: a call that ends otherwise when it is run again leads elsewhere.</summary>
    private string IdOf(IReadOnlyList<KnownTurn> before, string? added) =>
        StableHash.Hex128(["turn/1", id, before.Count.ToString(CultureInfo.InvariantCulture), .. before.Select(t => t.Added ?? ""), added ?? ""]);
}
