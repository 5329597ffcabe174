using System.Text;
using System.Text.RegularExpressions;
using AngleSharp.Dom;
using DataForge.Extraction.Formulas;
using DataForge.Extraction.Pages;

namespace DataForge.Extraction.Layout;

/// <summary>Walks a page and writes its text; formulas become <c>$…$</c> and <c>$$…$$</c> and are counted, those of dropped parts as lost.</summary>
internal sealed partial class PageWriter(PageMath page, MainContent? main, MathTally tally)
{
    private readonly TextBlocks _blocks = new();
    private readonly StringBuilder _line = new();
    private readonly Held _held = new();
    private int _dropped;
    private bool _tight;

    [GeneratedRegex(@"[ \t\r\n\f\u00A0\u2000-\u200A\u202F\u3000]+")]
    private static partial Regex White();

    [GeneratedRegex(@"^\W{0,2}(?:\d{1,3}|[a-z]|note \d+|citation needed|edit|\*|†|‡)\W{0,2}$", RegexOptions.IgnoreCase)]
    private static partial Regex NoteMark();

    /// <summary>The text of the page.</summary>
    public string Write(IElement body)
    {
        if (main is not null && main.Root != body) _dropped++;
        Walk(body);
        Flush();
        return _blocks.ToString();
    }

    private void Walk(INode node)
    {
        foreach (var child in node.ChildNodes)
            if (child is IText text)
            {
                if (node is IElement { LocalName: "table" or "tbody" or "tr" }) continue;
                _line.Append(Held.Cleaned(text.Data));
            }
            else if (child is IElement element) Visit(element);
    }

    private void Visit(IElement element)
    {
        if (main is not null && element == main.Root)
        {
            Flush();
            var outer = _dropped;
            _dropped = 0;
            Block(element);
            Flush();
            _dropped = outer;
            return;
        }

        if (MathFinder.Of(element, page) is { } formula)
        {
            Put(formula);
            return;
        }

        if (Chrome.IsNever(element)) return;
        if (Chrome.IsHidden(element) || (main is not null && (Chrome.Is(element) || main.IsLinks(element))))
        {
            Dropped(element);
            return;
        }

        Block(element);
    }

    /// <summary>Goes through a part that is not written, so that its formulas are counted.</summary>
    private void Dropped(IElement element)
    {
        var isBlock = IsBlock(element);
        if (isBlock) Flush();
        var kept = _line.ToString();
        _line.Clear();
        _dropped++;
        Walk(element);
        Flush();
        _dropped--;
        _line.Append(kept);
    }

    private void Put(MathSpan formula)
    {
        if (formula.Encoding.Length == 0) return; // drawn from a source that is found elsewhere
        if (_dropped > 0)
        {
            tally.Lose(MathEncoding.Boilerplate);
            return;
        }

        if (formula.Latex is null) tally.Lose(formula.Encoding);
        else tally.Keep(formula.Encoding);
        if (formula is { Display: true, Latex: not null })
        {
            if (_line.Length > 0) _line.Append(Held.Break);
            _line.Append(_held.Put(formula.Written)).Append(Held.Break);
        }
        else _line.Append(_held.Put(formula.Written));
    }

    private void Block(IElement element)
    {
        switch (element.LocalName)
        {
            case "br":
                _line.Append(Held.Break);
                return;
            case "hr":
                Flush();
                return;
            case "wbr":
                return;
            case "pre" or "listing" or "xmp" or "plaintext":
                Code(element);
                return;
            case "code" or "kbd" or "samp" or "tt":
                InlineCode(element);
                return;
            case "sup" or "sub":
                Raised(element);
                return;
            case "ul" or "ol" or "menu" or "dir":
                List(element);
                return;
            case "dl":
                Flush();
                Walk(element);
                Flush();
                return;
            case "dd":
                Flush();
                Within(element, ": ", "  ");
                return;
            case "li":
                Flush();
                Within(element, "- ", "  ");
                return;
            case "blockquote":
                Flush();
                Within(element, "> ", "> ");
                return;
            case "q":
                _line.Append('"');
                Walk(element);
                _line.Append('"');
                return;
            case "table":
                Table(element);
                return;
            case "h1" or "h2" or "h3" or "h4" or "h5" or "h6":
                Flush();
                Walk(element);
                Flush(new string('#', element.LocalName[1] - '0') + " ");
                return;
        }

        var isBlock = IsBlock(element);
        if (isBlock) Flush();
        Walk(element);
        if (isBlock) Flush();
        else if (element.LocalName is "td" or "th") _line.Append(' ');
    }

    private static bool IsBlock(IElement element) => element.LocalName is
        "p" or "div" or "section" or "article" or "main" or "header" or "footer" or "aside" or "nav" or "address" or "center" or "details" or "summary" or "figure" or "figcaption" or "fieldset" or "legend" or "form" or "dt" or "dd" or "dl" or "tr" or "caption"
        or "td" or "th" or "tbody" or "thead" or "tfoot" or "table" or "ul" or "ol" or "li" or "body" or "html" or "hgroup" or "noscript" or "pre" or "blockquote" or "h1" or "h2" or "h3" or "h4" or "h5" or "h6";

