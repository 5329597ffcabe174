namespace DataForge.Core;

/// <summary>Why a row was dropped; written as the row's <c>reject</c> field.</summary>
/// <param name="Stage">The tool's stage, as <c>vote</c>.</param>
/// <param name="Rule">The rule's short name, counted in summaries: <c>no_answer</c>.</param>
/// <param name="Reason">One sentence for a person.</param>
/// <param name="Evidence">JSON text with what decided it, or null.</param>
public sealed record Reject(string Stage, string Rule, string Reason, string? Evidence = null);
