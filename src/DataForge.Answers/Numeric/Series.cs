using DataForge.Answers.Syntax;

namespace DataForge.Answers.Numeric;

/// <summary>Sums and products with a written index, and integrals of polynomials between rational ends.</summary>
internal static class Series
{
    public const int MaxTerms = 400;
    private const int MaxDegree = 10;

    /// <summary>An index from a to b, neither infinite.</summary>
    public static bool IsFinite(Call call) => call.Arguments is [Chain { Operators: "=", Operands: [Sym { Name: ['#', ..] }, _] }, not (Constant { Kind: ConstantKind.Infinity } or Chain or Items), _];

    private static IEnumerable<Node> Flat(Node node) => node is Product product ? product.Factors.SelectMany(Flat) : [node];

    /// <summary>The exact integral of a polynomial in one letter; null for any other integrand.</summary>
    public static Rational? Integral(Call call)
    {
        if (call.Arguments is not [var low, var high, Product product] || Flat(product).ToList() is not { Count: > 2 } all || all[^2] is not Sym { Name: "d" } || all[^1] is not Sym { Name: var letter }) return null;
        if (Exact.Of(low) is not { } from || Exact.Of(high) is not { } to) return null;
        var body = new Product([.. all.Take(all.Count - 2)]);
        // Newton's forward differences at 0, 1, 2, … are zero past the degree
        var values = new Rational[MaxDegree + 3];
        for (var i = 0; i < values.Length; i++)
        {
            var at = i;
            if (Exact.Of(Substitution.Map(body, n => n is Sym symbol && symbol.Name == letter ? Num.Of(at) : null)) is not { } value) return null;
            values[i] = value;
        }

        var polynomial = new Rational[values.Length];
        var basis = new Rational[values.Length + 1];
        basis[0] = 1;
        var differences = values.ToArray();
        for (var k = 0; k < values.Length; k++)
        {
            if (k > MaxDegree && !differences[0].IsZero) return null;
            for (var j = 0; j <= k; j++) polynomial[j] += differences[0] * basis[j];
            for (var j = 0; j + 1 < differences.Length - k; j++) differences[j] = differences[j + 1] - differences[j];
            var next = new Rational[basis.Length];
            for (var j = 0; j < basis.Length; j++)
            {
                next[j] += basis[j] * new Rational(-k, k + 1);
                if (j + 1 < basis.Length) next[j + 1] += basis[j] * new Rational(1, k + 1);
            }

            basis = next;
        }

        var total = Rational.Zero;
        for (var j = 0; j < polynomial.Length; j++)
            if (!polynomial[j].IsZero)
                total += polynomial[j] * (to.Pow(j + 1) - from.Pow(j + 1)) / new Rational(j + 1, 1);
        return total;
    }
}
