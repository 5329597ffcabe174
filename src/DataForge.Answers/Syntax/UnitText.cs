using System.Text;

namespace DataForge.Answers.Syntax;

/// <summary>Cuts a unit off a number: "6\ \mathrm{m/s^2}", "9 g mol^{-1}", "1 h 20 min", "37 dollars and 50 cents".</summary>
internal static class UnitText
{
    private const int MaxLength = 90;

    /// <summary>One or several numbers with units, the whole of the text; null where it is anything else.</summary>
    /// <param name="source">An answer.</param>
    /// <param name="sure">No product of letters could be meant: a unit of two letters or more, or one set upright.</param>
    public static Quantity? Read(string source, out bool sure)
    {
        sure = false;
        if (source.Length > MaxLength || !StartsWithNumber(source) || source.AsSpan().ContainsAny(Foreign) || !HasUnitLetter(source)) return null;
        var text = Plain(source);
        sure = source.Contains("\\text", StringComparison.Ordinal) || source.Contains("\\mathrm", StringComparison.Ordinal) || source.Contains("\\rm", StringComparison.Ordinal) || source.Contains("\\mbox", StringComparison.Ordinal);
        if (Inverse(text) is { } inverse) return inverse;
        Quantity? first = null;
        Units.Measure? measure = null;
        Rational total = 0;
        for (var at = 0; at < text.Length;)
        {
            if (Next(text, at) is not { } part) return null;
            sure |= part.Words;
            if (first is null && part.End == text.Length) return new Quantity(part.Value, part.Unit);
            var next = Units.Read(part.Unit);
            if (part.Value is not Num { Value: var number } || number.Sign < 0 || (measure is { } last && (last.Dimension != next.Dimension || last.Factor.CompareTo(next.Factor) <= 0))) return null;
            first ??= new Quantity(part.Value, part.Unit);
            total += number * next.Factor;
            measure = next;
            at = part.End;
            while (at < text.Length && text[at] is ' ' or ',') at++;
            if (string.CompareOrdinal(text, at, "and ", 0, 4) == 0) at += 4;
        }

        if (first is null) return null;
        sure = true;
        return new Quantity(new Num(total / Units.Read(first.Unit).Factor), first.Unit);
    }

    /// <summary>Signs that stand in no unit and in no number before one.</summary>
    private static readonly System.Buffers.SearchValues<char> Foreign = System.Buffers.SearchValues.Create("=+_<>[]|&;!");

    /// <summary>A letter that belongs to no command but the upright fonts.</summary>
    private static bool HasUnitLetter(string source)
    {
        for (var i = 0; i < source.Length; i++)
        {
            if (source[i] == '\\')
            {
                var start = ++i;
                while (i < source.Length && char.IsAsciiLetter(source[i])) i++;
                if (source.AsSpan(start, i - start) is "mu" or "Omega" or "circ" or "degree") return true;
                i--;
            }
            else if (char.IsLetter(source[i]) || source[i] is '°' or '℃')
            {
                return true;
            }
        }

        return false;
    }

    private static bool StartsWithNumber(string source)
    {
        var at = 0;
        while (at < source.Length && source[at] is ' ' or '-' or '+' or '−' or '$' or '{' or '(') at++;
        return at < source.Length && (char.IsAsciiDigit(source[at]) || source.AsSpan(at).StartsWith("\\frac", StringComparison.Ordinal) || source.AsSpan(at).StartsWith("\\dfrac", StringComparison.Ordinal) || source.AsSpan(at).StartsWith("\\sqrt", StringComparison.Ordinal));
    }

    /// <summary>"7.5e-5 1/(M s)".</summary>
    private static Quantity? Inverse(string text)
    {
        var at = text.IndexOf(" 1/", StringComparison.Ordinal);
        if (at <= 0 || UnitExpression.Read(text[(at + 1)..], Units.Of) is null) return null;
        return Value(text[..at]) is { } value ? new Quantity(value, text[(at + 1)..]) : null;
    }

    private readonly record struct Part(Node Value, string Unit, int End, bool Words);

    /// <summary>A value and a unit from <paramref name="start"/>: the unit ends where the text or the next number begins.</summary>
    private static Part? Next(string text, int start)
    {
        for (var at = start + 1; at < text.Length; at++)
        {
            if (!IsUnitStart(text, at)) continue;
            var end = at;
            while (end < text.Length && !(char.IsAsciiDigit(text[end]) && text[end - 1] == ' ' && (end < 2 || text[end - 2] is not ('^' or '/'))) && text[end] != ',' && string.CompareOrdinal(text, end, " and ", 0, 5) != 0) end++;
            var unit = text[at..end].Trim();
            if (UnitExpression.Read(unit, Units.Of) is null) continue;
            return Value(text[start..at]) is { } value && !(unit is "°" && Numeric.Substitution.Any(value, static n => n is Call { Name: not "sqrt" })) ? new Part(value, unit, end, HasWord(unit)) : null;
        }

        return null;
    }

    private static bool IsUnitStart(string text, int at) =>
        (char.IsLetter(text[at]) || text[at] is '°' || (text[at] is '\'' or '"' && text.AsSpan(0, at).Contains('°'))) && !char.IsLetter(text[at - 1]) && text[at - 1] is not ('\\' or '{' or '^' or '_') && (at + 1 >= text.Length || text[at + 1] is not '_');

