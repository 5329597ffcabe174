namespace DataForge.Contamination;

/// <summary>What an LCS is divided by.</summary>
public enum LcsOver
{
    /// <summary>The item's length, against a window of the field around the shared n-gram, one item length to each side.</summary>
    Item,

    /// <summary>The longer of item and field, whole against whole; for comparison with published counts.</summary>
    Longer,

    /// <summary>The shorter of item and field, whole against whole; for comparison.</summary>
    Shorter,
}

/// <summary>Which rules run, what each one's hits lead to, and where the limits lie.</summary>
/// <param name="Drop">Members whose hits drop a row.</param>
/// <param name="Flag">Members whose hits only mark it. A member in neither is off.</param>
/// <param name="MinLcsShare">The LCS ratio must be above it, in [0, 1]. 0.6 is the Qwen2.5-Math report's.</param>
/// <param name="MinTemplateShare">The same for the template tier, where names and numbers say nothing any more.</param>
public sealed record ScanSettings(Rules Drop, Rules Flag, double MinLcsShare = 0.6, double MinTemplateShare = 0.75, LcsOver Over = LcsOver.Item)
{
    /// <summary>From which share of the item on the members that may drop do so.</summary>
    public DropLimits Limits { get; init; } = new();

    /// <summary>exact13, run, whole and masked13 drop above their limits; below them, and run-weak, masked8, template and short, flag.</summary>
    public static ScanSettings Default { get; } = new(Rules.Exact13 | Rules.Run | Rules.Copy | Rules.Masked13, Rules.RunWeak | Rules.Masked8 | Rules.Template | Rules.Whole);

    public Rules Active => Drop | Flag;

    /// <summary>Only the given members run; each keeps its policy, and one that had none flags.</summary>
    public ScanSettings Only(Rules rules) => this with { Drop = Drop & rules, Flag = rules & ~Drop };
}
