using System.Globalization;
using System.Numerics;

namespace DataForge.Seeds;

/// <summary>An exact rational number in lowest terms; the denominator is positive.</summary>
internal readonly record struct Fraction
{
    public Fraction(BigInteger numerator, BigInteger denominator)
    {
        if (denominator.IsZero) throw new DivideByZeroException();
        var divisor = BigInteger.GreatestCommonDivisor(numerator, denominator) * denominator.Sign;
        Numerator = numerator / divisor;
        Denominator = denominator / divisor;
    }

    public BigInteger Numerator { get; }

    public BigInteger Denominator { get; }

    public bool IsWhole => Denominator.IsOne;

    public static implicit operator Fraction(long value) => new(value, 1);

    public static Fraction operator +(Fraction a, Fraction b) => new(a.Numerator * b.Denominator + b.Numerator * a.Denominator, a.Denominator * b.Denominator);

    public static Fraction operator -(Fraction a, Fraction b) => new(a.Numerator * b.Denominator - b.Numerator * a.Denominator, a.Denominator * b.Denominator);

    public static Fraction operator *(Fraction a, Fraction b) => new(a.Numerator * b.Numerator, a.Denominator * b.Denominator);

    public static Fraction operator /(Fraction a, Fraction b) => new(a.Numerator * b.Denominator, a.Denominator * b.Numerator);

    /// <summary>The remainder that takes the divisor's sign, so that it is never negative for a positive divisor.</summary>
    public static Fraction operator %(Fraction a, Fraction b) => a - b * (a / b).Floor();

    public Fraction Floor()
    {
        var quotient = BigInteger.DivRem(Numerator, Denominator, out var rest);
        return new(rest.Sign < 0 ? quotient - 1 : quotient, 1);
    }

    public int CompareTo(Fraction other) => (Numerator * other.Denominator).CompareTo(other.Numerator * Denominator);

    /// <summary>The value of a whole number written in digits.</summary>
    public static Fraction Parse(string digits) => new(BigInteger.Parse(digits, NumberStyles.None, CultureInfo.InvariantCulture), 1);

    public override string ToString() => IsWhole ? Numerator.ToString(CultureInfo.InvariantCulture) : $"{Numerator}/{Denominator}";
}
