using System.Globalization;
using System.Text;
using AngleSharp.Dom;

namespace DataForge.Extraction.MathMl;

/// <summary>Token elements.</summary>
internal static partial class MathMlConverter
{
    private static string Identifier(IElement element)
    {
        var text = Bare(element.TextContent);
        if (text.Length == 0) return "";
        var variant = Attribute(element, "mathvariant");
        var info = new StringInfo(text);
        if (info.LengthInTextElements == 1)
        {
            var latex = Characters(text);
            return MathAlphabets.OfVariant(variant) is { } font && (font != "mathrm" || char.IsAsciiLetter(text[0])) && !latex.StartsWith("\\math", StringComparison.Ordinal) ? $"\\{font}{{{latex}}}" : latex;
        }

        if (MathOperators.Functions.Contains(text)) return "\\" + text;
        if (text is "lim sup" or "lim inf") return text == "lim sup" ? "\\limsup" : "\\liminf";
        if (text.All(c => char.IsAsciiLetterOrDigit(c))) return $"\\{MathAlphabets.OfVariant(variant) ?? "mathrm"}{{{text}}}";
        var characters = Characters(text);
        if (characters.Contains('\\', StringComparison.Ordinal)) return characters;
        return text.Any(char.IsWhiteSpace) || text.All(char.IsLetter) ? Text(text) : characters;
    }

    private static string Number(IElement element)
    {
        var text = Bare(element.TextContent);
        if (text.Any(c => char.IsWhiteSpace(c))) text = string.Concat(text.Where(c => !char.IsWhiteSpace(c)));
        var latex = Characters(text);
        return MathAlphabets.OfVariant(Attribute(element, "mathvariant")) is { } font and not "mathrm" ? $"\\{font}{{{latex}}}" : latex;
    }

    private static string Operator(IElement element)
    {
        var text = Bare(element.TextContent);
        if (text.Length == 0) return "";
        if (MathOperators.Functions.Contains(text)) return "\\" + text;
        if (text.Length > 1 && text.All(char.IsAsciiLetter)) return text == "mod" ? "\\bmod" : $"\\operatorname{{{text}}}";
        if (text.Length > 1 && text.Any(char.IsWhiteSpace)) return Text(text);
        return Characters(text);
    }

    /// <summary>Text without invisible characters and outer white space.</summary>
    private static string Bare(string text) => string.Concat(text.Where(c => !MathOperators.Invisible.Contains(c))).Trim();

    /// <summary>Characters one by one: commands for symbols, font commands for styled letters.</summary>
    private static string Characters(string text)
    {
        var latex = new StringBuilder();
        string? open = null;
        foreach (var rune in text.EnumerateRunes())
        {
            var (font, letter) = MathAlphabets.Of(rune) ?? ("", rune.ToString());
            if (open is not null && open != font)
            {
                latex.Append('}');
                open = null;
            }

            if (font.Length > 0 && open is null)
            {
                latex.Join($"\\{font}{{");
                open = font;
            }

            if (rune.Value == '\u0338' && latex.Length > 0)
            {
                var last = latex.ToString();
                latex.Clear().Append(Negated(last)); // a combining stroke
            }
            else latex.Join(letter == "^" ? "\\hat{}" : letter is "\u00A0" or " " ? "\\ " : MathOperators.Of(letter));
        }

        if (open is not null) latex.Append('}');
        return latex.ToString();
    }

    private static string Negated(string latex) => latex switch { "=" => "\\neq", "\\in" => "\\notin", _ => "\\not" + Space(latex) };

    /// <summary>Words as <c>\text{…}</c>; white space alone as a space.</summary>
    private static string Text(string text)
    {
        var inner = Latex.Text(text);
        if (inner.Length == 0) return "";
        if (string.IsNullOrWhiteSpace(inner)) return text.Length > 2 ? "\\quad " : "\\ ";
        return $"\\text{{{inner}}}";
    }

    private static string Spacing(IElement element)
    {
        if (Attribute(element, "linebreak") == "newline") return "\\\\";
        var width = Attribute(element, "width")?.Trim() ?? "";
        var number = width.TrimEnd('e', 'm', 'p', 'x', 't', 'i', 'n', 'c', 'a', 'd', ' ');
        if (width.EndsWith("mathspace", StringComparison.Ordinal)) return width.StartsWith("negative", StringComparison.Ordinal) ? "\\!" : "\\,";
        if (!double.TryParse(number, NumberStyles.Float, CultureInfo.InvariantCulture, out var value)) return "";
        var em = width.EndsWith("px", StringComparison.Ordinal) || width.EndsWith("pt", StringComparison.Ordinal) ? value / 10 : width.EndsWith("ex", StringComparison.Ordinal) ? value / 2 : value;
        return em switch { >= 1.9 => "\\qquad ", >= 0.9 => "\\quad ", >= 0.25 => "\\;", >= 0.05 => "\\,", < -0.05 => "\\!", _ => "" };
    }
}
