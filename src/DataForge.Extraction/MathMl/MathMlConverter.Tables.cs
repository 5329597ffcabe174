using System.Text;
using AngleSharp.Dom;

namespace DataForge.Extraction.MathMl;

/// <summary>Tables, fences and enclosures.</summary>
internal static partial class MathMlConverter
{
    /// <summary>The environment that fences around a table make, and whether the closing one belongs to it; an empty name for none.</summary>
    private static (string Environment, bool Closes) Matrix(string open, string? close) => (open, close) switch
    {
        ("(", ")") => ("pmatrix", true),
        ("[", "]") => ("bmatrix", true),
        ("{", "}") => ("Bmatrix", true),
        ("|", "|") or ("∣", "∣") => ("vmatrix", true),
        ("‖", "‖") or ("∥", "∥") => ("Vmatrix", true),
        ("{", "") => ("cases", true),
        ("{", _) => ("cases", false),
        _ => ("", false),
    };

    private static string Environment(IElement table)
    {
        var columns = Attribute(table, "columnalign")?.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries) ?? [];
        if (columns is ["right", "left", ..] || Attribute(table, "displaystyle") == "true") return "aligned";
        return Attribute(table, "columnlines") is { } lines && lines.Contains("solid", StringComparison.Ordinal) || columns.Any(c => c != "center") ? "array" : "matrix";
    }

    private static string Table(IElement table, string environment)
    {
        var rows = Name(table) == "mtable" ? Parts(table).Where(r => Name(r) is "mtr" or "mlabeledtr" or "mtd").ToList() : [table];
        var width = 0;
        var text = new StringBuilder();
        for (var i = 0; i < rows.Count; i++)
        {
            var cells = Name(rows[i]) == "mtd" ? [rows[i]] : Parts(rows[i]);
            var tag = "";
            if (Name(rows[i]) == "mlabeledtr" && cells.Count > 0)
            {
                tag = cells[0].TextContent.Trim().Trim('(', ')');
                cells = cells.GetRange(1, cells.Count - 1);
            }

            width = Math.Max(width, cells.Count);
            if (i > 0) text.Append(" \\\\ ");
            text.AppendJoin(" & ", cells.Select(c => One(c).Trim()));
            if (tag.Length > 0) text.Append($" \\tag{{{tag}}}");
        }

        return $"\\begin{{{environment}}}{(environment == "array" ? $"{{{Columns(table, width)}}}" : "")} {text} \\end{{{environment}}}";
    }

    private static string Columns(IElement table, int width)
    {
        var aligns = Attribute(table, "columnalign")?.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries) ?? [];
        var lines = Attribute(table, "columnlines")?.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries) ?? [];
        var columns = new StringBuilder();
        for (var i = 0; i < width; i++)
        {
            var align = aligns.Length == 0 ? "center" : aligns[Math.Min(i, aligns.Length - 1)];
            columns.Append(align switch { "left" => 'l', "right" => 'r', _ => 'c' });
            if (i + 1 < width && lines.Length > 0 && lines[Math.Min(i, lines.Length - 1)] == "solid") columns.Append('|');
        }

        return columns.ToString();
    }

    private static string Fences(IElement element)
    {
        var (open, close) = (Attribute(element, "open") ?? "(", Attribute(element, "close") ?? ")");
        var separators = (Attribute(element, "separators") ?? ",").Replace(" ", "", StringComparison.Ordinal);
        var parts = Parts(element);
        if (parts is [var only] && Inner(only) is { } inner)
        {
            if (Name(inner) == "mtable" && Matrix(open.Trim(), close.Trim()) is var (environment, _) && environment.Length > 0) return Table(inner, environment);
            if (Name(inner) == "mfrac" && IsStack(inner) && open.Trim() == "(" && close.Trim() == ")") return Binomial(inner);
        }

        var content = new StringBuilder();
        for (var i = 0; i < parts.Count; i++)
        {
            if (i > 0 && separators.Length > 0) content.Append(MathOperators.Of(separators[Math.Min(i - 1, separators.Length - 1)].ToString()));
            content.Join(One(parts[i]));
        }

        var (left, right) = (MathOperators.Of(open.Trim()), MathOperators.Of(close.Trim()));
        var body = content.ToString();
        if (IsTall(body) || (left.Length == 0) != (right.Length == 0)) return $"\\left{(left.Length == 0 ? "." : left)}{Space(body)}\\right{(right.Length == 0 ? "." : right)}";
        return new StringBuilder(left).Join(body).Append(right).ToString();
    }

    private static string Enclosed(IElement element)
    {
        var latex = Row(Parts(element));
        var notation = (Attribute(element, "notation") ?? "longdiv").Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries);
        if (notation.Contains("updiagonalstrike") && notation.Contains("downdiagonalstrike")) return $"\\xcancel{{{latex}}}";
        foreach (var mark in notation)
            latex = mark switch
            {
                "box" or "roundedbox" => $"\\boxed{{{latex}}}",
                "updiagonalstrike" => $"\\cancel{{{latex}}}",
                "downdiagonalstrike" => $"\\bcancel{{{latex}}}",
                "horizontalstrike" => $"\\sout{{{latex}}}",
                "top" or "actuarial" => $"\\overline{{{latex}}}",
                "bottom" => $"\\underline{{{latex}}}",
                "radical" => $"\\sqrt{{{latex}}}",
                "longdiv" => $"\\overline{{)\\,{latex}}}",
                "circle" => $"\\enclose{{circle}}{{{latex}}}",
                _ => latex,
            };
        return latex;
    }
}
