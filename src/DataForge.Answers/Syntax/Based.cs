using System.Numerics;

namespace DataForge.Answers.Syntax;

/// <summary>Integers in another base.</summary>
internal static class Based
{
    /// <summary>A whole answer that is a number in a base: 2A_{16}, (1011)_2, 0b1011, 0x2a, "1011 base 2". Null for anything else; plain digits have no base.</summary>
    public static BaseNum? ReadWhole(string source)
    {
        if (source.Length is < 3 or > 120 || !(char.IsAsciiLetterOrDigit(source[0]) || source[0] is '(' or '\\')) return null;
        if (source[0] == '0' && source[1] is 'b' or 'B' or 'x' or 'X' or 'o' && source.Skip(2).All(char.IsAsciiHexDigit)) return Read(source[2..], source[1] switch { 'b' or 'B' => 2, 'o' => 8, _ => 16 });
        var mark = source.IndexOf('_');
        var (digits, radix) = mark > 0 ? (source[..mark], source[(mark + 1)..]) : source.IndexOf("base ", StringComparison.OrdinalIgnoreCase) is > 1 and var word && source[word - 1] is ' ' or '(' ? (source[..(word - 1)], source[(word + 5)..]) : ("", "");
        if (digits.Length == 0) return null;
        radix = Strip(radix);
        digits = Strip(digits);
        if (radix.Length is 0 or > 3 || !int.TryParse(radix, out var b) || digits.Length == 0 || !(char.IsAsciiDigit(digits.FirstOrDefault(char.IsAsciiDigit)) || (b == 16 && digits.Length > 1)) || !digits.All(c => char.IsAsciiDigit(c) || char.IsAsciiLetterUpper(c) || (b > 10 && char.IsAsciiLetterLower(c)))) return null;
        return Read(digits, b);
    }

    private static string Strip(string text)
    {
        foreach (var mark in (ReadOnlySpan<string>)["\\text", "\\mathrm", "base", "{", "}", "(", ")", "\\,", " ", ","]) text = text.Replace(mark, "", StringComparison.Ordinal);
        return text;
    }

    /// <returns>Null when a digit does not belong to the base, or the base is outside 2 to 36.</returns>
    public static BaseNum? Read(string digits, Rational radix)
    {
        if (!radix.IsInteger || radix.Numerator < 2 || radix.Numerator > 36) return null;
        var b = (int)radix.Numerator;
        BigInteger value = 0;
        foreach (var c in digits)
        {
            var digit = char.IsAsciiDigit(c) ? c - '0' : char.ToUpperInvariant(c) - 'A' + 10;
            if (digit >= b) return null;
            value = value * b + digit;
        }

        return new BaseNum(digits.TrimStart('0').PadLeft(1, '0').ToUpperInvariant(), b, value);
    }
}