    private void Within(IElement element, string first, string next)
    {
        _blocks.Enter(first, next);
        Walk(element);
        Flush();
        _blocks.Leave();
    }

    private void List(IElement list)
    {
        Flush();
        var ordered = list.LocalName == "ol";
        var number = int.TryParse(list.GetAttribute("start"), out var start) ? start : 1;
        foreach (var node in list.ChildNodes)
        {
            if (node is not IElement item)
            {
                if (node is IText text && !string.IsNullOrWhiteSpace(text.Data)) _line.Append(Held.Cleaned(text.Data));
                continue;
            }

            Flush();
            if (item.LocalName != "li")
            {
                Visit(item);
                continue;
            }

            if (main is not null && (Chrome.Is(item) || Chrome.IsHidden(item)))
            {
                Dropped(item);
                continue;
            }

            if (ordered && int.TryParse(item.GetAttribute("value"), out var value)) number = value;
            var mark = ordered ? $"{Mark(list.GetAttribute("type"), number++)}. " : "- ";
            var outer = _tight;
            _tight = true;
            Within(item, mark, new string(' ', mark.Length));
            _tight = outer;
        }

        Flush();
    }

    private static string Mark(string? type, int number) => type switch
    {
        "a" when number is > 0 and <= 26 => ((char)('a' + number - 1)).ToString(),
        "A" when number is > 0 and <= 26 => ((char)('A' + number - 1)).ToString(),
        _ => number.ToString(System.Globalization.CultureInfo.InvariantCulture),
    };

    /// <summary>A raised number keeps its meaning as a script; marks of notes go, ordinals stay words.</summary>
    private void Raised(IElement element)
    {
        if (element.QuerySelector("math, img, .katex, script") is not null)
        {
            Walk(element);
            return;
        }

        var text = White().Replace(Held.Cleaned(element.TextContent), " ").Trim();
        if (text.Length == 0 || (element.LocalName == "sup" && element.QuerySelector("a[href]") is not null && NoteMark().IsMatch(text))) return;
        if (text is "st" or "nd" or "rd" or "th" or "er" or "e" or "TM" or "®" or "o" || text.Length > 40 || _line.Length == 0 || char.IsWhiteSpace(_line[^1]))
        {
            _line.Append(text);
            return;
        }

        _line.Append(element.LocalName == "sup" ? '^' : '_').Append(text.Length == 1 || text.All(char.IsAsciiDigit) ? text : $"{{{text}}}");
    }

    private void InlineCode(IElement element)
    {
        if (element.QuerySelector("math, img, .katex, script[type^=math]") is not null || element.LocalName == "tt")
        {
            Walk(element);
            return;
        }

        var text = White().Replace(Held.Cleaned(element.TextContent), " ").Trim();
        if (text.Length == 0) return;
        if (Delimiters.IsWhole(text, page) && element.ParentElement?.QuerySelector(".MathJax") is not null) _line.Append(text);
        else _line.Append(_held.Put(text.Contains('`', StringComparison.Ordinal) ? $"`` {text} ``" : $"`{text}`"));
    }

    /// <summary>Ends the block that was gathered.</summary>
    private void Flush(string head = "")
    {
        if (_line.Length == 0) return;
        var text = Line(' ', out _);
        if (text.Length > 0 && _dropped == 0) _blocks.Add(head + (head.Length > 0 ? text.ReplaceLineEndings(" ") : text), _tight);
    }

    /// <summary>The gathered text with its formulas in place and white space collapsed; empties it.</summary>
    /// <param name="between">What stands for a line break: a space keeps the breaks; a bar makes it a cell of a table.</param>
    private string Line(char between, out bool breaks)
    {
        var raw = _line.ToString();
        _line.Clear();
        var text = Delimiters.Replace(raw, page, Take, static plain => plain);
        text = White().Replace(text, " ");
        var lines = text.Split(Held.Break).Select(l => l.Trim()).Where(l => l.Length > 0).ToList();
        breaks = lines.Count > 1;
        return between == ' ' ? _held.Restore(DollarSigns.Escaped(string.Join('\n', lines))) : _held.Restore(TableCell.Words(DollarSigns.Escaped(string.Join(' ', lines))), TableCell.Escaped);
    }

    private string Take(MathSpan formula)
    {
        if (_dropped > 0)
        {
            tally.Lose(MathEncoding.Boilerplate);
            return "";
        }

        if (formula.Latex is null) tally.Lose(formula.Encoding);
        else tally.Keep(formula.Encoding);
        return formula.Display ? Held.Break + _held.Put(formula.Written) + Held.Break : _held.Put(formula.Written);
    }
}
