using System.Collections.Frozen;
using System.Text;

namespace DataForge.Text.Markup;

/// <summary>Tags of HTML, MathML and XML. Those inside a line vanish, so that <c>&lt;b>W&lt;/b>ord</c> is a word; cells and formula parts become spaces, blocks line ends.</summary>
/// <remarks>
/// Of a formula one form is kept: the TeX of a MathML annotation or of a <c>math/tex</c> script, the <c>alt</c> of an image; what KaTeX and MathJax show beside it is left out.
/// Scripts, styles and comments are left out. A name that is none of HTML's or MathML's counts as a tag only where the text closes it.
/// </remarks>
internal static class TagStep
{
    private const int LongestElement = 20_000;

    private static readonly FrozenSet<string> Inline = FrozenSet.ToFrozenSet(
    [
        "a", "abbr", "acronym", "b", "bdi", "bdo", "big", "c", "cite", "code", "data", "del", "dfn", "em", "font", "i", "ins", "kbd", "mark", "nobr", "q", "ruby", "rb", "s", "samp", "small", "span", "strike", "strong", "time",
        "tt", "u", "v", "var", "wbr",
    ]);

    private static readonly FrozenSet<string> Spaces = FrozenSet.ToFrozenSet(
    [
        "sup", "sub", "td", "th", "label", "button", "input", "option", "math", "semantics", "annotation", "mrow", "mi", "mn", "mo", "ms", "mtext", "mspace", "msup", "msub", "msubsup", "mfrac", "msqrt", "mroot", "mover", "munder",
        "munderover", "mtable", "mtr", "mtd", "mstyle", "mpadded", "mphantom", "menclose", "mfenced", "merror", "mmultiscripts", "svg", "img",
    ]);

    private static readonly FrozenSet<string> Blocks = FrozenSet.ToFrozenSet(
    [
        "address", "article", "aside", "blockquote", "body", "br", "caption", "center", "col", "colgroup", "dd", "details", "dialog", "div", "dl", "dt", "fieldset", "figcaption", "figure", "footer", "form", "h1", "h2", "h3", "h4",
        "h5", "h6", "head", "header", "hr", "html", "iframe", "legend", "li", "link", "main", "meta", "nav", "noscript", "object", "ol", "p", "pre", "section", "select", "summary", "table", "tbody", "textarea", "tfoot", "thead", "title", "tr", "ul",
        "script", "style",
    ]);

    public static bool Run(MarkupText from, MarkupText to)
    {
        var text = from.Span;
        var done = 0;
        for (var at = text.IndexOf((byte)'<'); at >= 0 && at < text.Length;)
        {
            if (Read(from, to, text, at, done) is var end and > 0) done = end;
            var search = Math.Max(done, at + 1);
            var next = search < text.Length ? text[search..].IndexOf((byte)'<') : -1;
            at = next < 0 ? -1 : search + next;
        }

        return to.Finish(from, done);
    }

    /// <returns>Behind what was read; 0 when no markup stands there.</returns>
    private static int Read(MarkupText from, MarkupText to, ReadOnlySpan<byte> text, int at, int done)
    {
        var rest = text[at..];
        if (rest.StartsWith("<!--"u8)) return Left(from, to, at, done, Behind(from, text, at, "-->"u8), ""u8);
        if (rest.StartsWith("<![CDATA["u8)) return Cdata(from, to, text, at, done);
        if (rest.Length > 2 && rest[1] is (byte)'!' or (byte)'?' && MarkupLook.IsLetter(rest[2])) return Left(from, to, at, done, Behind(from, text, at, ">"u8), " "u8);
        if (!HtmlTag.TryRead(text, at, out var tag)) return 0;
        var end = tag.End;
        if (tag.Closes) return With(tag.Name) is { } closed ? Left(from, to, at, done, end, closed) : Other(from, to, text, tag, at, done);
        switch (tag.Name)
        {
            case "script" when tag.Value("type"u8).StartsWith("math/"u8):
                return Left(from, to, at, done, end, " "u8);
            case "script" or "style":
                return Left(from, to, at, done, Element(from, text, tag), "\n"u8);
            case "img":
                return Alt(from, to, text, tag, at, done);
            case "math":
                return MathElement(from, to, text, tag, at, done);
            case "sup" when IsNote(text, tag) && Element(from, text, tag) is > 0 and var note:
                return Left(from, to, at, done, note, ""u8);
            case "rt" or "rp":
                return Left(from, to, at, done, Element(from, text, tag), ""u8);
            case "span" when IsShownFormula(tag) && Element(from, text, tag) is > 0 and var shown:
                return Left(from, to, at, done, shown, " "u8);
        }

        return With(tag.Name) is { } instead ? Left(from, to, at, done, end, instead) : Other(from, to, text, tag, at, done);
    }

    private static byte[]? With(string name) => Inline.Contains(name) ? [] : Spaces.Contains(name) ? [(byte)' '] : Blocks.Contains(name) ? [(byte)'\n'] : null;

