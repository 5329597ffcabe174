using DataForge.Core;

namespace DataForge.Stages;

/// <summary>How corrections are made.</summary>
/// <param name="PerProblem">Most rows of a problem.</param>
/// <param name="HidesWrong">Whether the mask covers the wrong solution.</param>
/// <param name="Regrade">Labels come from the gold answer, whatever label a row carries.</param>
/// <param name="Computed">Only corrections whose answer a call of code printed are made.</param>
public sealed record CorrectStageSettings(int PerProblem, bool HidesWrong, FieldNames Names, string ScoreField, bool Regrade, bool Computed = false);
