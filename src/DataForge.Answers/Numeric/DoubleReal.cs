namespace DataForge.Answers.Numeric;

/// <summary>Double precision, for a first look: what differs here by more than its error differs.</summary>
internal readonly struct DoubleReal(double value) : IReal<DoubleReal>
{
    public double Value { get; } = value;

    public static DoubleReal From(Rational value, Work work) => new(value.ToDouble());

    public static DoubleReal Pi(Work work) => new(Math.PI);

    public static DoubleReal Add(DoubleReal a, DoubleReal b, Work work)
    {
        var sum = a.Value + b.Value;
        var size = Math.Max(Math.Abs(a.Value), Math.Abs(b.Value));
        if (size > 0 && Math.Abs(sum) < size * 1e-4) work.Lost = Math.Max(work.Lost, sum == 0 ? 52 : (long)Math.Log2(size / Math.Abs(sum)));
        return new DoubleReal(sum);
    }

    public static DoubleReal Multiply(DoubleReal a, DoubleReal b, Work work) => new(a.Value * b.Value);

    public static DoubleReal Divide(DoubleReal a, DoubleReal b, Work work)
    {
        if (b.Value == 0) work.Failed = true;
        return new DoubleReal(a.Value / b.Value);
    }

    public static DoubleReal Negate(DoubleReal a) => new(-a.Value);

    public static DoubleReal Sqrt(DoubleReal a, Work work) => new(Math.Sqrt(a.Value));

    public static DoubleReal Exp(DoubleReal a, Work work) => new(Math.Exp(a.Value));

    public static DoubleReal Log(DoubleReal a, Work work) => new(Math.Log(a.Value));

    public static (DoubleReal Sin, DoubleReal Cos) SinCos(DoubleReal a, Work work)
    {
        if (Math.Abs(a.Value) > 1e6) work.Lost = Math.Max(work.Lost, 52);
        var (sin, cos) = Math.SinCos(a.Value);
        return (new DoubleReal(sin), new DoubleReal(cos));
    }

    public static DoubleReal Atan(DoubleReal a, Work work) => new(Math.Atan(a.Value));

    /// <summary>What stands so close to a whole number that rounding may have put it on the wrong side decides nothing.</summary>
    public static DoubleReal Floor(DoubleReal a, Work work)
    {
        var nearest = Math.Round(a.Value);
        if (a.Value != nearest && Math.Abs(a.Value - nearest) < 1e-9 * Math.Max(1, Math.Abs(a.Value))) work.Lost = Math.Max(work.Lost, 52);
        if (Math.Abs(a.Value) > 1e14) work.Lost = Math.Max(work.Lost, 52);
        return new DoubleReal(Math.Floor(a.Value));
    }

    public static bool IsZero(DoubleReal a, Work work) => a.Value == 0 || Math.Abs(a.Value) < 1e-300;

    public static int Sign(DoubleReal a) => Math.Sign(double.IsNaN(a.Value) ? 0 : a.Value);

    public static double ToDouble(DoubleReal a) => a.Value;
}
