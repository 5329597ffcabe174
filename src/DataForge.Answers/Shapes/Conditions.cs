using DataForge.Answers.Numeric;
using DataForge.Answers.Syntax;

namespace DataForge.Answers.Shapes;

/// <summary>Solves inequalities and conditions in one variable that stand in it linearly.</summary>
internal static class Conditions
{
    /// <summary>The variable of a condition and the reals for which it holds; null when it is not of our kind.</summary>
    public static (string Variable, Region Region)? Solve(Node condition) => condition switch
    {
        Chain chain => OfChain(chain),
        Items items => OfItems(items),
        Qualified qualified => Solve(qualified.Statement),
        _ => null,
    };

    private static (string, Region)? OfItems(Items items)
    {
        string? name = null;
        Region? all = null;
        foreach (var part in items.Parts)
        {
            if (Solve(part) is not var (variable, region) || (name is not null && variable.Length > 0 && name != variable)) return null;
            name ??= variable; // "x ≥ 3 and < 7"
            all = all is null ? region : items.IsOr ? Regions.Union([all, region]) : Joined(all, region, items.IsAnd);
        }

        return all is null ? null : (name!, all);
    }

    /// <summary>"and" joins; a comma joins too, unless nothing would be left ("x &lt; 1, x > 3").</summary>
    private static Region Joined(Region a, Region b, bool isAnd) => Regions.Intersect(a, b) is { Parts.Count: > 0 } both || isAnd ? Regions.Intersect(a, b) : Regions.Union([a, b]);

    private static (string, Region)? OfChain(Chain chain)
    {
        if (chain.Operators is "∈") return chain.Operands[0] is Sym member && Regions.Of(Shaping.Of(chain.Operands[1])) is { } set ? (member.Name, set) : null;
        if (chain.Operators.Contains('≡') || chain.Operators.Contains('∈')) return null;
        if (chain is { Operands: [var low, Sym middle, var high], Operators: [var first, var second] } && (first is '<' or '≤') == (second is '<' or '≤') && first is '<' or '≤' or '>' or '≥' && second is '<' or '≤' or '>' or '≥'
            && !Holds(low, middle.Name) && !Holds(high, middle.Name) && (Traits.Of(low).HasVariables || Traits.Of(high).HasVariables))
        {
            var (bottom, top) = first is '<' or '≤' ? (Bound.Of(low, first == '≤'), Bound.Of(high, second == '≤')) : (Bound.Of(high, second == '≥'), Bound.Of(low, first == '≥'));
            return (middle.Name, new Region([new Interval(bottom, top)]));
        }

        string? name = null;
        var region = Regions.All;
        for (var i = 0; i < chain.Operators.Length; i++)
        {
            var op = chain.Operators[i];
            if (op is '≈' || Single(chain.Operands[i], chain.Operands[i + 1], op) is not var (variable, part) || (name is not null && name != variable)) return null;
            name = variable;
            region = Regions.Intersect(region, part);
        }

        return (name!, region);
    }

    private static char Mirror(char op) => op switch { '<' => '>', '>' => '<', '≤' => '≥', '≥' => '≤', _ => op };

    /// <summary>left op right, where one side holds the variable alone or linearly and the other does not hold it.</summary>
    private static (string, Region)? Single(Node left, Node right, char op)
    {
        if (left is Sym { Name: var name } && !Holds(right, name)) return right is Unary { Kind: UnaryKind.PlusMinus } ? Both(name, right, op) : (name, Regions.Against(op, right));
        if (right is Sym { Name: var other } && !Holds(left, other)) return (other, Regions.Against(Mirror(op), left));
        if (left is Call { Name: "abs", Arguments: [Sym inner] } && Exact.Of(right) is { Sign: >= 0 }) return (inner.Name, Absolute(right, op));
        return Linear(left, right, op);
    }

    /// <summary>x ≠ ±a.</summary>
    private static (string, Region)? Both(string name, Node right, char op) =>
        op != '≠' ? null : (name, Regions.Intersect(Regions.Against(op, ((Unary)right).Operand), Regions.Against(op, new Unary(UnaryKind.Negate, ((Unary)right).Operand))));

    private static Region Absolute(Node bound, char op)
    {
        var negative = new Unary(UnaryKind.Negate, bound);
        return op is '<' or '≤'
            ? Regions.Intersect(Regions.Against(op, bound), Regions.Against(Mirror(op), negative))
            : Regions.Union([Regions.Against(op, bound), Regions.Against(Mirror(op), negative)]);
    }

    private static bool Holds(Node node, string name) => Traits.Of(node).Variables.Contains(name);

    /// <summary>m·x + c op 0 with rational m and c, found by exact values at 0, 1 and 2.</summary>
    private static (string, Region)? Linear(Node left, Node right, char op)
    {
        var difference = new Sum([left, new Unary(UnaryKind.Negate, right)]);
        var traits = Traits.Of(difference);
        if (traits.Variables.Count != 1 || traits.HasOpaque) return null;
        var name = traits.Variables.Min!;
        if (At(0) is not { } c || At(1) is not { } one || At(2) is not { } two || At(7) is not { } seven) return null;
        var slope = one - c;
        if (slope.IsZero || two - one != slope || seven != c + slope * 7) return null;
        return (name, Regions.Against(slope.Sign > 0 ? op : Mirror(op), new Num(-c / slope)));

        Rational? At(long x) => Exact.Of(Substitution.Apply(difference, _ => x));
    }
}
