using System.Text;
using System.Text.RegularExpressions;
using DataForge.Core;
using DataForge.Text.Unicode;

/// <summary>Ways in which a benchmark item is written in the wild: markup around and inside it, escapes, layouts, characters that only look alike, and changes of its words.</summary>
/// <remarks>Each gives null where an item has nothing for it to change. The same random numbers give the same text.</remarks>
internal static partial class Rewrites
{
    public delegate string? Rewrite(string text, CounterRandom random);

    private static readonly string[] Ties = ["~", "\\, ", "\\ ", " "];

    private static readonly string[] Glue =
        ["Read this part twice before you go on.", "The next piece of the task follows here.", "(A hint stands at the end of the page.)", "Keep that in mind for what comes now."];

    private static readonly Dictionary<string, string> Units = new(StringComparer.Ordinal)
    {
        ["dollars"] = "euros", ["dollar"] = "euro", ["miles"] = "kilometres", ["mile"] = "kilometre", ["feet"] = "metres", ["pounds"] = "kilograms", ["inches"] = "centimetres", ["hours"] = "minutes",
        ["cents"] = "pence", ["gallons"] = "litres", ["元"] = "角", ["千克"] = "吨", ["米"] = "尺",
    };

    /// <summary>Groups and kinds, in the order of the table.</summary>
    public static IReadOnlyList<(string Group, string Name, Rewrite Apply)> All { get; } =
    [
        ("plain", "verbatim", (t, _) => t),
        ("plain", "upper case", (t, _) => t.ToUpperInvariant()),
        ("plain", "lower case, no punctuation", (t, _) => NotWord().Replace(t.ToLowerInvariant(), " ")),
        ("plain", "spaces doubled", (t, _) => t.Replace(" ", "  ", StringComparison.Ordinal)),
        ("plain", "wrapped at 40 columns", (t, _) => Wrap(t, 40)),
        ("plain", "a sentence a line", (t, _) => string.Join('\n', Sentences(t))),
        ("plain", "underscores for spaces", (t, _) => t.Replace(' ', '_')),
        ("plain", "curly quotes and dashes", (t, _) => Changed(t, t.Replace('\'', '’').Replace("\"", "”", StringComparison.Ordinal).Replace("-", "–", StringComparison.Ordinal))),
        ("html", "entities by name", (t, _) => Changed(t, Entities(t))),
        ("html", "entities by number", (t, _) => string.Concat(t.Select(c => char.IsAsciiLetter(c) || c == ' ' ? $"{c}" : $"&#{(int)c};"))),
        ("html", "entities, escaped twice", (t, _) => Changed(t, Entities(Entities(t)))),
        ("html", "non-breaking spaces", (t, _) => Changed(t, t.Replace(" ", "&nbsp;", StringComparison.Ordinal))),
        ("html", "paragraphs", (t, _) => string.Concat(Sentences(t).Select(s => $"<p class=\"body text\">{Entities(s)}</p>\n"))),
        ("html", "a span a word", (t, _) => string.Join(' ', Words(t).Select((w, i) => $"<span id=\"w{i}\" class=\"word token\">{Entities(w)}</span>"))),
        ("html", "bold and italics", (t, r) => string.Join(' ', Words(t).Select((w, i) => r.Below((ulong)i, 4) == 0 ? $"<b>{w}</b>" : r.Below((ulong)i, 4) == 1 ? $"<em>{w}</em>" : w))),
        ("html", "line breaks", (t, _) => string.Join("<br />", Words(t).Chunk(6).Select(c => string.Join(' ', c)))),
        ("html", "tags inside words", (t, _) => Word().Replace(t, m => m.Length < 3 || m.Value[0] >= 0x80 ? m.Value : $"<big>{m.Value[0]}</big>{m.Value[1..]}")),
        ("html", "links with addresses", (t, _) => string.Join(' ', Words(t).Select((w, i) => i % 5 == 0 ? $"<a href=\"https://example.org/wiki/{i}?a=b&amp;c=d\" title=\"see this page\">{w}</a>" : w))),
        ("html", "comments between words", (t, _) => string.Join(' ', Words(t).Select((w, i) => i % 6 == 5 ? $"{w} <!-- slot {i} for an advertisement -->" : w))),
        ("html", "a script in the middle", (t, _) => Middle(t, "<script type=\"text/javascript\">var x = 1; if (x < 2) { show(x); }</script>")),
        ("html", "a style in the middle", (t, _) => Middle(t, "<style>.a { color: red; } .b > p { margin: 0 }</style>")),
        ("html", "table cells", (t, _) => "<table><tr>" + string.Concat(Words(t).Select(w => $"<td align=\"left\">{Entities(w)}</td>")) + "</tr></table>"),
        ("html", "superscripts", (t, _) => Changed(t, Power().Replace(t, m => $"<sup>{m.Groups[1].Value}{m.Groups[2].Value}</sup>"))),
        ("html", "CDATA", (t, _) => $"<text><![CDATA[{t}]]></text>"),
        ("formulas", "MathJax scripts", (t, _) => Formulas(t, f => $"<script type=\"math/tex\">{f}</script>")),
        ("formulas", "KaTeX", (t, _) => Formulas(t, f => $"<span class=\"katex\"><span class=\"katex-mathml\"><math xmlns=\"http://www.w3.org/1998/Math/MathML\"><semantics><mrow>{MathMl(f)}</mrow><annotation encoding=\"application/x-tex\">{Entities(f)}</annotation></semantics></math></span><span class=\"katex-html\" aria-hidden=\"true\"><span class=\"base\">{Shown(f)}</span></span></span>")),
        ("formulas", "MathML", (t, _) => SimpleFormulas(t, f => $"<math><mrow>{MathMl(f)}</mrow></math>")),
        ("formulas", "images with alt text", (t, _) => Formulas(t, f => $"<img src=\"https://example.org/latex/{f.Length}.png\" class=\"latex\" alt=\"{Entities(f)}\" width=\"31\" height=\"12\">")),
        ("formulas", "AoPS images", (t, _) => Formulas(t, f => $"<img src=\"//latex.artofproblemsolving.com/a/b/c.png\" class=\"latex\" alt=\"${Entities(f)}$\" style=\"vertical-align: -3px\">")),
        ("formulas", "wiki math", (t, _) => Formulas(t, f => $"<math>{f}</math>")),
        ("formulas", "[tex] tags", (t, _) => Formulas(t, f => $"[tex]{f}[/tex]")),
        ("formulas", "\\( and \\[", (t, _) => Formulas(t, f => $"\\({f}\\)")),
        ("formulas", "[math]…[/math] with spaces", (t, _) => Formulas(t, f => $"[math] {f.Replace("=", " = ", StringComparison.Ordinal)} [/math]")),
        ("formulas", "RST roles", (t, _) => Formulas(t, f => $":math:`{f}`")),
        ("formulas", "\\dfrac, respaced", (t, _) => Changed(t, t.Replace("\\frac", "\\dfrac", StringComparison.Ordinal).Replace("=", " = ", StringComparison.Ordinal).Replace("^", " ^ ", StringComparison.Ordinal))),
        ("formulas", "LaTeX text commands", (t, _) => string.Join(' ', Words(t).Select((w, i) => i % 4 == 0 && w.All(char.IsLetter) ? $"\\textbf{{{w}}}" : w))),
        ("formulas", "LaTeX ties and spaces", (t, r) => string.Concat(Words(t).Select((w, i) => w + Ties[r.Below((ulong)i, 4)]))),
        ("tags", "BBCode", (t, _) => string.Join(' ', Words(t).Select((w, i) => i % 3 == 0 ? $"[b]{w}[/b]" : i % 7 == 0 ? $"[color=red]{w}[/color]" : w))),
        ("tags", "wiki links and bold", (t, _) => string.Join(' ', Words(t).Select((w, i) => i % 5 == 0 && w.All(char.IsLetter) ? $"[[{w}]]" : i % 7 == 0 ? $"'''{w}'''" : w))),
        ("tags", "wiki links with targets", (t, _) => string.Join(' ', Words(t).Select((w, i) => i % 5 == 0 && w.All(char.IsLetter) ? $"[[Some page|{w}]]" : w))),
        ("tags", "Markdown emphasis", (t, _) => string.Join(' ', Words(t).Select((w, i) => i % 3 == 0 ? $"**{w}**" : i % 5 == 0 ? $"_{w}_" : w))),
        ("tags", "Markdown links", (t, _) => string.Join(' ', Words(t).Select((w, i) => i % 6 == 0 && w.All(char.IsLetter) ? $"[{w}](https://example.org/p/{i})" : w))),
        ("tags", "bullets", (t, _) => string.Join('\n', Sentences(t).Select(s => "- " + s))),
        ("escapes", "JSON string", (t, _) => Changed(t, Json(t))),
        ("escapes", "JSON string with lines", (t, _) => Json(Wrap(t, 40))),
        ("escapes", "JSON, nested twice", (t, _) => Json(Json(Wrap(t, 40)))),
        ("escapes", "\\uXXXX for all but letters", (t, _) => string.Concat(t.Select(c => char.IsAsciiLetterOrDigit(c) || c == ' ' ? $"{c}" : $"\\u{(int)c:x4}"))),
        ("escapes", "\\uXXXX, nested twice", (t, _) => string.Concat(Wrap(t, 40).Select(c => char.IsAsciiLetterOrDigit(c) || c == ' ' ? $"{c}" : $"\\\\u{(int)c:x4}"))),
        ("escapes", "backslash n for lines", (t, _) => Wrap(t, 30).Replace("\n", "\\n", StringComparison.Ordinal)),
        ("escapes", "percent signs (URL)", (t, _) => Uri.EscapeDataString(t)),
        ("escapes", "quoted-printable", (t, _) => string.Join("=\n", Encoding.UTF8.GetBytes(t).Select(b => b is > 126 or (byte)'=' ? $"={b:X2}" : $"{(char)b}").Chunk(60).Select(c => string.Concat(c)))),
        ("escapes", "SQL string", (t, _) => "INSERT INTO q VALUES (1, '" + t.Replace("'", "''", StringComparison.Ordinal) + "');"),
        ("layouts", "pipe table, a word a cell", (t, _) => string.Join('\n', Words(t).Chunk(6).Select(c => "| " + string.Join(" | ", c) + " |"))),
        ("layouts", "grid table", (t, _) => string.Concat(Lines(t, 44).Select(l => $"+----------------------------------------------+\n| {l,-44} |\n"))),
        ("layouts", "CSV, a word a cell", (t, _) => string.Join(',', Words(t).Select(w => "\"" + w.Replace("\"", "\"\"", StringComparison.Ordinal) + "\""))),
        ("layouts", "subtitles", (t, _) => string.Concat(Lines(t, 36).Select((l, i) => $"{i + 1}\n00:0{i / 60}:{i % 60:00},000 --> 00:0{i / 60}:{i % 60:00},900\n{l}\n\n"))),
        ("layouts", "WebVTT", (t, _) => "WEBVTT\n\n" + string.Concat(Lines(t, 36).Select((l, i) => $"00:0{i / 60}:{i % 60:00}.000 --> 00:0{i / 60}:{i % 60:00}.900 align:start\n<c>{l}</c>\n\n"))),
        ("layouts", "line numbers", (t, _) => string.Join('\n', Lines(t, 36).Select((l, i) => $"{i + 1,4}  {l}"))),
        ("layouts", "line numbers with colons", (t, _) => string.Join('\n', Lines(t, 36).Select((l, i) => $"{i + 17}: {l}"))),
        ("layouts", "footnote marks", (t, _) => string.Join(' ', Words(t).Select((w, i) => i % 7 == 6 ? $"{w}[{i / 7 + 1}]" : w))),
        ("layouts", "footnote marks, raised", (t, _) => string.Join(' ', Words(t).Select((w, i) => i % 7 == 6 ? w + "¹²³⁴⁵⁶⁷⁸⁹"[i / 7 % 9] : w))),
        ("layouts", "comments with #", (t, _) => string.Join('\n', Lines(t, 36).Select(l => "# " + l))),
        ("layouts", "comments with *", (t, _) => "/**\n" + string.Concat(Lines(t, 36).Select(l => $" * {l}\n")) + " */"),
        ("layouts", "quoted mail", (t, _) => string.Join('\n', Lines(t, 36).Select(l => "> > " + l))),
        ("layouts", "chat log", (t, _) => string.Join('\n', Lines(t, 36).Select((l, i) => $"[12:{i:00}] Robin: {l}"))),
        ("layouts", "YAML block", (t, _) => "question: |\n" + string.Concat(Lines(t, 36).Select(l => $"    {l}\n"))),
        ("layouts", "words broken at line ends", (t, _) => Changed(t, Hyphenate(t))),
        ("letters", "soft hyphens", (t, _) => Word().Replace(t, m => m.Length < 5 || m.Value[0] >= 0x80 ? m.Value : m.Value.Insert(3, "\u00AD"))),
        ("letters", "zero-width spaces in words", (t, _) => Word().Replace(t, m => m.Length < 3 ? m.Value : m.Value.Insert(2, "\u200B"))),
        ("letters", "byte-order marks and joiners", (t, _) => t.Replace(" ", " \uFEFF\u200D", StringComparison.Ordinal)),
        ("letters", "direction marks", (t, _) => string.Join(' ', Words(t).Select(w => $"\u202A{w}\u202C"))),
        ("letters", "Cyrillic and Greek look-alikes", (t, _) => Changed(t, LookAlike(t))),
        ("letters", "full-width", (t, _) => Changed(t, string.Concat(t.Select(c => c is > ' ' and < (char)127 ? (char)(c + 0xFEE0) : c)))),
        ("letters", "mathematical bold", (t, _) => Changed(t, string.Concat(t.Select(c => char.IsAsciiLetterLower(c) ? char.ConvertFromUtf32(0x1D41A + c - 'a') : char.IsAsciiLetterUpper(c) ? char.ConvertFromUtf32(0x1D400 + c - 'A') : $"{c}")))),
        ("letters", "letter-spaced words", (t, r) => Words(t).Count(w => w.Length > 3 && w.All(char.IsAsciiLetter)) < 2 ? null : string.Join(' ', Words(t).Select((w, i) => w.Length > 3 && w.All(char.IsAsciiLetter) && r.Below((ulong)i, 3) == 0 ? string.Join(' ', w.AsEnumerable()) : w))),
        ("letters", "letter-spaced throughout", (t, _) => string.Join("   ", Words(t).Select(w => string.Join(' ', w.AsEnumerable())))),
        ("letters", "emoji between words", (t, _) => string.Join(' ', Words(t).Select((w, i) => i % 4 == 3 ? w + " \U0001F600" : w))),
        ("Chinese", "traditional characters", (t, _) => Changed(t, Traditional(t))),
        ("Chinese", "spaces between characters", (t, _) => !t.Any(IsHan) ? null : string.Concat(t.Select(c => IsHan(c) ? $"{c} " : $"{c}"))),
        ("Chinese", "lines of ten characters", (t, _) => !t.Any(IsHan) ? null : string.Join('\n', t.Chunk(10).Select(c => new string(c)))),
        ("order", "sentences reversed", (t, _) => Several(t) is { } s ? string.Join(' ', s.AsEnumerable().Reverse()) : null),
        ("order", "the last sentence first", (t, _) => Several(t) is { } s ? string.Join(' ', s[^1..].Concat(s[..^1])) : null),
        ("order", "text between sentences", (t, r) => Several(t) is { } s ? Glued(s, r) : null),
        ("order", "text between halves of sentences", (t, r) => Glued([.. Words(t).Chunk(9).Select(c => string.Join(' ', c))], r)),
        ("words", "treebank tokens", (t, _) => Changed(t, Treebank(t))),
        ("words", "names changed", (t, r) => DataForge.Contamination.Plants.Change("names", t, r)),
        ("words", "numbers changed", (t, r) => DataForge.Contamination.Plants.Change("numbers", t, r)),
        ("words", "units changed", (t, _) => Changed(t, Unit().Replace(t, m => Units[m.Value.ToLowerInvariant()]))),
        ("words", "every twelfth word lost", (t, _) => Words(t) is { Length: >= 12 } w ? string.Join(' ', w.Where((_, i) => i % 12 != 11)) : null),
        ("words", "a letter wrong in every fifteenth word", (t, _) => string.Join(' ', Words(t).Select((w, i) => i % 15 == 7 && w.Length > 3 && char.IsAsciiLetter(w[2]) ? w[..2] + "q" + w[3..] : w))),
        ("words", "first 60 %", (t, r) => DataForge.Contamination.Plants.Change("truncated", t, r)),
    ];

