using DataForge.Answers;
using DataForge.Core;

namespace DataForge.Voting;

/// <summary>The gold answer that a sample carries from its problem, and labels from it.</summary>
public static class Gold
{
    /// <summary>The reference answer; null when the row has none, or when its <c>expected_answer</c> came from a vote (<c>answer_source</c> is not <c>gold</c>).</summary>
    public static string? Of(Row row, FieldNames names)
    {
        if (row.Text("answer_source") is { } source && source != "gold") return null;
        if (FieldNames.First(row, names.Answer) is { } field) return row.TextOrNumber(field);
        return FieldNames.First(row, names.Problem) is null ? null : Problem.From(row, names).ExpectedAnswer;
    }

    /// <summary>Samples with labels from the gold answer: those that have none, or all where <paramref name="anew"/> is set. A sample without an answer is wrong.</summary>
    public static IReadOnlyList<SampleView> Label(IReadOnlyList<SampleView> samples, string gold, bool anew)
    {
        var graded = new Dictionary<string, bool?>(StringComparer.Ordinal);
        return [.. samples.Select(s => s.IsCorrect is not null && !anew ? s : s with { IsCorrect = Grade(s.Ballot.Answer) })];

        bool? Grade(string? answer)
        {
            if (answer is null) return false;
            if (!graded.TryGetValue(answer, out var right)) graded[answer] = right = Grader.Verify(gold, answer).IsCorrect;
            return right;
        }
    }
}
