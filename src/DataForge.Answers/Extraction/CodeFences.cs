namespace DataForge.Answers;

/// <summary>Blanks out fenced code and tool output, so that what a program prints or comments is never taken for what the writer says.</summary>
/// <remarks>Lengths do not change: a span in the blanked text is a span in the original.</remarks>
internal static class CodeFences
{
    private const string Fence = "```";

    /// <param name="text">The generation.</param>
    /// <param name="lastOutput">The last block marked <c>output</c> (ToRA, Qwen2.5-Math's TIR) or between <c>&lt;output&gt;</c> tags (DART, OpenMath); null when there is none.</param>
    public static string Blank(string text, out TextSpan? lastOutput)
    {
        lastOutput = null;
        if (!text.Contains(Fence, StringComparison.Ordinal)) return BlankTags(text, ref lastOutput);
        var chars = text.ToCharArray();
        var at = 0;
        while (Find(text, Fence, at) is >= 0 and var open)
        {
            var lineEnd = Find(text, "\n", open + 3);
            if (lineEnd < 0) break;
            var close = Find(text, Fence, lineEnd);
            if (close < 0) close = text.Length;
            var language = text.AsSpan(open + 3, lineEnd - open - 3).Trim();
            if (language.StartsWith("output", StringComparison.OrdinalIgnoreCase)) lastOutput = new TextSpan(lineEnd + 1, close);
            if (IsCode(language))
                chars.AsSpan(open, Math.Min(text.Length, close + 3) - open).Fill(' ');
            at = Math.Min(text.Length, close + 3);
        }

        return BlankTags(new string(chars), ref lastOutput);
    }

    private static bool IsCode(ReadOnlySpan<char> language) =>
        language.StartsWith("output", StringComparison.OrdinalIgnoreCase)
        || language.StartsWith("py", StringComparison.OrdinalIgnoreCase)
        || language.StartsWith("tool", StringComparison.OrdinalIgnoreCase)
        || language.StartsWith("sympy", StringComparison.OrdinalIgnoreCase)
        || language.StartsWith("code", StringComparison.OrdinalIgnoreCase);

    private static string BlankTags(string text, ref TextSpan? lastOutput)
    {
        if (text.AsSpan().IndexOfAny(Opening) < 0) return text;
        foreach (var (open, close, isOutput) in Tags)
        {
            if (!text.Contains(open, StringComparison.Ordinal)) continue;
            var chars = text.ToCharArray();
            var at = 0;
            while (Find(text, open, at) is >= 0 and var start)
            {
                var end = Find(text, close, start);
                if (end < 0) end = text.Length;
                if (isOutput && (lastOutput is null || start > lastOutput.Value.Start)) lastOutput = new TextSpan(start + open.Length, end);
                at = Math.Min(text.Length, end + close.Length);
                chars.AsSpan(start, at - start).Fill(' ');
            }

            text = new string(chars);
        }

        return text;
    }

    private static readonly (string Open, string Close, bool IsOutput)[] Tags =
    [
        ("<llm-code-output>", "</llm-code-output>", true),
        ("<llm-code>", "</llm-code>", false),
        ("<output>", "</output>", true),
        ("<code>", "</code>", false),
        ("<tool_call>", "</tool_call>", false),
        ("<tool_response>", "</tool_response>", true),
    ];

    private static readonly System.Buffers.SearchValues<string> Opening = System.Buffers.SearchValues.Create([.. Tags.Select(t => t.Open)], StringComparison.Ordinal);

    private static int Find(string text, string what, int from) => from >= text.Length ? -1 : text.IndexOf(what, from, StringComparison.Ordinal);
}
