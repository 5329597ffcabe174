using DataForge.Answers.Syntax;

namespace DataForge.Answers.Numeric;

/// <summary>What an expression holds.</summary>
internal sealed record Traits(SortedSet<string> Variables, bool NeedsIntegers, bool HasOpaque, bool HasPlainLog)
{
    public bool HasVariables => Variables.Count > 0 || HasOpaque;

    public static Traits Of(Node node)
    {
        var names = new SortedSet<string>(StringComparer.Ordinal);
        var (integers, opaque, log) = (false, false, false);
        Substitution.Visit(node, n =>
        {
            switch (n)
            {
                case Sym symbol: names.Add(symbol.Name); break;
                case Unary { Kind: UnaryKind.Factorial, Operand: not Num }: integers = true; break;
                case Call { Name: "binom", Arguments: [_, not Num] }: integers = true; break;
                case Call { Name: "gcd" or "lcm" }: integers = true; break;
                case Call call:
                    opaque |= !Evaluation.IsKnown(call.Name);
                    log |= call.Name == "log";
                    break;
                default: break;
            }
        });
        return new Traits(names, integers && names.Count > 0, opaque, log);
    }
}
