using DataForge.Answers.Syntax;

namespace DataForge.Answers.Numeric;

/// <summary>Letters that stand for whole numbers by custom (n, k, m, …), where an answer alternates with them: (−1)^n, cos nπ, (−x)^n.</summary>
internal static class WholeLetters
{
    private static readonly IReadOnlySet<string> None = new HashSet<string>();

    /// <summary>Empty unless one of the two alternates.</summary>
    public static IReadOnlySet<string> Of(Node gold, Traits a, Node predicted, Traits b)
    {
        if (!a.Variables.Any(IsCustomary) || !(a.HasBranches || b.HasBranches || HasTurns(gold) || HasTurns(predicted))) return None;
        var found = new HashSet<string>(StringComparer.Ordinal);
        Collect(gold, found);
        Collect(predicted, found);
        return found;
    }

    /// <summary>The letters of ⌊n/2⌋, where all letters of both sides are whole by custom.</summary>
    public static IReadOnlySet<string> Rounded(Node gold, Traits a, Node predicted, Traits b)
    {
        static bool Rounds(Node node) => Substitution.Any(node, static n => n is Call { Name: "floor" or "ceil" });
        return (Rounds(gold) || Rounds(predicted)) && a.Variables.All(IsCustomary) && b.Variables.All(IsCustomary) ? a.Variables.Union(b.Variables).ToHashSet(StringComparer.Ordinal) : None;
    }

    private static bool IsCustomary(string name) => name is "n" or "k" or "m" or "j" or "l" or "N";

    private static bool HasTurns(Node node)
    {
        var found = false;
        Substitution.Visit(node, n => found |= n is Call { Name: "sin" or "cos" or "tan" or "sec" or "csc" or "cot" });
        return found;
    }

    private static void Collect(Node node, HashSet<string> found) => Substitution.Visit(node, n =>
    {
        if (n is Power power && IsSigned(power.Radix)) found.UnionWith(Traits.Of(power.Exponent).Variables.Where(IsCustomary));
        if (n is Call { Name: "sin" or "cos" or "tan" or "sec" or "csc" or "cot", Arguments: [var angle] } && HasPi(angle)) found.UnionWith(Traits.Of(angle).Variables.Where(IsCustomary));
    });

    /// <summary>A number below zero, or −x.</summary>
    private static bool IsSigned(Node radix) => radix is Unary { Kind: UnaryKind.Negate } or Constant { Kind: ConstantKind.I } || Exact.Of(radix) is { Sign: < 0 };

    private static bool HasPi(Node node)
    {
        var found = false;
        Substitution.Visit(node, n => found |= n is Constant { Kind: ConstantKind.Pi } or Unary { Kind: UnaryKind.Degree });
        return found;
    }
}
