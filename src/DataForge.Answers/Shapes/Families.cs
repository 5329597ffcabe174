using DataForge.Answers.Numeric;
using DataForge.Answers.Syntax;

namespace DataForge.Answers.Shapes;

/// <summary>Sets that one whole number runs through: π/2 + kπ, 60° + 360°k, n = 3k + 1. Equal when steps and start agree up to the step, in whatever letter.</summary>
internal static class Families
{
    private static bool IsWhole(string name) => name is "k" or "n" or "m" or "l" or "j" or "k#";

    public static bool Same(Node gold, Node predicted, Traits own, Traits theirs)
    {
        if (own.Variables.Count != 1 || theirs.Variables.Count != 1 || !IsWhole(own.Variables.Min!) || !IsWhole(theirs.Variables.Min!)) return false;
        var isFamily = own.Variables.Min == "k#" || theirs.Variables.Min == "k#";
        if (Linear(gold, own.Variables.Min!, isFamily) is not var (a, b, turns) || Linear(predicted, theirs.Variables.Min!, isFamily) is not var (c, d, others) || turns != others) return false;
        return b.Abs() == d.Abs() && ((a - c) / b).IsInteger;
    }

    /// <summary>start + step·k in multiples of π, or plain rationals where the letter's name says that it is whole.</summary>
    private static (Rational Start, Rational Step, bool Turns)? Linear(Node node, string letter, bool isFamily)
    {
        var turns = HasTurns(node);
        if (!turns && !isFamily && letter is not "k") return null;
        if (At(0) is not { } zero || At(1) is not { } one || At(2) is not { } two || At(7) is not { } seven || At(-3) is not { } negative) return null;
        var step = one - zero;
        return step.IsZero || two - one != step || seven != zero + (step * 7) || negative != zero - (step * 3) ? null : (zero, step, turns);

        Rational? At(long k)
        {
            var once = Exact.Of(Plain(node, k, 1));
            return !turns ? once : once is { } value && Exact.Of(Plain(node, k, 3)) is { } thrice && thrice == value * 3 ? value : null;
        }
    }

    /// <summary>With a number for k, and for π (degrees become its multiples): exact where everything is a multiple of π.</summary>
    private static Node Plain(Node node, long k, long pi) => Substitution.Map(node, n => n switch
    {
        Sym => Num.Of(k),
        Constant { Kind: ConstantKind.Pi } => Num.Of(pi),
        Unary { Kind: UnaryKind.Degree, Operand: var degrees } => new Product([new Num(new Rational(pi, 180)), Plain(degrees, k, pi)]),
        _ => null,
    });

    private static bool HasTurns(Node node) => Substitution.Any(node, static n => n is Constant { Kind: ConstantKind.Pi } or Unary { Kind: UnaryKind.Degree });
}
