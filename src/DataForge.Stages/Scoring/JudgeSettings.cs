using DataForge.Core;
using DataForge.Synthesis;

namespace DataForge.Stages;

/// <summary>How solutions are judged.</summary>
/// <param name="UndecidedScore">For solutions that the judge left undecided, in [0, 1]; null leaves them without a score.</param>
/// <param name="Opponents">Other solutions of the problem that each is compared with, where there are so many.</param>
public sealed record JudgeSettings(JudgeQuestion Question, SamplingParameters Sampling, FieldNames Names, double? UndecidedScore, int Opponents)
{
    internal const int MostReason = 2000;

    internal const string Undecided = "undecided", Failed = "scoring_failed";

    /// <summary>What rows say of the judge.</summary>
    internal byte[] Origin(IGenerator judge, string method) => RowEdit.Json(w =>
    {
        w.WriteStartObject();
        w.WriteString("model", judge.Model);
        w.WriteString("model_revision", judge.Revision);
        w.WriteString("method", method);
        w.WriteString("activation", "probability");
        w.WriteString("rubric", Question.Identity);
        w.WriteEndObject();
    });
}
