using System.Buffers;

namespace DataForge.Synthesis;

/// <summary>Keeps what stands in think tags apart from the answer.</summary>
public static class ThinkTags
{
    private static readonly string[] Names = ["think", "thinking", "thought", "reasoning"];
    private static readonly SearchValues<string> Opening = SearchValues.Create([.. Names.Select(n => $"<{n}>"), .. Names.Select(n => $"</{n}>")], StringComparison.Ordinal);

    /// <summary>Splits a generation at its think tags.</summary>
    /// <param name="reasoning">What the server had kept apart already; null when nothing.</param>
    /// <returns>
    /// The text outside the tags, untouched where there are none and without leading blank space where there were; and the reasoning, null when
    /// there is none. Text before a closing tag without an opening one is reasoning (the chat format opens it); so is all that follows a tag that never closes.
    /// </returns>
    public static (string Text, string? Reasoning) Split(string generation, string? reasoning = null)
    {
        var first = generation.AsSpan().IndexOfAny(Opening);
        if (first < 0) return (generation, reasoning);
        var inside = generation[first + 1] == '/';
        var text = new System.Text.StringBuilder();
        var thought = new System.Text.StringBuilder(reasoning);
        var at = 0;
        while (at < generation.Length)
        {
            var next = generation.AsSpan(at).IndexOfAny(Opening);
            var end = next < 0 ? generation.Length : at + next;
            var piece = generation.AsSpan(at, end - at);
            if (!inside) text.Append(piece);
            else if (!piece.IsWhiteSpace()) thought.Append(thought.Length > 0 ? "\n" : "").Append(piece.Trim());
            if (next < 0) break;
            inside = generation[end + 1] != '/';
            at = generation.IndexOf('>', end) + 1;
        }

        return (text.ToString().TrimStart(), thought.Length > 0 ? thought.ToString() : null);
    }
}
