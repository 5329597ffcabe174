namespace DataForge.Synthesis;

/// <summary>The five ways in which a problem is changed into a new one: MuggleMath (Li et al. 2023, arXiv:2310.05506), section 3.1, query augmentation.</summary>
/// <remarks>The paper asks for all five in one prompt; here each is a request of its own, so that a child knows its kind and one bad output costs one child.</remarks>
public static class EvolutionKind
{
    public const string ChangeNumbers = "change_numbers";

    /// <summary>In the order in which they are asked for.</summary>
    public static IReadOnlyList<string> All { get; } = [ChangeNumbers, "fractions_percentages", "combine_concepts", "conditional", "complexity"];
}
