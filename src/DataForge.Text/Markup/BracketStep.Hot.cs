using System.Collections.Frozen;
using System.Text;

namespace DataForge.Text.Markup;

/// <summary>Tags in brackets: BBCode, wiki links, Markdown's link targets, footnote marks. The code of a drawing (<c>[asy]</c>) goes with its tags: it is alike in unrelated problems.</summary>
internal static class BracketStep
{
    private const int LongestTag = 200, LongestTarget = 2_000, LongestNote = 3;

    private static readonly FrozenDictionary<string, string> Tags = new Dictionary<string, string>
    {
        ["b"] = "", ["i"] = "", ["u"] = "", ["s"] = "", ["color"] = "", ["colour"] = "", ["size"] = "", ["font"] = "", ["url"] = "", ["email"] = "", ["mark"] = "", ["em"] = "", ["strong"] = "",
        ["tex"] = " ", ["math"] = " ", ["latex"] = " ", ["imath"] = " ", ["dmath"] = " ", ["sup"] = " ", ["sub"] = " ", ["td"] = " ", ["th"] = " ",
        ["quote"] = "\n", ["list"] = "\n", ["center"] = "\n", ["left"] = "\n", ["right"] = "\n", ["code"] = "\n", ["hide"] = "\n", ["spoiler"] = "\n", ["table"] = "\n", ["tr"] = "\n", ["p"] = "\n", ["li"] = "\n",
    }.ToFrozenDictionary(StringComparer.Ordinal);

    public static bool Run(MarkupText from, MarkupText to)
    {
        var text = from.Span;
        Dictionary<string, bool>? closed = null;
        var done = 0;
        for (var at = 0; at < text.Length;)
        {
            var next = text[at..].IndexOfAny((byte)'[', (byte)']');
            if (next < 0) break;
            at += next;
            if (text[at..].StartsWith("[["u8) && Link(text, at) is > 0 and var shown)
            {
                to.Copy(from, done, at);
                at = done = shown;
                continue;
            }

            var instead = "";
            var end = text[at] == ']' ? Target(text, at) : Tag(text, at, ref closed, out instead);
            if (end == 0 && text[at] == '[') end = Note(text, at);
            if (end == 0)
            {
                at++;
                continue;
            }

            to.Copy(from, done, at);
            to.Put(from, at, end, Encoding.ASCII.GetBytes(instead));
            at = done = end;
        }

        return to.Finish(from, done);
    }

    /// <summary>The byte before ends a word of two letters at least, or a clause: what follows in brackets is a mark and no index.</summary>
    public static bool FollowsWord(ReadOnlySpan<byte> text, int at) =>
        at > 1 && (text[at - 1] is (byte)'.' or (byte)',' or (byte)';' or (byte)':' or (byte)'?' or (byte)'!' or (byte)'"' || text[at - 1] >= 0x80 || (MarkupLook.IsLetter(text[at - 1]) && MarkupLook.IsLetter(text[at - 2])));

    private static int Note(ReadOnlySpan<byte> text, int at)
    {
        var i = at + 1;
        var caret = i < text.Length && text[i] == '^';
        if (caret) i++;
        var digits = i;
        while (i < text.Length && i - digits <= LongestNote && MarkupLook.IsDigit(text[i])) i++;
        if (i == digits || i - digits > LongestNote || i >= text.Length || text[i] != ']' || !(caret || FollowsWord(text, at))) return 0;
        return i + 1;
    }

    /// <summary>A tag that the text closes somewhere.</summary>
    private static int Tag(ReadOnlySpan<byte> text, int at, ref Dictionary<string, bool>? closed, out string instead)
    {
        instead = "";
        var i = at + 1;
        if (i + 1 < text.Length && text[i] == '*' && text[i + 1] == ']')
        {
            instead = "\n";
            return i + 2;
        }

        var closes = i < text.Length && text[i] == '/';
        if (closes) i++;
        var name = i;
        while (i < text.Length && i - name < 8 && MarkupLook.IsLetter(text[i])) i++;
        if (!closes && text[at..].StartsWith("[asy]"u8) && text[at..].IndexOf("[/asy]"u8) is > 0 and var drawn)
        {
            const int mark = 6;
            instead = "\n";
            return at + drawn + mark;
        }

        if (i == name || i >= text.Length || text[i] is not ((byte)']' or (byte)'=')) return 0;
        var written = Encoding.ASCII.GetString(text[name..i]);
        if (!Tags.TryGetValue(written.ToLowerInvariant(), out var found)) return 0;
        closed ??= new Dictionary<string, bool>(StringComparer.Ordinal);
        if (!closed.TryGetValue(written, out var isClosed)) closed[written] = isClosed = text.IndexOf(Encoding.ASCII.GetBytes($"[/{written}]")) >= 0;
        if (!closes && !isClosed) return 0;
        var end = text[i..Math.Min(text.Length, i + LongestTag)].IndexOf((byte)']');
        if (end < 0 || text.Slice(i, end).IndexOf((byte)'\n') >= 0) return 0;
        instead = found;
        return i + end + 1;
    }

    /// <summary>Where the words of <c>[[page|words]]</c> begin; 0 when it is no such link.</summary>
    private static int Link(ReadOnlySpan<byte> text, int at)
    {
        var window = text[at..Math.Min(text.Length, at + LongestTag)];
        var close = window.IndexOf("]]"u8);
        if (close < 0 || window[..close].IndexOf((byte)'\n') >= 0) return 0;
        var bar = window[..close].LastIndexOf((byte)'|');
        return bar < 0 ? 0 : at + bar + 1;
    }

    /// <summary>Behind <c>](address)</c>; 0 when what is in the parentheses is no address.</summary>
    private static int Target(ReadOnlySpan<byte> text, int at)
    {
        if (at + 2 >= text.Length || text[at + 1] != '(') return 0;
        var inside = text[(at + 2)..Math.Min(text.Length, at + LongestTarget)];
        if (!inside.StartsWith("http"u8) && !inside.StartsWith("/"u8) && !inside.StartsWith("#"u8) && !inside.StartsWith("www."u8) && !inside.StartsWith("mailto:"u8)) return 0;
        var close = inside.IndexOfAny((byte)')', (byte)'\n');
        return close >= 0 && inside[close] == ')' ? at + 2 + close + 1 : 0;
    }
}
