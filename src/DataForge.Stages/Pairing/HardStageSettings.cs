using DataForge.Core;

namespace DataForge.Stages;

/// <summary>Which problems get more samples, and how many.</summary>
/// <param name="MaxRate">Most of a problem's samples that are right, as a share; where nobody knows, that agree on the leading answer.</param>
/// <param name="More">Samples that a problem asks for of which none was right.</param>
/// <param name="Regrade">Labels come from the gold answer, whatever label a row carries.</param>
public sealed record HardStageSettings(double MaxRate, int More, FieldNames Names, string ScoreField, bool Regrade);
