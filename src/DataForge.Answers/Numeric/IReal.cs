namespace DataForge.Answers.Numeric;

/// <summary>What a kind of real number must be able to do for the evaluator. Every operation that cannot answer sets <see cref="Work.Failed"/>.</summary>
internal interface IReal<T> where T : struct, IReal<T>
{
    static abstract T From(Rational value, Work work);

    static abstract T Pi(Work work);

    static abstract T Add(T a, T b, Work work);

    static abstract T Multiply(T a, T b, Work work);

    static abstract T Divide(T a, T b, Work work);

    static abstract T Negate(T a);

    static abstract T Sqrt(T a, Work work);

    static abstract T Exp(T a, Work work);

    static abstract T Log(T a, Work work);

    static abstract (T Sin, T Cos) SinCos(T a, Work work);

    static abstract T Atan(T a, Work work);

    static abstract T Floor(T a, Work work);

    static abstract bool IsZero(T a, Work work);

    static abstract int Sign(T a);

    static abstract double ToDouble(T a);
}
