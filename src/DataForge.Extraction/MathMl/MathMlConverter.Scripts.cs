using System.Text;
using AngleSharp.Dom;

namespace DataForge.Extraction.MathMl;

/// <summary>Scripts, limits, accents.</summary>
internal static partial class MathMlConverter
{
    private static string Scripts(IElement @base, IElement? sub, IElement? sup)
    {
        var latex = new StringBuilder(Base(One(@base), @base));
        if (sub is not null && One(sub) is { Length: > 0 } below) latex.Append(latex.Length == 0 ? "{}_" : "_").Append(Script(below));
        if (sup is null || One(sup) is not { Length: > 0 } above) return latex.ToString();
        if (above.All(c => c == '\'')) return latex.Append(above).ToString();
        if (above is "^{\\circ}") return latex.Append(above).ToString();
        return latex.Append(latex.Length == 0 ? "{}^" : "^").Append(Script(above)).ToString();
    }

    /// <summary>Always a group: <c>x^2y</c> and <c>x^{2}y</c> are the same to TeX, but not to what counts words.</summary>
    private static string Script(string latex) => $"{{{latex}}}";

    /// <summary>A base takes its script as it stands where that is one atom or a pair of fences.</summary>
    private static string Base(string latex, IElement element)
    {
        if (latex.Length == 0 || Latex.IsAtom(latex)) return latex;
        var parts = Inner(element) is { } inner && Name(inner) is "mrow" or "mfenced" or "mstyle" ? Parts(Inner(element)!) : [];
        var fenced = Name(element) == "mfenced" || (parts.Count > 1 && IsOperator(parts[0], out var open) && IsOperator(parts[^1], out var close) && "([{|⌊⌈⟨‖".Contains(open, StringComparison.Ordinal) && ")]}|⌋⌉⟩‖".Contains(close, StringComparison.Ordinal));
        return fenced ? latex : $"{{{latex}}}";
    }

    private static string Stacked(IElement element, IElement @base, IElement? under, IElement? over)
    {
        if (HasLimits(@base)) return Scripts(@base, under, over);
        var (below, above) = (under is null ? null : Mark(under), over is null ? null : Mark(over));
        if (Brace(@base, under, over) is { } braced) return braced;
        if (IsOperator(@base, out var arrow) && MathOperators.Stretching.TryGetValue(arrow, out var command)) return Stretched(command, under, over);
        var latex = One(@base);
        if (over is not null)
        {
            if (above is not null && MathOperators.Over.TryGetValue(above, out var accent)) latex = $"\\{(IsWide(@base, over, latex) ? accent.Wide : accent.Narrow)}{{{latex}}}";
            else latex = $"\\overset{{{One(over)}}}{{{latex}}}";
        }

        if (under is null) return latex;
        return below is not null && MathOperators.Under.TryGetValue(below, out var line) ? $"\\{line}{{{latex}}}" : $"\\underset{{{One(under)}}}{{{latex}}}";
    }

    private static bool HasLimits(IElement element)
    {
        var inner = Inner(element)!;
        var text = Bare(inner.TextContent);
        if (Name(inner) is "munder" or "mover" && Parts(inner) is [_, var mark] && Mark(mark) is "⏟" or "⏞" or "︸" or "︷") return true;
        if (Name(inner) is not ("mo" or "mi")) return false;
        return (text.Length == 1 && MathOperators.Big.Contains(text, StringComparison.Ordinal)) || MathOperators.WithLimits.Contains(text) || text is "lim sup" or "lim inf" || Attribute(inner, "movablelimits") == "true";
    }

    /// <summary>A brace over or under the base, with a label on the other side of it.</summary>
    private static string? Brace(IElement @base, IElement? under, IElement? over)
    {
        if (over is not null && under is null && IsBraced(over, out var sign, out var label) && MathOperators.Over.TryGetValue(sign, out var up)) return $"\\{up.Wide}{{{One(@base)}}}^{{{label}}}";
        if (under is not null && over is null && IsBraced(under, out sign, out label) && MathOperators.Under.TryGetValue(sign, out var down)) return $"\\{down}{{{One(@base)}}}_{{{label}}}";
        return null;
    }

    private static bool IsBraced(IElement element, out string sign, out string label)
    {
        (sign, label) = ("", "");
        var inner = Inner(element)!;
        if (Name(inner) is not ("mover" or "munder") || Parts(inner) is not [var brace, var text] || Mark(brace) is not ("⏞" or "⏟" or "︷" or "︸")) return false;
        (sign, label) = (Mark(brace)!, One(text));
        return true;
    }

    private static string Stretched(string command, IElement? under, IElement? over) =>
        under is null ? $"\\{command}{{{(over is null ? "" : One(over))}}}" : $"\\{command}[{One(under)}]{{{(over is null ? "" : One(over))}}}";

    /// <summary>The single character that an accent is; null for anything else.</summary>
    private static string? Mark(IElement element)
    {
        var inner = Inner(element)!;
        if (Name(inner) is not ("mo" or "mi" or "mtext")) return null;
        var text = Bare(inner.TextContent);
        return text is "..." or "⋯" ? "⃛" : text is ".." ? "¨" : text.Length is 1 ? text : null;
    }

    private static bool IsWide(IElement @base, IElement over, string latex)
    {
        var stretchy = Attribute(Inner(over)!, "stretchy");
        if (stretchy == "false") return false;
        return stretchy == "true" || !(Latex.IsAtom(latex) || Name(Inner(@base)!) is "mi" or "mn");
    }

    private static string Multiscripts(IElement element)
    {
        var parts = Parts(element);
        if (parts.Count == 0) return "";
        var split = parts.FindIndex(p => Name(p) == "mprescripts");
        var after = parts.GetRange(1, (split < 0 ? parts.Count : split) - 1);
        var before = split < 0 ? [] : parts.GetRange(split + 1, parts.Count - split - 1);
        var latex = new StringBuilder();
        for (var i = 0; i < before.Count; i += 2) latex.Append("{}").Append(Pair(before, i));
        latex.Join(Base(One(parts[0]), parts[0]));
        for (var i = 0; i < after.Count; i += 2) latex.Append(i == 0 ? "" : "{}").Append(Pair(after, i));
        return latex.ToString();

        static string Pair(List<IElement> scripts, int at)
        {
            var (sub, sup) = (One(scripts[at]), at + 1 < scripts.Count ? One(scripts[at + 1]) : "");
            return (sub.Length > 0 ? "_" + Script(sub) : "") + (sup.Length == 0 ? "" : sup.All(c => c == '\'') ? sup : "^" + Script(sup));
        }
    }
}
