using DataForge.Cli;
using DataForge.Core;
using DataForge.Seeds;

namespace DataForge.Tools.Seed;

/// <summary>Options of making problems, resolved.</summary>
internal sealed record Settings(SeedSettings Seeds, string Out)
{
    private static readonly IntOpt CountOpt = new("count", 100, 0, int.MaxValue, "problems", "Problems to make; evolved ones come on top.");
    private static readonly IntOpt SeedOpt = new("seed", 1, 0, int.MaxValue, "(any number)", "Another seed gives other problems.");
    private static readonly ChoiceOpt SplitOpt = new("split", "train", ["train", "test", "hard"], "test: unseen numbers; hard: unseen templates and ranges.");
    private static readonly ChoiceOpt LanguageOpt = new("language", "all", ["all", "en", "zh"], "Language of the problems.");
    private static readonly ListOpt EvolveOpt = new("evolve", [], "KIND", "Evolutions made of every problem, or all of them by the word all.");

    public static IReadOnlyList<Opt> Options { get; } = [CountOpt, SeedOpt, SplitOpt, LanguageOpt, EvolveOpt, InputOutputOptions.Out];

    /// <exception cref="ForgeException">An unknown kind of evolution.</exception>
    public static Settings From(Parsed parsed)
    {
        var kinds = parsed.Get(EvolveOpt);
        if (kinds is ["all"]) kinds = ProblemMaker.EvolutionKinds;
        if (kinds.FirstOrDefault(k => !ProblemMaker.EvolutionKinds.Contains(k)) is { } unknown)
            throw new ForgeException($"--evolve: expected all, or some of {string.Join(", ", ProblemMaker.EvolutionKinds)}, found \"{unknown}\"");
        var seeds = new SeedSettings(parsed.Get(CountOpt), parsed.Get(SeedOpt), parsed.Get(SplitOpt)!, parsed.Get(LanguageOpt)!, kinds);
        return new Settings(seeds, parsed.Get(InputOutputOptions.Out)!);
    }
}
