using System.Text;
using AngleSharp.Dom;
using DataForge.Extraction.Pages;

namespace DataForge.Extraction.Layout;

/// <summary>Tables and code.</summary>
internal sealed partial class PageWriter
{
    private const int MostColumns = 64;

    private void Table(IElement table)
    {
        Flush();
        var rows = Rows(table);
        if (!IsData(table, rows))
        {
            Walk(table);
            Flush();
            return;
        }

        foreach (var caption in table.Children.Where(c => c.LocalName == "caption"))
        {
            Walk(caption);
            Flush();
        }

        var cells = rows.Select(Cells).Where(r => r.Exists(c => c.Length > 0)).ToList();
        if (cells.Count == 0 || _dropped > 0) return;
        var width = cells.Max(r => r.Count);
        var text = new StringBuilder();
        for (var i = 0; i < cells.Count; i++)
        {
            text.Append("| ").AppendJoin(" | ", cells[i].Concat(Enumerable.Repeat("", width - cells[i].Count))).Append(" |");
            if (i == 0) text.Append("\n|").Insert(text.Length, " --- |", width);
            if (i + 1 < cells.Count) text.Append('\n');
        }

        _blocks.Add(text.ToString());
    }

    private static List<IElement> Rows(IElement table)
    {
        var rows = new List<IElement>();
        foreach (var child in table.Children)
            if (child.LocalName == "tr") rows.Add(child);
            else if (child.LocalName is "thead" or "tbody" or "tfoot") rows.AddRange(child.Children.Where(c => c.LocalName == "tr"));
        return rows;
    }

    /// <summary>True for a table of data: two rows and columns at least, and nothing in a cell but words.</summary>
    private static bool IsData(IElement table, List<IElement> rows)
    {
        if (table.GetAttribute("role") is "presentation" or "none" || rows.Count < 2) return false;
        if (table.QuerySelector("table, pre, ul, ol, h1, h2, h3, h4, blockquote, dl, form") is not null) return false;
        var widths = rows.Select(r => r.Children.Count(c => c.LocalName is "td" or "th")).ToList();
        return widths.Max() is >= 2 and <= MostColumns && widths.Count(w => w >= 2) >= 2;
    }

    private List<string> Cells(IElement row)
    {
        var cells = new List<string>();
        foreach (var cell in row.Children.Where(c => c.LocalName is "td" or "th"))
        {
            foreach (var node in cell.ChildNodes)
                if (node is IText text) _line.Append(Held.Cleaned(text.Data));
                else if (node is IElement element) Inline(element);
            cells.Add(_line.Length == 0 ? "" : Line('|', out _).ReplaceLineEndings(" "));
            if (int.TryParse(cell.GetAttribute("colspan"), out var span))
                for (var i = 1; i < span && cells.Count < MostColumns; i++) cells.Add("");
        }

        return cells;
    }

    /// <summary>A cell's element: blocks in it are words of one line.</summary>
    private void Inline(IElement element)
    {
        if (!IsBlock(element))
        {
            if (Formulas.MathFinder.Of(element, page) is null && element.Children.Length > 0 && element.LocalName is "span" or "b" or "i" or "em" or "strong" or "a" or "font" or "u" or "small") InlineParts(element);
            else Visit(element);
            return;
        }

        _line.Append(' ');
        if (main is null || !(Chrome.Is(element) || Chrome.IsHidden(element)))
        {
            if (Formulas.MathFinder.Of(element, page) is { } formula) Put(formula);
            else InlineParts(element);
        }

        _line.Append(' ');
    }

    private void InlineParts(IElement element)
    {
        foreach (var node in element.ChildNodes)
            if (node is IText text) _line.Append(Held.Cleaned(text.Data));
            else if (node is IElement child) Inline(child);
    }

    private void Code(IElement element)
    {
        Flush();
        if (_dropped > 0)
        {
            _line.Clear();
            return;
        }

        var text = new StringBuilder();
        Verbatim(element, text);
        var code = Held.Cleaned(text.ToString()).ReplaceLineEndings("\n").Trim('\n').TrimEnd();
        if (code.Length == 0) return;
        var fence = "```";
        while (code.Contains(fence, StringComparison.Ordinal)) fence += "`";
        _blocks.Add($"{fence}{CodeLanguage.Of(element)}\n{code}\n{fence}");
    }

    private void Verbatim(INode node, StringBuilder text)
    {
        foreach (var child in node.ChildNodes)
            if (child is IText words) text.Append(words.Data);
            else if (child is IElement { LocalName: "br" }) text.Append('\n');
            else if (child is IElement element && !Chrome.IsNever(element))
            {
                if (element.LocalName is "math" && Formulas.MathFinder.Of(element, page) is { } formula)
                {
                    text.Append(formula.Latex is null ? formula.Plain : formula.Written);
                    if (formula.Latex is null) tally.Lose(formula.Encoding);
                    else tally.Keep(formula.Encoding);
                }
                else Verbatim(element, text);
            }
    }
}
