using System.Numerics;

namespace DataForge.Answers.Syntax;

/// <summary>Integers in another base.</summary>
internal static class Based
{
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
