using DataForge.Answers;
using DataForge.Core;

namespace DataForge.Stages;

/// <summary>How answers are graded.</summary>
/// <param name="Names">Fields of samples; the gold answer's names lead <see cref="FieldNames.Answer"/>.</param>
/// <param name="PredictionFields">Fields that hold a predicted answer; looked at before the generation only where the user named one.</param>
/// <param name="Explains">Adds how both sides were read.</param>
/// <param name="Rounding">Whether questions ask to round; null reads the problem.</param>
public sealed record GradeStageSettings(FieldNames Names, IReadOnlyList<string> PredictionFields, bool PredictionNamed, VerifyOptions Verify, bool Explains, bool? Rounding);
