using DataForge.Cli;
using DataForge.Core;
using DataForge.Runner;
using DataForge.Stages;
using DataForge.Tools.Training;
using DataForge.Training;
using DataForge.Voting;

namespace DataForge.Tools.Pairs;

/// <summary>forge-pairs: its options, and the stage they make.</summary>
internal static class PairsTool
{
    private static readonly PairSettings Report = new();
    private static readonly ChoiceOpt As = new("as", "rm", ["rm", "dpo", "rl"], "rm: reward-model rows; dpo: pairs; rl: queries for reinforcement.");
    private static readonly IntOpt Responses = new("responses", Report.Responses, 2, 1024, "samples", "Most samples in a reward-model row.");
    private static readonly OptionalIntOpt MinResponses = new("min-responses", 2, "samples", "as many as --responses", "Fewest different samples in it.");
    private static readonly OptionalIntOpt MaxPairs = new("max-pairs", 1, "pairs", "all right × wrong", "Most pairs of a problem.");
    private static readonly IntOpt Samples = new("samples", Report.Samples, 1, 4096, "samples", "Samples by which an rl query is judged, by lowest rollout.");
    private static readonly IntOpt MinPass = new("min-pass", Report.MinPass, 0, 4096, "samples", "Fewest of them right.");
    private static readonly IntOpt MaxPass = new("max-pass", Report.MaxPass, 0, 4096, "samples", "Most of them right.");
    private static readonly FlagOpt Reasoning = new("with-reasoning", "Keep reasoning, in think tags before the answer.");

    public static readonly Tool Registration = new("forge-pairs", Tool.Description,
        "forge-pairs --as rm --trainer trl --out rm/ --rejects dropped.jsonl graded.jsonl",
        [
            As, Responses, MinResponses, MaxPairs, Samples, MinPass, MaxPass, Reasoning, SamplingOptions.Seed, .. TrainerOptions.All,
            .. SampleOptions.All, .. FieldOptions.All, .. RunOptions.Rows,
        ], Run, [Positional.Inputs]);

    private static async Task<ExitCode> Run(Parsed p, ToolContext context)
    {
        var s = Read(p);
        var trainer = TrainerOptions.Read(p, Task(s.Kind), p.Get(InputOutputOptions.Out), p.Get(SamplingOptions.Seed), context.Tool, TrainerOptions.AlsoWithout);
        var settings = RunOptions.Read(p, new SamplesInput(p.Inputs, s.Names, p.Get(SampleOptions.Layout), p.Get(SampleOptions.Sort)));
        if (trainer is null) return await RunOptions.Run(new PairStage(s), settings, context);
        if (settings.Shard is not null) throw new ForgeException("--shard: a trainer's folder is made in one process; make rows in shards and merge them first");
        TrainingFolder? folder = null;
        var code = await RunOptions.Run(new PairStage(s with { Measure = trainer.Measure, MaxLength = trainer.Limit }), settings with { Out = null, Sink = () => folder = trainer.Open() }, context);
        foreach (var line in folder!.Summary()) context.Say(line);
        if (folder.Facts.Rows("train") > 0) return code;
        context.Gate($"no problem gave a row to train from; {p.Get(InputOutputOptions.Out)} holds none");
        return ExitCode.GateFailed;
    }

    private static TrainingTask Task(PairKind kind) => kind switch { PairKind.RewardModel => TrainingTask.RewardModel, PairKind.Preferences => TrainingTask.Dpo, _ => TrainingTask.Reinforcement };

    /// <exception cref="ForgeException">Options that do not go together.</exception>
    private static PairStageSettings Read(Parsed p)
    {
        var faults = new List<string>();
        var kind = p.Get(As) switch { "rm" => PairKind.RewardModel, "dpo" => PairKind.Preferences, _ => PairKind.Reinforcement };
        if (kind == PairKind.Reinforcement && p.Get(Reasoning)) faults.Add("--with-reasoning: rows of --as rl hold no solutions");
        if (p.Get(MinResponses) > p.Get(Responses)) faults.Add($"--min-responses: expected {p.Get(Responses)} (--responses) or less, found {p.Get(MinResponses)}");
        if (p.Get(MaxPass) < p.Get(MinPass)) faults.Add($"--max-pass: expected {p.Get(MinPass)} (--min-pass) or more, found {p.Get(MaxPass)}");
        if (p.Get(MaxPass) > p.Get(Samples)) faults.Add($"--max-pass: expected {p.Get(Samples)} (--samples) or less, found {p.Get(MaxPass)}");
        if (faults.Count > 0) throw new ForgeException(string.Join('\n', faults));
        return new PairStageSettings(
            kind,
            new PairSettings(p.Get(Responses), (int)(p.Get(MinResponses) ?? p.Get(Responses)), p.Get(Samples), p.Get(MinPass), p.Get(MaxPass), p.Get(SamplingOptions.Seed), p.Get(Reasoning)),
            new ExportSettings(TrainerOptions.System(p), p.Get(MaxPairs), p.Get(Reasoning)),
            FieldOptions.Read(p), p.Get(SampleOptions.ScoreField)!, p.Get(SampleOptions.Regrade));
    }
}
