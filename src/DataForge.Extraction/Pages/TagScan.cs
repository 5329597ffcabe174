using System.Collections.Frozen;
using System.Text;

namespace DataForge.Extraction.Pages;

/// <summary>Takes out start tags that nest deeper than any page does, before the parser sees them: its cost grows with the square of the elements that are open at once.</summary>
/// <remarks>Text and attributes stay as they are; pages within the limits come back unchanged. For XHTML it also closes elements that close themselves, which HTML's parser takes for open.</remarks>
internal static class TagScan
{
    /// <summary>Most elements open at once; browsers keep to 512.</summary>
    private const int MostOpen = 300;

    /// <summary>Most formatting elements open at once: each is opened anew in every block that follows.</summary>
    private const int MostFormatting = 24;

    private static readonly FrozenSet<string> Void = FrozenSet.ToFrozenSet(["area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "param", "source", "track", "wbr", "frame", "basefont", "bgsound", "keygen"]);
    private static readonly FrozenSet<string> Implied = FrozenSet.ToFrozenSet(["html", "head", "body", "p", "li", "dt", "dd", "tr", "td", "th", "thead", "tbody", "tfoot", "option", "optgroup", "rt", "rp", "rb", "rtc", "colgroup", "caption", "a"]);
    private static readonly FrozenSet<string> Formatting = FrozenSet.ToFrozenSet(["b", "big", "code", "em", "font", "i", "s", "small", "strike", "strong", "tt", "u", "nobr"]);
    private static readonly FrozenSet<string> Raw = FrozenSet.ToFrozenSet(["script", "style", "textarea", "title", "xmp", "iframe", "noembed", "noframes"]);

    /// <summary>Most start tags of a page.</summary>
    public const int MostTags = 2_000_000;

    /// <exception cref="PageRefused">More than <see cref="MostTags"/> tags.</exception>
    public static string Limit(string html, bool isXml)
    {
        var open = new Dictionary<string, int>(StringComparer.Ordinal);
        var dropped = new Dictionary<string, int>(StringComparer.Ordinal);
        StringBuilder? changed = null;
        int depth = 0, formatting = 0, done = 0, tags = 0, at = 0;
        while (at < html.Length)
        {
            at = html.IndexOf('<', at);
            if (at < 0 || at + 1 >= html.Length) break;
            if (html[at + 1] == '!')
            {
                var end = string.CompareOrdinal(html, at, "<!--", 0, 4) == 0 ? html.IndexOf("-->", at, StringComparison.Ordinal) : html.IndexOf('>', at);
                at = end < 0 ? html.Length : end + 1;
                continue;
            }

            var closes = html[at + 1] == '/';
            var start = at + (closes ? 2 : 1);
            if (start >= html.Length || !char.IsAsciiLetter(html[start]))
            {
                at++;
                continue;
            }

            var stop = start;
            while (stop < html.Length && !char.IsWhiteSpace(html[stop]) && html[stop] is not ('>' or '/')) stop++;
            var behind = TagEnd(html, stop);
            if (stop - start > 64)
            {
                at = behind;
                continue;
            }

            var name = html[start..stop].ToLowerInvariant();
            if (++tags > MostTags) throw new PageRefused("too_complex", $"more than {MostTags:N0} tags");
            var selfClosing = behind >= 2 && behind <= html.Length && html[behind - 2] == '/';
            if (closes)
            {
                if (dropped.GetValueOrDefault(name) is > 0 and var gone)
                {
                    dropped[name] = gone - 1;
                    Drop(behind);
                }
                else if (open.GetValueOrDefault(name) is > 0 and var left)
                {
                    open[name] = left - 1;
                    depth--;
                    if (Formatting.Contains(name)) formatting--;
                }
            }
            else if (isXml && selfClosing && !Void.Contains(name))
            {
                changed ??= new StringBuilder(html.Length + 64);
                changed.Append(html, done, behind - 2 - done).Append("></").Append(name).Append('>');
                done = behind;
            }
            else if (!Void.Contains(name) && !Implied.Contains(name) && !selfClosing)
            {
                var isFormatting = Formatting.Contains(name);
                if (depth >= MostOpen || (isFormatting && formatting >= MostFormatting))
                {
                    dropped[name] = dropped.GetValueOrDefault(name) + 1;
                    Drop(behind);
                }
                else if (!Raw.Contains(name))
                {
                    open[name] = open.GetValueOrDefault(name) + 1;
                    depth++;
                    if (isFormatting) formatting++;
                }
                else
                {
                    at = html.IndexOf("</" + name, Math.Min(behind, html.Length), StringComparison.OrdinalIgnoreCase);
                    if (at < 0) break; // the rest of the page is this element's text
                    continue;
                }
            }

            at = behind;
        }

        return changed is null ? html : changed.Append(html, done, html.Length - done).ToString();

        void Drop(int behind)
        {
            changed ??= new StringBuilder(html.Length);
            changed.Append(html, done, at - done);
            done = behind;
        }
    }

    /// <summary>The place behind the tag's <c>&gt;</c>, which may stand in a quoted value before.</summary>
    private static int TagEnd(string html, int at)
    {
        while (at < html.Length)
        {
            var c = html[at];
            if (c == '>') return at + 1;
            if (c is '"' or '\'' && at > 0 && (html[at - 1] == '=' || char.IsWhiteSpace(html[at - 1])))
            {
                var end = html.IndexOf(c, at + 1);
                if (end < 0) return html.Length;
                at = end;
            }

            at++;
        }

        return html.Length;
    }
}
