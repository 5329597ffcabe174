using System.Text.Json;
using DataForge.Answers;

namespace DataForge.Serving;

/// <summary>The verdict on a pair, as forge-grade gives it on rows.</summary>
/// <param name="Predicted">The answer that was compared; null where none was found.</param>
public readonly record struct GradeAnswer(Grade Grade, string? Predicted)
{
    public static GradeAnswer Of(GradeQuery query, GradeServerSettings settings)
    {
        var found = query.Generation is { } generation ? AnswerExtractor.Extract(generation) : AnswerExtractor.AnswerIn(query.Answer!);
        if (found is null) return new GradeAnswer(new Grade(false, GradeRule.NoAnswer, "no answer was found"), null);
        var rounds = settings.Rounding ?? (query.Problem is { } problem && VerifyOptions.Rounds(problem));
        return new GradeAnswer(Grader.Verify(query.Gold, query.Answer ?? found.Text, settings.Verify with { AsksToRound = rounds }), found.Text);
    }

    public void Write(Utf8JsonWriter w, double? undecidedScore)
    {
        w.WriteStartObject();
        if (Grade.IsCorrect is { } right) w.WriteBoolean("is_correct", right);
        else w.WriteNull("is_correct");
        var score = Grade.IsCorrect switch { true => 1.0, false => 0.0, _ => undecidedScore };
        if (score is { } number) w.WriteNumber("score", number);
        else w.WriteNull("score");
        w.WriteString("rule", Grade.Rule);
        w.WriteString("predicted_answer", Predicted);
        w.WriteEndObject();
    }
}
