namespace DataForge.Answers;

/// <summary>A tag or special token: <c>&lt;think&gt;</c>, <c>&lt;/seed:think&gt;</c>, <c>&lt;|im_end|&gt;</c>, <c>&lt;｜Assistant｜&gt;</c>, <c>[/THINK]</c>, <c>◁think▷</c>.</summary>
/// <param name="Name">In lower case, "▁" as "_".</param>
/// <param name="IsClose">Whether it starts with a slash.</param>
/// <param name="IsToken">Whether it is written between bars.</param>
internal readonly record struct Tag(int Start, int End, string Name, bool IsClose, bool IsToken)
{
    private const int MaxName = 40;

    /// <summary>The first tag that starts at or after <paramref name="from"/>; null when there is none.</summary>
    public static Tag? Next(string text, int from)
    {
        while (from < text.Length)
        {
            var at = text.AsSpan(from).IndexOfAny('<', '[', '◁');
            if (at < 0) return null;
            from += at;
            if (At(text, from) is { } tag) return tag;
            from++;
        }

        return null;
    }

    private static Tag? At(string text, int start)
    {
        var close = text[start] switch { '<' => '>', '[' => ']', _ => '▷' };
        var i = start + 1;
        var isClose = Skip(text, ref i, '/');
        var isToken = Skip(text, ref i, '|') || Skip(text, ref i, '｜');
        isClose |= Skip(text, ref i, '/');
        var name = i;
        while (i < text.Length && i - name < MaxName && IsNameChar(text[i])) i++;
        var end = i;
        if (isToken && !Skip(text, ref i, '|') && !Skip(text, ref i, '｜')) return null;
        if (end == name || i >= text.Length || text[i] != close) return null;
        var word = text.AsSpan(name, end - name);
        if (close == ']' && word.IndexOfAnyInRange('a', 'z') >= 0) return null; // [THINK], [INST]: capitals only
        return new Tag(start, i + 1, word.ToString().Replace('▁', '_').ToLowerInvariant(), isClose, isToken);
    }

    private static bool Skip(string text, ref int at, char c)
    {
        if (at >= text.Length || text[at] != c) return false;
        at++;
        return true;
    }

    private static bool IsNameChar(char c) => char.IsAsciiLetterOrDigit(c) || c is '_' or ':' or '-' or '▁';
}
