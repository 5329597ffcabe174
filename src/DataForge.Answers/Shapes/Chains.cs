using DataForge.Answers.Numeric;
using DataForge.Answers.Syntax;

namespace DataForge.Answers.Shapes;

/// <summary>Chains of relations: assignments, equations, inequalities.</summary>
internal static class Chains
{
    public static Shape Of(Chain chain)
    {
        if (chain.Operators.IndexOf('≈') is >= 0 and var about) return Approximate(chain, about);
        if (chain.Operators.All(c => c == '=')) return Equal(chain.Operands);
        if (Substitution.Any(chain, static n => n switch { Sym symbol => symbol.Name, Quantity { Value: Sym } quantity => quantity.Unit, _ => "" } is { Length: > 3 } name && Array.Exists(NoReals, w => name.Contains(w, StringComparison.Ordinal)))) return new Words(Written.Of(chain));
        if (chain.Operators == "∈") return new Named(Written.Of(chain.Operands[0]), false, Shaping.Of(chain.Operands[1]), chain.Operands[0], null);
        if (Conditions.Solve(chain) is var (letter, region))
        {
            region = region with { Letter = letter };
            return Shaping.Settled(chain.Operands.Count == 2 && Traits.Of(Minus(chain.Operands[0], chain.Operands[1])).Variables.Count > 1 ? region with { Written = AsInequality(chain) } : region);
        }

        if (AsInequality(chain) is { } inequality) return inequality;

        return new Words(Written.Of(chain));
    }

    /// <summary>"all integers less than 4": no set of reals.</summary>
    private static readonly string[] NoReals = ["integer", "natural", "whole", "prime", "rational", "even", "odd", "positive", "negative"];

    private static Inequality? AsInequality(Chain chain)
    {
        if (chain.Operators.Length == 1 && chain.Operators[0] is '<' or '>' or '≤' or '≥' or '≠')
        {
            var (left, right) = (chain.Operands[0], chain.Operands[1]);
            var mirrored = chain.Operators[0] is '>' or '≥';
            var kind = chain.Operators[0] switch { '>' => '<', '≥' => '≤', var same => same };
            return new Inequality(Minus(mirrored ? right : left, mirrored ? left : right), kind);
        }

        return null;
    }

    public static Sum Minus(Node a, Node b) => new([a, new Unary(UnaryKind.Negate, b)]);

    /// <summary>a ≈ b: what stands before the sign is meant; a name before it names the rounded value.</summary>
    private static Shape Approximate(Chain chain, int about)
    {
        var left = about == 0 ? chain.Operands[0] : new Chain([.. chain.Operands.Take(about + 1)], chain.Operators[..about]);
        return about == 0 && IsName(chain.Operands[0]) ? Equal([chain.Operands[0], chain.Operands[1]]) : Shaping.Of(left);
    }

    private static Shape Equal(IReadOnlyList<Node> operands)
    {
        var (first, last) = (operands[0], operands[^1]);
        if (operands.Count == 2 && first is Call { Name: "abs", Arguments: [Sym { Name: "x" } inside] } && Exact.Of(last) is { Sign: > 0 }) return new Named("x", false, new Bag(false, [new Scalar(last), new Scalar(new Unary(UnaryKind.Negate, last))]), inside, null);
        if (IsName(first)) return Assign(first, last);
        if (operands.Count == 2 && IsName(last) && Traits.Of(first) is { HasVariables: false }) return Assign(last, first);
        if (first is Group { Open: '(' } names && names.Items.All(i => i is Sym)) return new Named(Written.Of(first), false, Shaping.Of(last), first, null);
        if (operands.Count > 2 || (IsClosed(first) && IsClosed(last))) return IsFalse(operands) ? new Words(string.Join('=', operands.Select(Written.Of))) : Shaping.Of(last);
        if (first is Ratio ratio && ratio.Parts.All(IsName)) return new Named(Written.Of(first), false, Shaping.Of(last), first, null);
        return last is Items or Group or Builder or SetOperation or Matrix or Prose ? new Named(Written.Of(first), false, Shaping.Of(last), null, null) : new Equation(first, last);
    }

    /// <summary>"6 = 7": two neighbours with different exact values.</summary>
    private static bool IsFalse(IReadOnlyList<Node> operands)
    {
        for (var i = 0; i + 1 < operands.Count; i++)
            if (Exact.Of(operands[i]) is { } a && Exact.Of(operands[i + 1]) is { } b && a != b && !Decimals.Agree(operands[i], operands[i + 1], true))
                return true;
        return false;
    }

    private static bool IsClosed(Node node) => node is not (Items or Group or Builder or Matrix) && Traits.Of(node) is { HasVariables: false };

    private static Named Assign(Node name, Node value) => new(NameOf(name), IsWord(name), Shaping.Of(value), IsWord(name) ? null : name, value);

    private static bool IsWord(Node name) => name is Sym { Name.Length: > 2 } symbol && symbol.Name.All(char.IsAsciiLetterLower) && !Greek(symbol.Name);

    private static bool Greek(string name) => Commands.Greek.Values.Contains(name) || name is "infty";

    private static string NameOf(Node name) => Written.Of(name);

    /// <summary>A symbol, f(x) with symbols or numbers in it, |AB|, a product of capitals, an accented or indexed name.</summary>
    public static bool IsName(Node node) => node switch
    {
        Sym => true,
        Constant { Kind: ConstantKind.E or ConstantKind.I } => false,
        Call { Name: "abs" or "norm" } call => call.Arguments.All(a => IsName(a)),
        Call call => !Evaluation.IsKnown(call.Name) && call.Arguments.All(a => a is Sym or Num or Constant or Sum or Product),
        Product product => product.Factors.All(f => f is Sym { Name: [>= 'A' and <= 'Z'] } or Constant { Kind: ConstantKind.E }),
        _ => false,
    };
}
