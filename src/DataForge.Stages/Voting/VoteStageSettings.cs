using DataForge.Core;
using DataForge.Voting;

namespace DataForge.Stages;

/// <summary>How a vote is held and what goes on after it.</summary>
/// <param name="Regrade">Labels come from the gold answer, whatever label a row carries.</param>
/// <param name="Computed">Only samples whose answer a call of code printed take part.</param>
public sealed record VoteStageSettings(VoteSettings Vote, SelectionSettings Selection, FieldNames Names, string ScoreField, bool Regrade, bool Computed = false);
