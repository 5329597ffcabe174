using DataForge.Answers.Syntax;

namespace DataForge.Answers.Shapes;

/// <summary>Several choice letters at once: "A, B, D", ABD, "(A) and (C)".</summary>
internal static class Choices
{
    /// <summary>The letters, A to J; null for anything else.</summary>
    public static HashSet<char>? Letters(Shape shape) => shape switch
    {
        Bag bag when bag.Items.Count > 1 && bag.Items.All(i => Letter(i) is not null) => [.. bag.Items.Select(i => Letter(i)!.Value)],
        Scalar { Value: Product { Factors: var factors } } when factors.All(f => f is Sym { Name: [>= 'A' and <= 'J'] }) => [.. factors.Select(f => ((Sym)f).Name[0])],
        Words { Text.Length: > 1 and < 6 } words when words.Text.All(c => c is >= 'a' and <= 'j' or >= 'A' and <= 'J') && words.Text.Distinct().Count() == words.Text.Length => [.. words.Text.Select(char.ToUpperInvariant)],
        _ => null,
    };

    private static char? Letter(Shape shape) => shape switch
    {
        Letter letter => letter.Name,
        Scalar { Value: Sym { Name: [>= 'A' and <= 'J'] name } } => name[0],
        _ => null,
    };
}
