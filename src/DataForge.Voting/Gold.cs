using DataForge.Answers;
using DataForge.Core;

namespace DataForge.Voting;

/// <summary>The gold answer of a problem's samples, and labels from it.</summary>
public static class Gold
{
    /// <summary>The gold answer that all samples of a problem agree on; null when none of them carries one.</summary>
    /// <remarks>Two golds agree when they have one key, or when either verifies against the other.</remarks>
    /// <exception cref="ForgeException">Two samples carry different gold answers.</exception>
    public static string? Of(IReadOnlyList<Row> samples, FieldNames names)
    {
        string? gold = null;
        var from = 0;
        for (var i = 0; i < samples.Count; i++)
        {
            if (ReferenceAnswer.GoldOf(samples[i], names) is not { } next) continue;
            if (gold is null) (gold, from) = (next, i);
            else if (next != gold && !Agree(gold, next))
                throw ForgeException.BadRecord(samples[i].Path, samples[i].Line,
                    $"two gold answers for one problem: \"{next}\" here, \"{gold}\" at {ForgeException.Name(samples[from].Path)}:{samples[from].Line}; correct one of them, or name the right field with --answer-field");
        }

        return gold;
    }

    private static bool Agree(string one, string other) =>
        AnswerKey.Of(one) == AnswerKey.Of(other) || Grader.Verify(one, other).IsCorrect == true || Grader.Verify(other, one).IsCorrect == true;

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
    public static IReadOnlyList<SampleView> LabelOrFail(ProblemSamples problem, bool anew)
    {
        if (problem.Gold is { } gold) return Label(problem.Samples, gold, anew);
        if (!anew && problem.Samples.Any(s => s.IsCorrect is not null)) return problem.Samples;
        var first = problem.Samples[0].Row;
        throw ForgeException.BadRecord(first.Path, first.Line, anew
            ? "expected a gold answer to grade by, found none: name its field with --answer-field"
            : "expected labels (is_correct) or a gold answer (expected_answer), found neither: grade the samples first (forge-grade), or name the gold answer's field with --answer-field");
    }
}
