namespace DataForge.Core;

/// <summary>A problem as read: the row with its ids and gold answer found, whatever the file called them.</summary>
/// <param name="Row">The row as it was read.</param>
/// <param name="Id"><see cref="Identity.OfProblem"/>, or the row's own <c>problem_id</c>.</param>
/// <param name="ExpectedAnswer">From the answer field, else after <c>####</c> or in the last <c>\boxed</c> of the solution; null when there is none.</param>
/// <param name="Language"><c>en</c> or <c>zh</c>: the row's own, else zh when Han characters stand in the problem.</param>
public sealed record Problem(Row Row, string Id, string Text, string? Solution, string? ExpectedAnswer, string Language)
{
    /// <exception cref="ForgeException">No problem field holds a non-blank string.</exception>
    public static Problem From(Row row, FieldNames names)
    {
        var field = FieldNames.First(row, names.Problem)
            ?? throw ForgeException.BadRecord(row.Path, row.Line, $"expected a problem in one of the fields {string.Join(", ", names.Problem)}, found {string.Join(", ", row.Names.Take(12))}; name it with --problem-field");
        var text = row.Required(field);
        if (string.IsNullOrWhiteSpace(text)) throw ForgeException.BadRecord(row.Path, row.Line, $"field \"{field}\": expected a problem, found an empty string");
        var solution = FieldNames.First(row, names.Solution) is { } s ? row.TextOrNumber(s) : null;
        var expected = FieldNames.First(row, names.Answer) is { } a ? row.TextOrNumber(a) : null;

        // GSM8K's "answer" and MATH's "answer" are a worked solution in the one and a bare answer in the other.
        if (row.HasValue("answer") && !names.Solution.Contains("answer") && row.TextOrNumber("answer") is { } answer)
        {
            if (GoldAnswer.AfterHashes(answer) is not null) solution ??= answer;
            else expected ??= answer;
        }

        if (expected is not null && GoldAnswer.AfterHashes(expected) is { } bare)
        {
            solution ??= expected;
            expected = bare;
        }

        expected ??= solution is null ? null : GoldAnswer.Of(solution);
        return new Problem(row, row.Text("problem_id") ?? Identity.OfProblem(text), text, solution, expected, row.Text("language") ?? LanguageOf(text));
    }

    /// <summary>zh when a Han character stands in the text, else en.</summary>
    public static string LanguageOf(string text)
    {
        foreach (var c in text)
            if (c is >= '\u4E00' and <= '\u9FFF')
                return "zh";
        return "en";
    }
}
