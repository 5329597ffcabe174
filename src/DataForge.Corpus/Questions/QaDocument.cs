using DataForge.Core;

namespace DataForge.Corpus;

/// <summary>A document that questions are taken from.</summary>
/// <param name="Id">Its own, else a hash of its text.</param>
public sealed record QaDocument(Row Row, string Id, string Text)
{
    private static readonly string[] Kept = ["source", "source_class", "license", "tags", "url", "title"];

    /// <exception cref="ForgeException">The row has no text.</exception>
    public static QaDocument Of(Row row, DocumentFields fields)
    {
        var text = fields.TextOf(row);
        return new QaDocument(row, row.TextOrNumber("id") ?? StableHash.Hex128(text), text);
    }

    /// <summary><c>zh</c> where a third of the letters or more are Chinese or Japanese, else <c>en</c>.</summary>
    public static string LanguageOf(string text) => text.Count(CharTable.IsHanOrKana) * 3 > text.Count(char.IsLetter) ? "zh" : "en";

    /// <summary>The beginning of the text, cut between characters.</summary>
    public string Beginning(int maxCharacters) => Text.Length <= maxCharacters ? Text : Text[..(char.IsHighSurrogate(Text[maxCharacters - 1]) ? maxCharacters - 1 : maxCharacters)];

    /// <summary>A question as a row: of the document what still holds for it.</summary>
    public Row Question(QaPair pair, string? answer, string? answerSource, Action<RowEdit> more) => Row.Empty.With(e =>
    {
        e.Set("problem_id", Identity.OfProblem(pair.Problem)).Set("problem", pair.Problem).Set("solution", pair.Solution).Set("expected_answer", answer);
        if (answer is not null) e.Set("answer_source", answerSource);
        e.Set("parent_id", Id).Set("language", LanguageOf(pair.Problem));
        e.Carry(Row, Kept).Set("qa_rule", pair.Rule);
        if (pair.Line > 0) e.Set("qa_line", pair.Line);
        more(e);
    });
}
