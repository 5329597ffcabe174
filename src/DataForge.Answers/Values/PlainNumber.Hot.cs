namespace DataForge.Answers;

/// <summary>Reads the answers that make up most of any file — 420, -4, 1,234, 3.50, 7/8, <c>\frac{7}{8}</c> — without a parser.</summary>
/// <remarks>Says nothing about anything else: whoever gets false asks the parser. Never disagrees with it (held by a test).</remarks>
internal static class PlainNumber
{
    private const int MaxDigits = 18;

    /// <param name="text">An answer.</param>
    /// <param name="numerator">Below 10^18 in size.</param>
    /// <param name="denominator">Positive; the fraction is not reduced.</param>
    /// <param name="places">Digits after the decimal point, or -1 when no point was written.</param>
    public static bool TryRead(ReadOnlySpan<char> text, out long numerator, out long denominator, out int places)
    {
        (numerator, denominator, places) = (0, 1, -1);
        text = text.Trim();
        var negative = text.Length > 1 && text[0] == '-';
        if (negative) text = text[1..];
        if (text.IsEmpty || text.Length > 40) return false;
        if (text[0] == '\\')
        {
            if (!TryFraction(text, out numerator, out denominator)) return false;
        }
        else if (text.IndexOf('/') is > 0 and var bar)
        {
            if (!TryDigits(text[..bar], out numerator) || !TryDigits(text[(bar + 1)..], out denominator) || denominator == 0) return false;
        }
        else if (!TryDecimal(text, out numerator, out denominator, out places))
        {
            return false;
        }

        if (negative) numerator = -numerator;
        return true;
    }

    public static bool TryRead(ReadOnlySpan<char> text, out Rational value, out int places)
    {
        value = default;
        if (!TryRead(text, out var numerator, out var denominator, out places)) return false;
        value = new Rational(numerator, denominator);
        return true;
    }

    private static bool TryFraction(ReadOnlySpan<char> text, out long numerator, out long denominator)
    {
        (numerator, denominator) = (0, 0);
        var name = text.StartsWith("\\frac{", StringComparison.Ordinal) ? 6 : text.StartsWith("\\dfrac{", StringComparison.Ordinal) || text.StartsWith("\\tfrac{", StringComparison.Ordinal) ? 7 : 0;
        if (name == 0 || text[^1] != '}') return false;
        var middle = text[name..^1].IndexOf("}{", StringComparison.Ordinal);
        if (middle <= 0) return false;
        var top = text.Slice(name, middle);
        var minus = top[0] == '-';
        if (minus) top = top[1..];
        if (!TryDigits(top, out numerator) || !TryDigits(text[(name + middle + 2)..^1], out denominator) || denominator == 0) return false;
        if (minus) numerator = -numerator;
        return true;
    }

    /// <summary>Digits only, no separators.</summary>
    private static bool TryDigits(ReadOnlySpan<char> text, out long value)
    {
        value = 0;
        if (text.IsEmpty || text.Length > MaxDigits) return false;
        foreach (var c in text)
        {
            if (!char.IsAsciiDigit(c)) return false;
            value = value * 10 + (c - '0');
        }

        return true;
    }

    /// <summary>Digits with English separators every three ("1,234" is read as a number here and in the parser's first reading) and one point.</summary>
    private static bool TryDecimal(ReadOnlySpan<char> text, out long value, out long scale, out int places)
    {
        (value, scale, places) = (0, 1, -1);
        var digits = 0;
        var sinceComma = -1;
        foreach (var c in text)
        {
            if (char.IsAsciiDigit(c))
            {
                if (++digits > MaxDigits) return false;
                value = value * 10 + (c - '0');
                if (places >= 0)
                {
                    places++;
                    scale *= 10;
                }
                else if (sinceComma >= 0)
                {
                    sinceComma++;
                }
            }
            else if (c == ',' && text[0] != '0' && places < 0 && digits > 0 && (sinceComma < 0 ? digits <= 3 : sinceComma == 3))
            {
                sinceComma = 0;
            }
            else if (c == '.' && places < 0)
            {
                places = 0;
            }
            else
            {
                return false;
            }
        }

        return digits > 0 && places != 0 && (sinceComma < 0 || sinceComma == 3);
    }
}
