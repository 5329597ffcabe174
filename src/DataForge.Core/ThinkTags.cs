using System.Buffers;
using System.Text;

namespace DataForge.Core;

/// <summary>Keeps what a model thinks apart from its answer, in the forms of the model families known.</summary>
/// <remarks>
/// Tags: <c>&lt;think&gt;</c> (Qwen3, DeepSeek-R1) and its spellings, <c>[THINK]</c> (Magistral), <c>◁think▷</c> (Kimi), <c>&lt;|begin_of_thought|&gt;</c> (Sky-T1, OpenThinker,
/// with <c>&lt;|begin_of_solution|&gt;</c> around the answer). Channels: Harmony (gpt-oss), whose channel <c>final</c> is the answer, with its control tokens or without them.
/// </remarks>
public static class ThinkTags
{
    private static readonly (string Open, string Close)[] Pairs =
    [
        .. ((string[])["think", "thinking", "thought", "reasoning", "seed:think"]).Select(n => ($"<{n}>", $"</{n}>")),
        ("[THINK]", "[/THINK]"), ("◁think▷", "◁/think▷"), ("<|begin_of_thought|>", "<|end_of_thought|>"),
    ];

    private static readonly SearchValues<string> Marks = SearchValues.Create([.. Pairs.SelectMany(p => new[] { p.Open, p.Close })], StringComparison.Ordinal);
    private static readonly string[] AroundAnswer = ["<|begin_of_solution|>", "<|end_of_solution|>"];

    private const string Channel = "<|channel|>";
    private const string MessageMark = "<|message|>";
    private static readonly SearchValues<string> MessageEnds = SearchValues.Create(["<|end|>", "<|return|>", "<|call|>", "<|start|>", Channel], StringComparison.Ordinal);

    /// <summary>Splits a generation.</summary>
    /// <param name="reasoning">What the server had kept apart already; null when nothing.</param>
    /// <returns>
    /// The text outside the tags, untouched where there are none and without leading blank space where there were; and the reasoning, null when
    /// there is none. Text before a closing tag without an opening one is reasoning (the chat format opens it); so is all that follows a tag that never closes.
    /// </returns>
    public static (string Text, string? Reasoning) Split(string generation, string? reasoning = null)
    {
        var thought = new StringBuilder(reasoning);
        var text = Channels(generation, thought) ?? Tags(generation, thought);
        return text is null ? (generation, reasoning) : (text.TrimStart(), thought.Length > 0 ? thought.ToString() : null);
    }

    /// <summary>A text with its reasoning in think tags before it; the text alone where there is none.</summary>
    public static string Join(string text, string? reasoning) => string.IsNullOrEmpty(reasoning) ? text : $"<think>\n{reasoning}\n</think>\n\n{text}";

    /// <summary>What a training row shows of a generation: the answer alone, or with its reasoning in think tags before it, in whatever form it came.</summary>
    /// <param name="reasoning">What was kept apart already; null when nothing.</param>
    public static string Shown(string generation, string? reasoning, bool withReasoning)
    {
        var (text, thought) = Split(generation, reasoning);
        return withReasoning && text.Length > 0 ? Join(text, thought) : text;
    }

    /// <summary>The text outside the tags; null when there are none.</summary>
    private static string? Tags(string generation, StringBuilder thought)
    {
        var first = generation.AsSpan().IndexOfAny(Marks);
        if (first < 0) return null;
        var inside = !IsOpening(MarkAt(generation, first));
        var text = new StringBuilder();
        for (var at = 0; ;)
        {
            var next = generation.AsSpan(at).IndexOfAny(Marks);
            var end = next < 0 ? generation.Length : at + next;
            if (inside) Add(thought, generation.AsSpan(at, end - at));
            else text.Append(generation.AsSpan(at, end - at));
            if (next < 0) break;
            var mark = MarkAt(generation, end);
            inside = IsOpening(mark);
            at = end + mark.Length;
        }

        foreach (var mark in AroundAnswer) text.Replace(mark, "");
        return text.ToString().TrimStart();
    }

    private static string MarkAt(string text, int at) => Pairs.SelectMany(p => new[] { p.Open, p.Close }).First(m => string.CompareOrdinal(text, at, m, 0, m.Length) == 0);

    private static bool IsOpening(string mark) => Array.Exists(Pairs, p => p.Open == mark);

    /// <summary>The channel "final" of Harmony's form; null for another form.</summary>
    private static string? Channels(string generation, StringBuilder thought)
    {
        const string Analysis = "analysis", Final = "assistantfinal"; // what is left where a server leaves control tokens out
        if (generation.StartsWith(Analysis, StringComparison.Ordinal) && generation.IndexOf(Final, StringComparison.Ordinal) is > 0 and var bare)
        {
            Add(thought, generation.AsSpan(Analysis.Length, bare - Analysis.Length));
            return generation[(bare + Final.Length)..];
        }

        if (!generation.Contains(Channel, StringComparison.Ordinal) || !generation.Contains(MessageMark, StringComparison.Ordinal)) return null;
        var text = new StringBuilder();
        for (var at = generation.IndexOf(Channel, StringComparison.Ordinal); at >= 0; at = generation.IndexOf(Channel, at, StringComparison.Ordinal))
        {
            var body = generation.IndexOf(MessageMark, at, StringComparison.Ordinal);
            if (body < 0) break;
            var name = generation.AsSpan(at + Channel.Length, body - at - Channel.Length).Trim();
            body += MessageMark.Length;
            var length = generation.AsSpan(body).IndexOfAny(MessageEnds);
            var said = length < 0 ? generation.AsSpan(body) : generation.AsSpan(body, length);
            if (name.StartsWith("final")) text.Append(said);
            else Add(thought, said);
            at = length < 0 ? generation.Length : body + length;
        }

        return text.ToString();
    }

    private static void Add(StringBuilder thought, ReadOnlySpan<char> piece)
    {
        if (!piece.IsWhiteSpace()) thought.Append(thought.Length > 0 ? "\n" : "").Append(piece.Trim());
    }
}
