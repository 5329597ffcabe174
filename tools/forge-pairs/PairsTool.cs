using DataForge.Cli;
using DataForge.Core;
using DataForge.Runner;
using DataForge.Stages;
using DataForge.Voting;

namespace DataForge.Tools.Pairs;

/// <summary>forge-pairs: its options, and the stage they make.</summary>
internal static class PairsTool
{
    private static readonly PairSettings Report = new();
    private static readonly ChoiceOpt As = new("as", "rm", ["rm", "rl"], "rm: rows for a reward model; rl: queries for reinforcement.");
    private static readonly ChoiceOpt ForWhom = new("for", "rows", ["rows", "trl", "verl"], "Our own rows, TRL's (RewardTrainer, GRPO) or verl's (rl).");
    private static readonly IntOpt Responses = new("responses", Report.Responses, 2, 1024, "samples", "Most samples in a reward-model row.");
    private static readonly OptionalIntOpt MinResponses = new("min-responses", 2, "samples", "as many as --responses", "Fewest different samples in it.");
    private static readonly OptionalIntOpt MaxPairs = new("max-pairs", 1, "pairs", "all right × wrong", "Most preference pairs of a problem, with --for trl.");
    private static readonly IntOpt Samples = new("samples", Report.Samples, 1, 4096, "samples", "Samples by which an rl query is judged, by lowest rollout.");
    private static readonly IntOpt MinPass = new("min-pass", Report.MinPass, 0, 4096, "samples", "Fewest of them right.");
    private static readonly IntOpt MaxPass = new("max-pass", Report.MaxPass, 0, 4096, "samples", "Most of them right.");
    private static readonly TextOpt System = new("system", @"Please reason step by step, and put your final answer within \boxed{}.", "TEXT", "System message of exported prompts; empty leaves it out.");
    private static readonly FlagOpt Reasoning = new("with-reasoning", "Keep reasoning, in think tags before the answer.");
    private static readonly TextOpt DataSource = new("data-source", "lighteval/MATH", "NAME", "verl's data_source, by which it chooses its grader.");

    public static readonly Tool Registration = new("forge-pairs", Tool.Description,
        "forge-pairs --as rm --for trl --rejects dropped.jsonl graded.jsonl > preferences.jsonl",
        [
            As, ForWhom, Responses, MinResponses, MaxPairs, Samples, MinPass, MaxPass, System, DataSource, Reasoning, SamplingOptions.Seed,
            .. SampleOptions.All, .. FieldOptions.All, .. RunOptions.Rows,
        ], Run, [Positional.Inputs]);

    private static Task<ExitCode> Run(Parsed p, ToolContext context)
    {
        var s = Read(p);
        var settings = RunOptions.Read(p, new SamplesInput(p.Inputs, s.Names, p.Get(SampleOptions.Layout), p.Get(SampleOptions.Sort)));
        if (settings.Shard is not null && s.Form == "verl") throw new ForgeException("--shard: verl's rows are numbered over the whole run; make --as rl --for rows in shards, or run in one process");
        return RunOptions.Run(new PairStage(s), settings, context);
    }

    /// <exception cref="ForgeException">Options that do not go together.</exception>
    private static PairStageSettings Read(Parsed p)
    {
        var faults = new List<string>();
        var rl = p.Get(As) == "rl";
        if (p.Get(ForWhom) == "verl" && !rl) faults.Add("--for verl: verl trains policies; its rows are made with --as rl");
        if (rl && p.Get(Reasoning)) faults.Add("--with-reasoning: rows of --as rl hold no solutions");
        if (p.Get(MinResponses) > p.Get(Responses)) faults.Add($"--min-responses: expected {p.Get(Responses)} (--responses) or less, found {p.Get(MinResponses)}");
        if (p.Get(MaxPass) < p.Get(MinPass)) faults.Add($"--max-pass: expected {p.Get(MinPass)} (--min-pass) or more, found {p.Get(MaxPass)}");
        if (p.Get(MaxPass) > p.Get(Samples)) faults.Add($"--max-pass: expected {p.Get(Samples)} (--samples) or less, found {p.Get(MaxPass)}");
        if (faults.Count > 0) throw new ForgeException(string.Join('\n', faults));
        return new PairStageSettings(
            rl, p.Get(ForWhom)!,
            new PairSettings(p.Get(Responses), (int)(p.Get(MinResponses) ?? p.Get(Responses)), p.Get(Samples), p.Get(MinPass), p.Get(MaxPass), p.Get(SamplingOptions.Seed), p.Get(Reasoning)),
            new ExportSettings(p.Get(System)!, p.Get(DataSource)!, p.Get(MaxPairs), p.Get(Reasoning)),
            FieldOptions.Read(p), p.Get(SampleOptions.ScoreField)!, p.Get(SampleOptions.Regrade));
    }
}
