using DataForge.Answers;
using DataForge.Core;

namespace DataForge.Stages;

/// <summary>One row with its verdict. A row without a gold answer gets its answer and key, and no verdict.</summary>
/// <param name="Row">The row with <c>predicted_answer</c>, <c>answer_key</c>, <c>is_correct</c> and <c>rule</c> set.</param>
/// <param name="Grade">The verdict.</param>
/// <param name="Extraction">The rule that found the answer; null when none did.</param>
/// <param name="Label">The label that the row carried before.</param>
internal sealed record GradedRow(Row Row, Grade Grade, string? Extraction, bool? Label)
{
    private const string NoGold = "no_gold";

    public static GradedRow Of(Row row, GradeStageSettings s)
    {
        var (said, found) = Prediction(row, s);
        var gold = ReferenceAnswer.GoldOf(row, s.Names);
        var label = row.HasValue("is_correct") ? row.Flag("is_correct") : null;
        var grade = gold is null ? new Grade(null, NoGold, "the row has no gold answer")
            : found is null ? new Grade(false, GradeRule.NoAnswer, "no answer was found")
            : Grader.Verify(gold, said ?? found.Text, Options(row, s));
        var graded = row.With(e =>
        {
            if (found is null) e.SetNull("predicted_answer").SetNull("answer_key");
            else e.Set("predicted_answer", found.Text).Set("answer_key", AnswerKey.Of(found.Text));
            if (grade.IsCorrect is { } right) e.Set("is_correct", right);
            else e.SetNull("is_correct");
            e.Set("rule", grade.Rule);
            if (s.Explains && gold is not null && found is not null) e.Set("explanation", Explanations.Line(Grader.Explain(gold, said ?? found.Text, Options(row, s))));
        });
        return new GradedRow(graded, grade, found?.Rule, label);
    }

    /// <summary>The text to verify where it is more than the answer found in it, and the answer.</summary>
    private static (string? Said, ExtractedAnswer? Found) Prediction(Row row, GradeStageSettings s)
    {
        if (!s.PredictionNamed && FieldNames.First(row, s.Names.Generation) is { } field) return (null, AnswerExtractor.Extract(row.TextOrNumber(field)!));
        if (FieldNames.First(row, s.PredictionFields) is { } answer && row.TextOrNumber(answer) is { } text) return (text, AnswerExtractor.AnswerIn(text));
        if (s.PredictionFields.Any(row.Has) || s.Names.Generation.Any(row.Has)) return (null, null); // null: nothing was answered
        throw ForgeException.BadRecord(row.Path, row.Line,
            $"expected a generation in one of the fields {string.Join(", ", s.Names.Generation)}, or a predicted answer in {string.Join(", ", s.PredictionFields)}, found {string.Join(", ", row.Names.Take(12))}; name it with --generation-field or --answer-field");
    }

    private static VerifyOptions Options(Row row, GradeStageSettings s)
    {
        if (s.Rounding is { } given) return s.Verify with { AsksToRound = given };
        return FieldNames.First(row, s.Names.Problem) is { } field && row.Raw(field) is [(byte)'"', ..] && VerifyOptions.Rounds(row.Text(field)!) ? s.Verify with { AsksToRound = true } : s.Verify;
    }
}