    private static int Left(MarkupText from, MarkupText to, int at, int done, int end, ReadOnlySpan<byte> instead)
    {
        if (end <= 0) return 0;
        to.Copy(from, done, at);
        to.Put(from, at, end, instead);
        return end;
    }

    private static int Other(MarkupText from, MarkupText to, ReadOnlySpan<byte> text, HtmlTag tag, int at, int done)
    {
        const int shortest = 3;
        if (tag.Name.Length < shortest || Find(from, text, Encoding.ASCII.GetBytes($"</{tag.Name}>")) < 0) return 0;
        return Left(from, to, at, done, tag.End, "\n"u8);
    }

    private static int Behind(MarkupText from, ReadOnlySpan<byte> text, int at, ReadOnlySpan<byte> mark)
    {
        var found = Find(from, text[at..], mark);
        return found < 0 ? 0 : at + found + mark.Length;
    }

    /// <summary>Where a mark stands, as far as may be looked ahead; -1 when it does not.</summary>
    private static int Find(MarkupText from, ReadOnlySpan<byte> text, ReadOnlySpan<byte> mark)
    {
        if (from.Ahead <= 0) return -1;
        var found = text.IndexOf(mark);
        from.Ahead -= found < 0 ? text.Length : found;
        return found;
    }

    private static int Cdata(MarkupText from, MarkupText to, ReadOnlySpan<byte> text, int at, int done)
    {
        const int mark = 9;
        var close = Find(from, text[at..], "]]>"u8);
        if (close < 0) return 0;
        to.Copy(from, done, at);
        to.Copy(from, at + mark, at + close);
        return at + close + 3;
    }

    private static int Alt(MarkupText from, MarkupText to, ReadOnlySpan<byte> text, HtmlTag tag, int at, int done)
    {
        to.Copy(from, done, at);
        var alt = tag.Value("alt"u8);
        to.Put(from, at, tag.End, " "u8);
        if (alt.Length > 0 && text[at..tag.End].IndexOf(alt) is >= 0 and var place) to.Copy(from, at + place, at + place + alt.Length);
        to.Put(from, at + (alt.Length > 0 ? text[at..tag.End].IndexOf(alt) + alt.Length - 1 : 0), tag.End, " "u8);
        return tag.End;
    }

    /// <summary>The TeX that a formula carries along instead of its parts; the element's own parts where there is none.</summary>
    private static int MathElement(MarkupText from, MarkupText to, ReadOnlySpan<byte> text, HtmlTag tag, int at, int done)
    {
        var end = Element(from, text, tag);
        if (end > 0)
            for (var i = tag.End; text[i..end].IndexOf("<annotation"u8) is >= 0 and var offset;)
            {
                i += offset;
                if (!HtmlTag.TryRead(text, i, out var annotation)) break;
                var close = text[annotation.End..end].IndexOf("</annotation"u8);
                if (close < 0) break;
                if (annotation.Value("encoding"u8).IndexOf("tex"u8) >= 0)
                {
                    to.Copy(from, done, at);
                    to.Put(from, at, annotation.End, " "u8);
                    to.Copy(from, annotation.End, annotation.End + close);
                    to.Put(from, annotation.End + close, end, " "u8);
                    return end;
                }

                i = annotation.End + close;
            }

        return Left(from, to, at, done, tag.End, " "u8);
    }

    private static bool IsShownFormula(HtmlTag tag)
    {
        var kind = tag.Value("class"u8);
        return kind.StartsWith("katex-html"u8) || kind.StartsWith("MathJax_Preview"u8) || kind.StartsWith("mwe-math-fallback"u8);
    }

    /// <summary>A mark that leads to a footnote.</summary>
    private static bool IsNote(ReadOnlySpan<byte> text, HtmlTag tag)
    {
        var kind = tag.Value("class"u8);
        return kind.IndexOf("reference"u8) >= 0 || kind.IndexOf("footnote"u8) >= 0 || text[tag.End..].StartsWith("["u8) || text[tag.End..].StartsWith("<a "u8);
    }

    /// <summary>Behind the tag that closes an element, those of the same name inside it counted; 0 when there is none.</summary>
    private static int Element(MarkupText from, ReadOnlySpan<byte> text, HtmlTag tag)
    {
        var depth = 1;
        for (var at = tag.End; from.Ahead > 0 && text[at..Math.Max(at, Math.Min(text.Length, tag.End + LongestElement))].IndexOf((byte)'<') is >= 0 and var offset; at++)
        {
            at += offset;
            const int tagCost = 32; // as many bytes as reading a tag takes time
            from.Ahead -= offset + tagCost;
            if (!HtmlTag.TryRead(text, at, out var inner) || inner.Name != tag.Name) continue;
            depth += inner.Closes ? -1 : 1;
            if (depth == 0) return inner.End;
        }

        return 0;
    }
}
