namespace DataForge.Answers.Numeric;

/// <summary>A complex number over any kind of real; principal branches throughout.</summary>
internal readonly record struct Cx<T>(T Re, T Im) where T : struct, IReal<T>
{
    public static Cx<T> From(Rational value, Work work) => new(T.From(value, work), default);

    public bool IsReal(Work work) => T.IsZero(Im, work);

    public static Cx<T> Add(Cx<T> a, Cx<T> b, Work work) => new(T.Add(a.Re, b.Re, work), T.Add(a.Im, b.Im, work));

    public static Cx<T> Negate(Cx<T> a) => new(T.Negate(a.Re), T.Negate(a.Im));

    public static Cx<T> Multiply(Cx<T> a, Cx<T> b, Work work)
    {
        if (a.IsReal(work) && b.IsReal(work)) return new(T.Multiply(a.Re, b.Re, work), default);
        return new(
            T.Add(T.Multiply(a.Re, b.Re, work), T.Negate(T.Multiply(a.Im, b.Im, work)), work),
            T.Add(T.Multiply(a.Re, b.Im, work), T.Multiply(a.Im, b.Re, work), work));
    }

    public static Cx<T> Divide(Cx<T> a, Cx<T> b, Work work)
    {
        if (b.IsReal(work)) return new(T.Divide(a.Re, b.Re, work), a.IsReal(work) ? default : T.Divide(a.Im, b.Re, work));
        var size = T.Add(T.Multiply(b.Re, b.Re, work), T.Multiply(b.Im, b.Im, work), work);
        var top = Multiply(a, new(b.Re, T.Negate(b.Im)), work);
        return new(T.Divide(top.Re, size, work), T.Divide(top.Im, size, work));
    }

    public static T Abs(Cx<T> a, Work work)
    {
        if (a.IsReal(work)) return T.Sign(a.Re) < 0 ? T.Negate(a.Re) : a.Re;
        return T.Sqrt(T.Add(T.Multiply(a.Re, a.Re, work), T.Multiply(a.Im, a.Im, work), work), work);
    }

    public static Cx<T> Sqrt(Cx<T> a, Work work)
    {
        if (a.IsReal(work)) return T.Sign(a.Re) >= 0 ? new(T.Sqrt(a.Re, work), default) : new(default, T.Sqrt(T.Negate(a.Re), work));
        return Exp(Multiply(From(new Rational(1, 2), work), Log(a, work), work), work);
    }

    public static Cx<T> Exp(Cx<T> a, Work work)
    {
        var size = T.Exp(a.Re, work);
        if (a.IsReal(work)) return new(size, default);
        var (sin, cos) = T.SinCos(a.Im, work);
        return new(T.Multiply(size, cos, work), T.Multiply(size, sin, work));
    }

    public static Cx<T> Log(Cx<T> a, Work work)
    {
        if (a.IsReal(work))
        {
            if (T.Sign(a.Re) > 0) return new(T.Log(a.Re, work), default);
            if (T.Sign(a.Re) == 0) work.Failed = true;
            return work.Failed ? default : new(T.Log(T.Negate(a.Re), work), T.Pi(work));
        }

        return new(T.Log(Abs(a, work), work), Angle(a, work));
    }

    /// <summary>The angle in (−π, π] of a number that is not real.</summary>
    private static T Angle(Cx<T> a, Work work)
    {
        // atan2(y, x) = 2 atan(y / (|a| + x))
        var denominator = T.Add(Abs(a, work), a.Re, work);
        return T.Multiply(T.From(2, work), T.Atan(T.Divide(a.Im, denominator, work), work), work);
    }

    public static Cx<T> Power(Cx<T> a, Cx<T> b, Work work)
    {
        if (T.IsZero(a.Re, work) && T.IsZero(a.Im, work))
        {
            if (T.Sign(b.Re) <= 0) work.Failed = true;
            return default;
        }

        return Exp(Multiply(b, Log(a, work), work), work);
    }

    /// <summary>Squaring; exact where the parts are.</summary>
    public static Cx<T> Power(Cx<T> a, int n, Work work)
    {
        if (n < 0) return Divide(From(1, work), Power(a, -n, work), work);
        var result = From(1, work);
        for (var square = a; n > 0; n >>= 1)
        {
            if ((n & 1) == 1) result = Multiply(result, square, work);
            if (n > 1) square = Multiply(square, square, work);
        }

        return result;
    }

    public static (Cx<T> Sin, Cx<T> Cos) SinCos(Cx<T> a, Work work)
    {
        if (a.IsReal(work))
        {
            var (sin, cos) = T.SinCos(a.Re, work);
            return (new(sin, default), new(cos, default));
        }

        var up = Exp(new(T.Negate(a.Im), a.Re), work);
        var down = Divide(From(1, work), up, work);
        var half = From(new Rational(1, 2), work);
        var difference = Multiply(half, Add(up, Negate(down), work), work);
        return (new(difference.Im, T.Negate(difference.Re)), Multiply(half, Add(up, down, work), work));
    }

    public static Cx<T> Atan(Cx<T> a, Work work)
    {
        if (a.IsReal(work)) return new(T.Atan(a.Re, work), default);
        work.Failed = true;
        return default;
    }
}
