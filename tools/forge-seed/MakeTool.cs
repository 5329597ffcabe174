using DataForge.Cli;
using DataForge.Core;
using DataForge.Runner;
using DataForge.Seeds;
using DataForge.Stages;

namespace DataForge.Tools.Seed;

/// <summary>forge-seed: its options, and the stage they make.</summary>
internal static class MakeTool
{
    private static readonly IntOpt Count = new("count", 100, 0, int.MaxValue, "problems", "Problems to make; evolved ones come on top.");
    private static readonly IntOpt Seed = new("seed", 1, 0, int.MaxValue, "(any number)", "Another seed gives other problems.");
    private static readonly ChoiceOpt Split = new("split", "train", ["train", "test", "hard"], "test: unseen numbers; hard: unseen templates and ranges.");
    private static readonly ChoiceOpt Language = new("language", "all", ["all", "en", "zh"], "Language of the problems.");
    private static readonly ListOpt Evolve = new("evolve", [], "KIND", "Evolutions made of every problem, or all of them by the word all.");

    public static readonly Tool Registration = new("forge-seed", Tool.Description, "forge-seed --count 100 --split train --seed 1 > problems.jsonl",
        [Count, Seed, Split, Language, Evolve, InputOutputOptions.Out, RunOptions.ShardOf, RunOptions.Summary],
        (p, context) => RunOptions.Run(new MakeStage(Read(p)), RunOptions.Read(p, new RowsInput([])), context));

    /// <exception cref="ForgeException">An unknown kind of evolution.</exception>
    private static SeedSettings Read(Parsed p)
    {
        var kinds = p.Get(Evolve);
        if (kinds is ["all"]) kinds = ProblemMaker.EvolutionKinds;
        if (kinds.FirstOrDefault(k => !ProblemMaker.EvolutionKinds.Contains(k)) is { } unknown)
            throw new ForgeException($"--evolve: expected all, or some of {string.Join(", ", ProblemMaker.EvolutionKinds)}, found \"{unknown}\"");
        return new SeedSettings(p.Get(Count), p.Get(Seed), p.Get(Split)!, p.Get(Language)!, kinds);
    }
}
