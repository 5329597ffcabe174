using DataForge.Core;
using DataForge.Voting;

namespace DataForge.Stages;

/// <summary>Which samples become training rows, and in whose form.</summary>
/// <param name="Reinforcement">Queries for reinforcement; else rows for a reward model.</param>
/// <param name="Form"><c>rows</c>, <c>trl</c> or <c>verl</c>.</param>
/// <param name="Regrade">Labels come from the gold answer, whatever label a row carries.</param>
public sealed record PairStageSettings(bool Reinforcement, string Form, PairSettings Pairs, ExportSettings Export, FieldNames Names, string ScoreField, bool Regrade);
