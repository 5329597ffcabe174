using System.Text;
using AngleSharp.Dom;

namespace DataForge.Extraction.MathMl;

/// <summary>Presentation MathML to LaTeX, element by element (MathML 3, chapter 3); unknown elements give what is in them.</summary>
/// <remarks>Not kept: colours, sizes, exact lengths, line breaks within a row. Content MathML is not read: <see cref="IsContent"/>.</remarks>
internal static partial class MathMlConverter
{
    /// <summary>The formula's LaTeX, without delimiters; empty where nothing is in it.</summary>
    public static string Convert(IElement math) => Row(Parts(math)).Trim();

    /// <summary>True where the formula holds Content MathML alone.</summary>
    public static bool IsContent(IElement math)
    {
        foreach (var child in math.Children)
            if (Name(child) is "apply" or "ci" or "cn" or "bind" or "csymbol" or "lambda" or "piecewise" or "set" or "list" or "matrix" or "vector" or "reln")
                return true;
            else if (Name(child) == "semantics") return child.FirstElementChild is { } first && (IsContent(child) || Name(first) == "annotation-xml");
        return false;
    }

    /// <summary>The element's name without a prefix.</summary>
    internal static string Name(IElement element)
    {
        var name = element.LocalName;
        var colon = name.IndexOf(':', StringComparison.Ordinal);
        return (colon < 0 ? name : name[(colon + 1)..]).ToLowerInvariant();
    }

    private static List<IElement> Parts(IElement element) => [.. element.Children.Where(c => Name(c) is not ("annotation" or "annotation-xml" or "malignmark" or "maligngroup"))];

    /// <summary>A row's elements, with what several of them mean together: fences around a table, a binomial's parentheses.</summary>
    private static string Row(List<IElement> parts)
    {
        if (parts.Count == 1) return One(parts[0]);
        var row = new StringBuilder();
        for (var i = 0; i < parts.Count; i++)
        {
            var part = parts[i];
            if (IsOperator(part, out var open) && i + 1 < parts.Count && Inner(parts[i + 1]) is { } inner)
            {
                var close = i + 2 < parts.Count && IsOperator(parts[i + 2], out var text) ? text : null;
                if (Name(inner) == "mtable" && Matrix(open, close) is var (environment, closes) && environment.Length > 0)
                {
                    row.Join(Table(inner, environment));
                    i += closes ? 2 : 1;
                    continue;
                }

                if (Name(inner) == "mfrac" && IsStack(inner) && open == "(" && close == ")")
                {
                    row.Join(Binomial(inner));
                    i += 2;
                    continue;
                }
            }

            if (Name(part) is "mi" or "mo" && i + 1 < parts.Count && IsOperator(parts[i + 1], out var next) && next == "\u2061" && part.TextContent.Trim() is { Length: > 1 } function && !MathOperators.Functions.Contains(function) && function.All(char.IsLetter))
            {
                row.Join($"\\operatorname{{{function}}}");
                continue;
            }

            row.Join(One(part));
        }

        return Fenced(parts, row.ToString());
    }

    /// <summary><c>\left</c> and <c>\right</c> where a row's first and last element are fences around something tall.</summary>
    private static string Fenced(List<IElement> parts, string row)
    {
        if (parts.Count < 3 || !IsOperator(parts[0], out var open) || !IsOperator(parts[^1], out var close) || !IsTall(row)) return row;
        if (!"([{|‖⌊⌈⟨".Contains(open, StringComparison.Ordinal) || !")]}|‖⌋⌉⟩".Contains(close, StringComparison.Ordinal) || open.Length != 1 || close.Length != 1) return row;
        if (Attribute(parts[0], "stretchy") == "false" || Attribute(parts[^1], "stretchy") == "false" || parts.Skip(1).SkipLast(1).Any(p => IsOperator(p, out var o) && o == close)) return row;
        var (left, right) = (MathOperators.Of(open), MathOperators.Of(close));
        return row.StartsWith(left, StringComparison.Ordinal) && row.EndsWith(right, StringComparison.Ordinal) ? $"\\left{left}{Space(row[left.Length..^right.Length])}\\right{right}" : row;
    }

    private static string Space(string latex) => latex.Length > 0 && char.IsAsciiLetter(latex[0]) ? " " + latex : latex;

    private static bool IsTall(string latex) =>
        latex.Contains("\\frac", StringComparison.Ordinal) || latex.Contains("\\begin", StringComparison.Ordinal) || latex.Contains("\\sum", StringComparison.Ordinal) || latex.Contains("\\int", StringComparison.Ordinal) || latex.Contains("\\prod", StringComparison.Ordinal) || latex.Contains("\\binom", StringComparison.Ordinal);

