using System.Globalization;
using System.Text;

namespace DataForge.Models.Chat.Templates;

/// <summary>Values as Python's <c>str</c> and <c>repr</c> spell them: what Jinja prints of numbers, lists and mappings.</summary>
internal static class PythonText
{
    public static MarkedText Of(TemplateValue value) => new MarkedText("") + Repr(value);

    private static MarkedText Repr(TemplateValue value) => value switch
    {
        TemplateValue.Text text => Quoted(text.Value),
        TemplateValue.Number number => new(Float(number.Value)),
        TemplateValue.List list => new MarkedText("[") + MarkedText.Join(list.Values.Select(Repr), new(", ")) + new MarkedText("]"),
        TemplateValue.Map map => new MarkedText("{") + MarkedText.Join(map.Values.Select(p => Quoted(new(p.Key)) + new MarkedText(": ") + Repr(p.Value)), new(", ")) + new MarkedText("}"),
        TemplateValue.Undefined => new("Undefined"),
        _ => value.Print(),
    };

    /// <summary>The shortest digits that read back, with <c>.0</c> where there is no point, and an exponent from 1e16 on and below 1e-4.</summary>
    public static string Float(double value)
    {
        if (double.IsNaN(value)) return "nan";
        if (double.IsInfinity(value)) return value > 0 ? "inf" : "-inf";
        var shortest = value.ToString("E16", CultureInfo.InvariantCulture);
        for (var digits = 0; digits < 17; digits++)
        {
            shortest = value.ToString($"E{digits}", CultureInfo.InvariantCulture);
            if (double.Parse(shortest, CultureInfo.InvariantCulture) == value) break;
        }

        var exponent = int.Parse(shortest[(shortest.IndexOf('E') + 1)..], CultureInfo.InvariantCulture);
        var mantissa = shortest[..shortest.IndexOf('E')];
        if (exponent is < -4 or >= 16) return $"{mantissa}e{(exponent < 0 ? "-" : "+")}{Math.Abs(exponent):00}";
        var places = Math.Max(mantissa.Replace("-", "", StringComparison.Ordinal).Replace(".", "", StringComparison.Ordinal).Length - 1 - exponent, 1);
        return value.ToString($"F{places}", CultureInfo.InvariantCulture);
    }

    /// <summary>In single quotes, or in double ones where the text holds only single ones.</summary>
    private static MarkedText Quoted(MarkedText text)
    {
        var quote = text.Value.Contains('\'') && !text.Value.Contains('"') ? '"' : '\'';
        var parts = new List<MarkedText> { new(quote.ToString()) };
        for (var at = 0; at < text.Length;)
        {
            if (!Rune.TryGetRuneAt(text.Value, at, out var rune)) rune = Rune.ReplacementChar;
            var length = rune == Rune.ReplacementChar && char.IsSurrogate(text.Value[at]) ? 1 : rune.Utf16SequenceLength;
            var spelled = rune.Value switch
            {
                '\\' => "\\\\",
                '\n' => "\\n",
                '\r' => "\\r",
                '\t' => "\\t",
                var c when c == quote => "\\" + quote,
                < ' ' or 0x7f => $"\\x{rune.Value:x2}",
                >= 0x80 and <= 0xff when !Prints(rune) => $"\\x{rune.Value:x2}",
                <= 0xffff when !Prints(rune) => $"\\u{rune.Value:x4}",
                _ when !Prints(rune) => $"\\U{rune.Value:x8}",
                _ => null,
            };
            var piece = text.Slice(at, length);
            parts.Add(spelled is null ? piece : piece.Mark is null ? new(spelled) : MarkedText.FromContent(spelled));
            at += length;
        }

        parts.Add(new(quote.ToString()));
        return MarkedText.Join(parts, MarkedText.Empty);
    }

    /// <summary>Python's str.isprintable.</summary>
    private static bool Prints(Rune rune) => rune.Value == ' ' || Rune.GetUnicodeCategory(rune) is not
        (UnicodeCategory.Control or UnicodeCategory.Format or UnicodeCategory.Surrogate or UnicodeCategory.PrivateUse or UnicodeCategory.OtherNotAssigned
        or UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator or UnicodeCategory.SpaceSeparator);
}
