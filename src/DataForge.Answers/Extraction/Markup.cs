namespace DataForge.Answers;

/// <summary>Blanks parts of a generation; lengths do not change, so that a span in the blanked text is a span in the original.</summary>
internal static class Markup
{
    /// <summary>Blanks a range; its first and last place become line breaks, so that what stands around it does not run together.</summary>
    public static void Blank(char[] text, int start, int end)
    {
        if (end <= start) return;
        text.AsSpan(start, end - start).Fill(' ');
        text[start] = '\n';
        text[end - 1] = '\n';
    }

    /// <summary>The text with everything outside [start, end) blanked.</summary>
    public static string Only(string text, int start, int end)
    {
        if (start <= 0 && end >= text.Length) return text;
        var chars = text.ToCharArray();
        Blank(chars, 0, Math.Max(0, start));
        Blank(chars, Math.Min(text.Length, end), text.Length);
        return new string(chars);
    }

    /// <summary>Whether the text between two places is blank.</summary>
    public static bool IsBlank(string text, int start, int end) => end <= start || text.AsSpan(start, end - start).IsWhiteSpace();
}