    private static bool IsOperator(IElement element, out string text)
    {
        var isOperator = Name(element) == "mo";
        text = isOperator ? element.TextContent.Trim() : "";
        return isOperator;
    }

    /// <summary>The one element in nested rows of one element.</summary>
    private static IElement? Inner(IElement element)
    {
        while (Name(element) is "mrow" or "mstyle" or "mpadded" or "semantics" && Parts(element) is [var only]) element = only;
        return element;
    }

    private static string One(IElement element)
    {
        var name = Name(element);
        switch (name)
        {
            case "mi": return Identifier(element);
            case "mn": return Number(element);
            case "mo": return Operator(element);
            case "mtext": return Text(element.TextContent);
            case "ms": return $"\\text{{{Latex.Text((Attribute(element, "lquote") ?? "\"") + element.TextContent + (Attribute(element, "rquote") ?? "\""))}}}";
            case "mspace": return Spacing(element);
            case "mglyph": return Attribute(element, "alt") is { Length: > 0 } alt ? Text(alt) : "";
            case "none" or "mprescripts" or "annotation" or "annotation-xml": return "";
            case "semantics" or "maction": return Parts(element) is [var first, ..] ? One(Selected(element, first)) : "";
            case "mstyle" when MathAlphabets.OfVariant(Attribute(element, "mathvariant")) is { } font and not "mathrm": return $"\\{font}{{{Row(Parts(element))}}}";
            case "mphantom": return $"\\phantom{{{Row(Parts(element))}}}";
            case "msqrt": return $"\\sqrt{{{Row(Parts(element))}}}";
            case "menclose": return Enclosed(element);
            case "mfenced": return Fences(element);
            case "mtable": return Table(element, Environment(element));
            case "mtr" or "mlabeledtr": return Table(element, "matrix");
            case "mmultiscripts": return Multiscripts(element);
            case "mfrac" or "mroot" or "msub" or "msup" or "msubsup" or "munder" or "mover" or "munderover" when Parts(element) is var parts: return Fixed(name, element, parts);
            default: return Parts(element) is { Count: > 0 } inner ? Row(inner) : Plain(element);
        }
    }

    /// <summary>Text that stands in no token element.</summary>
    private static string Plain(IElement element) => element.TextContent.Trim() is { Length: > 0 } text ? Name(element) is "mrow" or "math" or "mstyle" or "mtd" ? text : Text(text) : "";

    private static IElement Selected(IElement element, IElement first) =>
        Name(element) == "maction" && int.TryParse(Attribute(element, "selection"), out var selected) && selected >= 1 && selected <= element.Children.Length ? element.Children[selected - 1] : first;

    private static string? Attribute(IElement element, string name) => element.GetAttribute(name);

    /// <summary>Elements with a fixed number of children; one that lacks some gives what it has.</summary>
    private static string Fixed(string name, IElement element, List<IElement> parts)
    {
        var needed = name is "msubsup" or "munderover" ? 3 : 2;
        if (parts.Count < needed) return Row(parts);
        return name switch
        {
            "mfrac" => Fraction(element, parts),
            "mroot" => $"\\sqrt[{One(parts[1])}]{{{One(parts[0])}}}",
            "msub" => Scripts(parts[0], parts[1], null),
            "msup" => Scripts(parts[0], null, parts[1]),
            "msubsup" => Scripts(parts[0], parts[1], parts[2]),
            "munder" => Stacked(element, parts[0], parts[1], null),
            "mover" => Stacked(element, parts[0], null, parts[1]),
            _ => Stacked(element, parts[0], parts[1], parts[2]),
        };
    }

    private static bool IsStack(IElement fraction) => Attribute(fraction, "linethickness") is { } line && line.TrimEnd('p', 'x', 't', 'e', 'm', ' ') is "0" or "0.0" or "0.00" && Parts(fraction).Count == 2;

    private static string Binomial(IElement fraction) => Parts(fraction) is [var top, var bottom] ? $"\\binom{{{One(top)}}}{{{One(bottom)}}}" : "";

    private static string Fraction(IElement element, List<IElement> parts)
    {
        var (top, bottom) = (One(parts[0]), One(parts[1]));
        if (IsStack(element)) return $"\\genfrac{{}}{{}}{{0pt}}{{}}{{{top}}}{{{bottom}}}";
        return Attribute(element, "bevelled") == "true" ? $"{Group(top)}/{Group(bottom)}" : $"\\frac{{{top}}}{{{bottom}}}";
    }

    private static string Group(string latex) => Latex.IsAtom(latex) ? latex : $"{{{latex}}}";
}
