namespace DataForge.Answers;

/// <summary>Answers between tags: <c>&lt;answer&gt;42&lt;/answer&gt;</c>, <c>&lt;|begin_of_box|&gt;42&lt;|end_of_box|&gt;</c>; a tag that is never closed runs to the end, as where the closing one was a stop string.</summary>
internal static class AnswerTags
{
    /// <summary>What stands in the last answer tag that is not blank; null when there is none.</summary>
    public static TextSpan? Last(string text)
    {
        if (text.IndexOfAny(['<', '[']) < 0) return null;
        TextSpan? last = null;
        var open = -1;
        for (var from = 0; Tag.Next(text, from) is { } tag; from = tag.End)
        {
            if (!IsAnswer(tag.Name)) continue;
            if (!tag.IsClose && !tag.Name.StartsWith("end_", StringComparison.Ordinal)) open = tag.End;
            else if (open >= 0)
            {
                if (!Markup.IsBlank(text, open, tag.Start)) last = new TextSpan(open, tag.Start);
                open = -1;
            }
        }

        if (open >= 0 && !Markup.IsBlank(text, open, text.Length)) last = new TextSpan(open, text.Length);
        return last;
    }

    private static bool IsAnswer(string name) => name is "answer" or "final_answer" or "finalanswer" or "final-answer" or "begin_of_answer" or "end_of_answer" or "begin_of_box" or "end_of_box";
}
