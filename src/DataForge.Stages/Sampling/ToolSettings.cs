using DataForge.Core;
using DataForge.Synthesis;

namespace DataForge.Stages;

/// <summary>How samples call code.</summary>
/// <param name="Limits">Of one call.</param>
/// <param name="Replies">Where finished transcripts are kept; null keeps none.</param>
public sealed record ToolSettings(ToolProtocol Protocol, CodeLimits Limits, ICodeRunner Runner, IReplyStore? Replies)
{
    /// <summary>32 hex digits over everything that decides a transcript besides the model and its prompt.</summary>
    public string Hash => StableHash.Hex128("tools/1", Protocol.Hash, new CodeRequest([""], Protocol.Style, Limits).Id(Runner.Version));
}
