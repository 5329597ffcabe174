namespace DataForge.Synthesis;

/// <summary>The ways in which a problem is changed into a new one, and the sets of them that papers ask for.</summary>
/// <remarks>
/// MuggleMath (Li et al. 2023, arXiv:2310.05506), section 3.1, names five. DotaMath (Li et al. 2024, arXiv:2407.04078), appendix D, asks for ten and names four, all of them MuggleMath's; the other six are left to
/// its model there and named here. The papers ask for all in one prompt; here each is a request of its own, so that a child knows its kind and one bad output costs one child.
/// </remarks>
public static class EvolutionKind
{
    public const string ChangeNumbers = "change_numbers";

    /// <summary>MuggleMath's five, in the order in which they are asked for.</summary>
    public static IReadOnlyList<string> All { get; } = [ChangeNumbers, "fractions_percentages", "combine_concepts", "conditional", "complexity"];

    /// <summary>DotaMath's ten: the four that its prompt names, and six of the kind that it leaves open.</summary>
    public static IReadOnlyList<string> DotaMath { get; } = [.. All, "backward", "change_question", "constraint", "extremum", "parameter"];

    /// <summary>Sets by name.</summary>
    public static IReadOnlyDictionary<string, IReadOnlyList<string>> Sets { get; } = new Dictionary<string, IReadOnlyList<string>>(StringComparer.Ordinal) { ["mugglemath"] = All, ["dotamath"] = DotaMath };

    /// <summary>Names of kinds, in which a set stands for its kinds.</summary>
    public static IReadOnlyList<string> Spread(IEnumerable<string> names) => [.. names.SelectMany(n => Sets.TryGetValue(n, out var set) ? set : [n]).Distinct(StringComparer.Ordinal)];
}
