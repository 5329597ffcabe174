namespace DataForge.Answers;

/// <summary>Blanks reasoning between tags: <c>think</c>, <c>thinking</c>, <c>thought</c>, <c>reasoning</c>, <c>begin_of_thought</c> and their kin, in angle brackets, bars, square brackets or triangles.</summary>
/// <remarks>
/// A closing tag without an opening one ends reasoning that began in the prompt, from the start of the text. Reasoning that is never closed runs to the end.
/// Closed reasoning with nothing after it counts as what was said; unclosed reasoning never does.
/// </remarks>
internal static class Thinking
{
    /// <summary>The text without its reasoning.</summary>
    public static string Without(string text)
    {
        if (text.IndexOfAny(['<', '[', '◁']) < 0) return text;
        var tags = new List<Tag>();
        for (var from = 0; Tag.Next(text, from) is { } tag; from = tag.End)
            if (IsThinking(tag.Name))
                tags.Add(tag);
        if (tags.Count == 0) return text;
        var said = text.ToCharArray();
        var isOpen = false;
        var start = 0;
        var isFirst = true;
        foreach (var tag in tags)
        {
            if (!IsClosing(tag))
            {
                if (!isOpen) (isOpen, start) = (true, tag.Start);
            }
            else if (isOpen || isFirst)
            {
                Markup.Blank(said, isOpen ? start : 0, tag.End);
                isOpen = false;
            }
            else Markup.Blank(said, tag.Start, tag.End);

            isFirst = false;
        }

        if (isOpen) Markup.Blank(said, start, text.Length);
        if (isOpen || !said.AsSpan().IsWhiteSpace()) return new string(said);
        var thought = text.ToCharArray();
        foreach (var tag in tags) Markup.Blank(thought, tag.Start, tag.End);
        return new string(thought);
    }

    private static bool IsClosing(Tag tag) => tag.IsClose || tag.Name.StartsWith("end_", StringComparison.Ordinal) || tag.Name == "unused95";

    private static bool IsThinking(string name)
    {
        if (name is "unused94" or "unused95") return true; // MedGemma's
        foreach (var word in name.Split('_', ':', '-'))
            if (word is "think" or "thinking" or "thought" or "thoughts" or "reasoning" or "reason" or "reflection" or "scratchpad" or "deliberation")
                return true;
        return false;
    }
}
