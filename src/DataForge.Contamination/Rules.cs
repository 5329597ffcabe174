using DataForge.Core;

namespace DataForge.Contamination;

/// <summary>The members of the tiers, strongest first; a full run names the first that fires.</summary>
[Flags]
public enum Rules
{
    None = 0,

    /// <summary>exact: a shared n-gram (13) and a windowed LCS above the limit.</summary>
    Exact13 = 1,

    /// <summary>exact: a contiguous run of at least 8 tokens that covers at least half of the item, rounded down to whole tokens.</summary>
    Run = 2,

    /// <summary>exact: every token of the item in a row, alone in its field or with words that tell it from every other item; whatever its length.</summary>
    Copy = 4,

    /// <summary>masked: as exact13 with every run of numbers as one token.</summary>
    Masked13 = 8,

    /// <summary>exact, the weaker member: such a run with fewer than six words, as "find the domain of the function f(x)".</summary>
    RunWeak = 16,

    /// <summary>masked, the weaker member: 8-gram and LCS.</summary>
    Masked8 = 32,

    /// <summary>template: numbers and names masked, 8-gram and a higher LCS.</summary>
    Skeleton = 64,

    /// <summary>template: the item's parts are all there, in another order or with text between them.</summary>
    Shuffled = 128,

    /// <summary>short: an item that no n-gram can tell occurs whole and contiguous.</summary>
    Whole = 256,

    /// <summary>semantic: an embedding model finds the text close to the item, and numbers and words agree; found by DataForge.Semantic, not by the scanner of this library.</summary>
    Semantic = 512,

    Exact = Exact13 | Run | Copy | RunWeak,
    Masked = Masked13 | Masked8,
    Template = Skeleton | Shuffled,

    /// <summary>The tiers that compare words and symbols.</summary>
    Lexical = Exact | Masked | Template | Whole,
    All = Lexical | Semantic,
}

/// <summary>Names of tiers and members, as flags and reports spell them.</summary>
public static class RuleNames
{
    private static readonly (string Name, Rules Rules)[] Names =
    [
        ("exact", Rules.Exact), ("exact13", Rules.Exact13), ("run", Rules.Run), ("whole", Rules.Copy), ("run-weak", Rules.RunWeak), ("masked", Rules.Masked), ("masked13", Rules.Masked13), ("masked8", Rules.Masked8),
        ("template", Rules.Template), ("skeleton", Rules.Skeleton), ("shuffled", Rules.Shuffled), ("short", Rules.Whole), ("lexical", Rules.Lexical), ("semantic", Rules.Semantic), ("all", Rules.All), ("none", Rules.None),
    ];

    /// <summary>The single members, strongest first.</summary>
    public static IReadOnlyList<Rules> Members { get; } = [Rules.Exact13, Rules.Run, Rules.Copy, Rules.Masked13, Rules.RunWeak, Rules.Masked8, Rules.Skeleton, Rules.Shuffled, Rules.Whole, Rules.Semantic];

    /// <summary><c>exact</c>, <c>masked</c>, <c>template</c>, <c>short</c> or <c>semantic</c>.</summary>
    public static string TierOf(Rules member) => member switch
    {
        Rules.Exact13 or Rules.Run or Rules.Copy or Rules.RunWeak => "exact",
        Rules.Masked13 or Rules.Masked8 => "masked",
        Rules.Skeleton or Rules.Shuffled => "template",
        Rules.Whole => "short",
        Rules.Semantic => "semantic",
        _ => throw new ArgumentOutOfRangeException(nameof(member), member, "one member expected"),
    };

    /// <summary>A member's own name: <c>exact13</c>, <c>run</c>, …</summary>
    public static string Of(Rules member) => member == Rules.Whole ? "short" : Names.First(n => n.Rules == member && n.Name != "all").Name;

    /// <exception cref="ForgeException">A name is unknown.</exception>
    public static Rules Parse(string option, IEnumerable<string> names)
    {
        var rules = Rules.None;
        foreach (var name in names)
        {
            var known = Array.FindIndex(Names, n => n.Name == name);
            if (known < 0) throw new ForgeException($"--{option}: expected some of {string.Join(", ", Names.Select(n => n.Name))}, found \"{name}\"");
            rules |= Names[known].Rules;
        }

        return rules;
    }
}
