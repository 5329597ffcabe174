using DataForge.Answers.Syntax;

namespace DataForge.Answers.Numeric;

/// <summary>What an expression holds.</summary>
/// <param name="Variables">Its letters, sorted.</param>
/// <param name="NeedsIntegers">A factorial, binomial or divisor of a letter: it has values at whole numbers only.</param>
/// <param name="HasOpaque">Somebody's own function.</param>
/// <param name="HasPlainLog">A "log" that does not say its base.</param>
/// <param name="HasKinks">|x|, ⌊x⌋, max and the like: pieces that no single formula holds together.</param>
/// <param name="HasBranches">√, log, arcsin, a fractional power: agreement for positive values says nothing about negative ones.</param>
/// <param name="HasImaginary">The imaginary unit.</param>
/// <param name="HasLimits">An integral, limit or infinite series, which is not computed: that two of them differ in form says nothing.</param>
internal sealed record Traits(SortedSet<string> Variables, bool NeedsIntegers, bool HasOpaque, bool HasPlainLog, bool HasKinks, bool HasBranches, bool HasImaginary, bool HasLimits)
{
    public bool HasVariables => Variables.Count > 0 || HasOpaque;

    public static Traits Of(Node node)
    {
        var names = new SortedSet<string>(StringComparer.Ordinal);
        var (integers, opaque, log, kinks, branches, imaginary, limits) = (false, false, false, false, false, false, false);
        Substitution.Visit(node, n =>
        {
            switch (n)
            {
                case Sym { Name: not ['#', ..] } symbol: names.Add(symbol.Name); break;
                case Constant { Kind: ConstantKind.I }: imaginary = true; break;
                case Unary { Kind: UnaryKind.Factorial or UnaryKind.DoubleFactorial, Operand: not Num }: integers = true; break;
                case Power { Exponent: not Num { Value.IsInteger: true } }: branches = true; break;
                case Call { Name: "binom", Arguments: [_, not Num] }: integers = true; break;
                case Call { Name: "gcd" or "lcm" }: integers = true; break;
                case Call { Name: "sum" or "prod" } big when Series.IsFinite(big): integers |= big.Arguments[0] is Chain { Operands: [_, not Num] } || big.Arguments[1] is not Num; break;
                case Call { Name: "sum" or "prod" or "int" or "iint" or "oint" or "lim" }: (limits, opaque) = (true, true); break;
                case Call call:
                    opaque |= !Evaluation.IsKnown(call.Name);
                    log |= call.Name == "log";
                    kinks |= call.Name is "abs" or "floor" or "ceil" or "max" or "min" or "sgn";
                    branches |= call.Name is "sqrt" or "cbrt" or "root" or "ln" or "log" or "lg" or "logbase" || call.Name.StartsWith("arc", StringComparison.Ordinal);
                    break;
                default: break;
            }
        });
        return new Traits(names, integers && names.Count > 0, opaque, log, kinks && names.Count > 0, branches && names.Count > 0, imaginary, limits);
    }
}