    private static bool HasWord(string unit)
    {
        var run = 0;
        foreach (var c in unit)
        {
            run = char.IsLetter(c) || c == '°' ? run + 1 : 0;
            if (run == 2) return true;
        }

        return unit is ['Ω' or '°', ..];
    }

    /// <summary>The number before a unit: no letters of its own.</summary>
    private static Node? Value(string text)
    {
        if (text.Contains(':')) return null; // a time with its half of the day
        var node = Parser.ParseNumber(text.Trim());
        return node is Prose or Items or Group or Chain or Quantity or Qualified || Numeric.Traits.Of(node).HasVariables ? null : node;
    }

    /// <summary>Mark-up taken off: blanks of TeX, upright fonts, dots between units, powers in one spelling.</summary>
    public static string Plain(string source)
    {
        var text = new StringBuilder(source.Length);
        for (var i = 0; i < source.Length; i++)
        {
            var c = source[i];
            if (c == '\\')
            {
                var end = i + 1;
                while (end < source.Length && char.IsAsciiLetter(source[end])) end++;
                var name = source[(i + 1)..end];
                if (name.Length == 0)
                {
                    text.Append(end < source.Length && source[end] == '\'' ? '\'' : ' ');
                    i++;
                    continue;
                }

                var brace = end < source.Length && source[end] == '{';
                if (name is "frac" or "dfrac" or "tfrac" && brace && UnitFraction(source, end) is var (quotient, last) && quotient.Length > 0)
                {
                    text.Append(quotient);
                    i = last;
                    continue;
                }

                if (Commands.Texts.Contains(name) || name is "mathrm" or "mathit" or "mathsf" or "rm" or "operatorname" or "mathbf")
                {
                    var close = brace ? Closing(source, end) : -1;
                    text.Append(close < 0 ? "" : Inside(source[(end + 1)..close]));
                    i = close < 0 ? end - 1 : close;
                    continue;
                }

                var sign = name switch { "cdot" or "times" => '*', "circ" or "degree" => '°', "mu" => 'µ', "Omega" or "ohm" => 'Ω', "quad" or "qquad" => ' ', _ => '\0' };
                if (sign == '\0') text.Append(source, i, end - i);
                else if (sign == '°' && text.Length > 0 && text[^1] == '^') text[^1] = '°';
                else text.Append(sign);
                i = end - 1;
            }
            else if (c == '^' && i + 1 < source.Length && source[i + 1] == '{' && Closing(source, i + 1) is > 0 and var close)
            {
                var script = Plain(source[(i + 2)..close]);
                text.Append(script is "°" ? "°" : script.All(d => char.IsAsciiDigit(d) || d == '-') ? "^" + script : "^{" + script + "}");
                i = close;
            }
            else if ("⁰¹²³⁴⁵⁶⁷⁸⁹⁻".IndexOf(c) is >= 0 and var digit)
            {
                if (i == 0 || !"⁰¹²³⁴⁵⁶⁷⁸⁹⁻".Contains(source[i - 1])) text.Append('^');
                text.Append("0123456789-"[digit]);
            }
            else if (c is '~' or '\u00a0' or '\u202f' or '\u2009') text.Append(' ');
            else if (c == '℃') text.Append("°C");
            else if (c is '−') text.Append('-');
            else if (c is '′' or '’') text.Append('\'');
            else if (c is '″') text.Append('"');
            else if (c is '\u2126') text.Append('Ω');
            else if (c != '$') text.Append(c);
        }

        return text.ToString().Trim().Replace("° C", "°C", StringComparison.Ordinal).Replace("° F", "°F", StringComparison.Ordinal).Replace("degrees Celsius", "°C", StringComparison.OrdinalIgnoreCase).Replace("degrees Fahrenheit", "°F", StringComparison.OrdinalIgnoreCase);
    }

    /// <summary>\frac{m}{s^2} as m/(s^2); nothing where the parts are not letters and their powers.</summary>
    private static (string Text, int End) UnitFraction(string source, int open)
    {
        var middle = Closing(source, open);
        if (middle < 0 || middle + 1 >= source.Length || source[middle + 1] != '{' || Closing(source, middle + 1) is not (> 0 and var close)) return ("", 0);
        var (top, bottom) = (Plain(source[(open + 1)..middle]), Plain(source[(middle + 2)..close]));
        var isUnit = top.Length > 0 && bottom.Length > 0 && char.IsLetter(top[0]) && char.IsLetter(bottom[0]) && UnitExpression.Read($"{top}/({bottom})", Units.Of) is not null;
        return isUnit ? ($"{top}/({bottom})", close) : ("", 0);
    }

    /// <summary>A text inside a text keeps its blanks.</summary>
    private static string Inside(string content) => content.Length == 0 ? "" : $"{(content[0] == ' ' ? " " : "")}{Plain(content)}{(content[^1] == ' ' ? " " : "")}";

    private static int Closing(string text, int open)
    {
        var depth = 0;
        for (var i = open; i < text.Length; i++)
        {
            if (text[i] == '{') depth++;
            else if (text[i] == '}' && --depth == 0) return i;
        }

        return -1;
    }
}
