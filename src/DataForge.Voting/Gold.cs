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

    /// <summary>Samples of one problem with the labels they carry, and from the gold answer those that carry none; all from the gold answer where <paramref name="anew"/> is set.</summary>
    /// <exception cref="ForgeException">There is neither a gold answer nor a label.</exception>
    public static IReadOnlyList<SampleView> LabelOrFail(IReadOnlyList<SampleView> samples, FieldNames names, bool anew)
    {
        var first = samples[0].Row;
        if (Of(first, names) is { } gold) return Label(samples, gold, anew);
        if (!anew && samples.Any(s => s.IsCorrect is not null)) return samples;
        throw ForgeException.BadRecord(first.Path, first.Line, anew
            ? "expected a gold answer to grade by, found none: name its field with --answer-field"
            : "expected labels (is_correct) or a gold answer (expected_answer), found neither: grade the samples first (forge-grade), or name the gold answer's field with --answer-field");
    }
}
