using DataForge.Text;

namespace DataForge.Contamination;

/// <summary>How n-grams are taken when an index is built; part of its header.</summary>
/// <param name="N">Tokens of a full n-gram; 13 since GPT-3 and in the Qwen2.5-Math report.</param>
/// <param name="ShortN">Tokens of the weaker n-gram and of the shortest run.</param>
/// <param name="MinDistinct">An n-gram counts only with this many distinct tokens that are not numbers (nor names in the skeleton).</param>
/// <param name="BoilerplateItems">An n-gram of this many unrelated items is boilerplate and counts for none of them.</param>
public sealed record GramSettings(int N = 13, int ShortN = 8, int MinDistinct = 5, int BoilerplateItems = 3)
{
    public static GramSettings Default { get; } = new();

    /// <summary>Within what the tables can hold; a file may say anything.</summary>
    internal bool IsSound => N is > 0 and <= GramHash.MaxN && ShortN > 0 && ShortN <= N && MinDistinct is >= 0 and <= GramHash.MaxN;

    /// <summary>Distinct words that an n-gram needs in a reading. A run is judged by its words as a whole, so its short n-grams may have fewer each.</summary>
    internal int Distinct(StreamKind kind, int n) => kind == StreamKind.Exact && n == ShortN ? MinSeedDistinct : MinDistinct;

    /// <summary>Every full n-gram with <see cref="MinDistinct"/> distinct words has a short one, at its begin or its end, with this many.</summary>
    private int MinSeedDistinct => (MinDistinct + 1) / 2;
}