    private static string Glued(string[] parts, CounterRandom random) =>
        string.Join(' ', parts.Select((part, i) => i == 0 ? part : $"{Glue[random.Below((ulong)i, Glue.Length)]} {part}"));

    private static string? Changed(string before, string after) => before == after ? null : after;

    private static string[] Words(string text) => text.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries);

    private static string[] Sentences(string text) => [.. SentenceEnd().Split(text).Where(s => s.Length > 0)];

    private static string[]? Several(string text) => Sentences(text) is { Length: > 1 } s ? s : null;

    private static string Wrap(string text, int width) => string.Join('\n', Lines(text, width));

    private static List<string> Lines(string text, int width)
    {
        var lines = new List<string>();
        var line = new StringBuilder();
        foreach (var word in Words(text).SelectMany(w => w.Length <= width ? [w] : w.Chunk(width).Select(c => new string(c))))
        {
            if (line.Length > 0 && line.Length + 1 + word.Length > width)
            {
                lines.Add(line.ToString());
                line.Clear();
            }

            line.Append(line.Length > 0 ? " " : "").Append(word);
        }

        if (line.Length > 0) lines.Add(line.ToString());
        return lines;
    }

    private static string Middle(string text, string what)
    {
        var words = Words(text);
        return string.Join(' ', [.. words[..(words.Length / 2)], what, .. words[(words.Length / 2)..]]);
    }

    private static string Entities(string text) => text.Replace("&", "&amp;", StringComparison.Ordinal).Replace("<", "&lt;", StringComparison.Ordinal).Replace(">", "&gt;", StringComparison.Ordinal)
        .Replace("\"", "&quot;", StringComparison.Ordinal).Replace("'", "&#39;", StringComparison.Ordinal).Replace("’", "&rsquo;", StringComparison.Ordinal);

    private static string Json(string text)
    {
        var quoted = System.Text.Json.JsonSerializer.Serialize(text);
        return quoted[1..^1];
    }

    private static string? Formulas(string text, Func<string, string> write) => Changed(text, Formula().Replace(text, m => write(m.Groups[1].Value)));

    /// <summary>Only where every formula can be written letter by letter.</summary>
    private static string? SimpleFormulas(string text, Func<string, string> write) =>
        Formula().Matches(text) is { Count: > 0 } found && found.All(m => m.Groups[1].Value.AsSpan().IndexOfAny('\\', '^', '_') < 0) ? Formulas(text, write) : null;

    private static string MathMl(string tex) => string.Concat(MathPiece().Matches(tex).Select(m =>
        char.IsAsciiDigit(m.Value[0]) ? $"<mn>{m.Value}</mn>" : char.IsAsciiLetter(m.Value[0]) ? $"<mi>{m.Value}</mi>" : $"<mo>{Entities(m.Value)}</mo>"));

    private static string Shown(string tex) => string.Concat(MathPiece().Matches(tex).Where(m => m.Value[0] != '\\').Select(m => $"<span class=\"mord mathnormal\">{Entities(m.Value)}</span>"));

    private static string Hyphenate(string text) => Word().Replace(text, m => m.Length < 7 || m.Value[0] >= 0x80 || m.Index % 3 != 0 ? m.Value : m.Value[..4] + "-\n" + m.Value[4..]);

    private static string LookAlike(string text)
    {
        const string latin = "aeopcxyAEOPCXTKMHB", other = "аеорсхуАЕОРСХТКМНВ";
        return string.Concat(text.Select((c, i) => i % 2 == 0 && latin.IndexOf(c, StringComparison.Ordinal) is >= 0 and var at && !InFormula(text, i) ? other[at] : c));
    }

    private static bool InFormula(string text, int at) => text.AsSpan(0, at).Count('$') % 2 == 1;

    private static string Treebank(string text) => text.Replace("n't", " n't", StringComparison.Ordinal).Replace("'s", " 's", StringComparison.Ordinal).Replace("’s", " ’s", StringComparison.Ordinal)
        .Replace("(", "-LRB- ", StringComparison.Ordinal).Replace(")", " -RRB-", StringComparison.Ordinal).Replace(",", " ,", StringComparison.Ordinal).Replace("?", " ?", StringComparison.Ordinal);

    private static bool IsHan(char c) => c is >= '\u4E00' and <= '\u9FFF';

    private static string Traditional(string text) => string.Concat(text.Select(c => HanVariants.Simplified.IndexOf(c, StringComparison.Ordinal) is >= 0 and var at ? HanVariants.Traditional[at] : c));

    [GeneratedRegex(@"[^\w\s]|_")]
    private static partial Regex NotWord();

    [GeneratedRegex(@"\w+")]
    private static partial Regex Word();

    [GeneratedRegex(@"(?<=[.?!])\s+|(?<=[。？！，；])")]
    private static partial Regex SentenceEnd();

    [GeneratedRegex(@"\^(?:\{([^{}]+)\}|(\w))")]
    private static partial Regex Power();

    [GeneratedRegex(@"\$([^$]+)\$")]
    private static partial Regex Formula();

    [GeneratedRegex(@"\\[a-zA-Z]+|[0-9.]+|[a-zA-Z]|[^\s{}]")]
    private static partial Regex MathPiece();

    [GeneratedRegex(@"\b(?:dollars?|miles?|feet|pounds|inches|hours|cents|gallons)\b|元|千克|米", RegexOptions.IgnoreCase)]
    private static partial Regex Unit();
}
