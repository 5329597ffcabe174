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
    private static readonly ChoiceOpt As = new("as", "rm", ["rm", "dpo", "rl", "steps", "hard"], "rm: reward-model rows; dpo: pairs; rl: queries; steps; hard problems.");
    private static readonly IntOpt Responses = new("responses", Report.Responses, 2, 1024, "samples", "Most samples in a reward-model row.");
    private static readonly OptionalIntOpt MinResponses = new("min-responses", 2, "samples", "as many as --responses", "Fewest different samples in it.");
    private static readonly OptionalIntOpt MaxPairs = new("max-pairs", 1, "pairs", "all right × wrong", "Most pairs of a problem.");
    private static readonly IntOpt Samples = new("samples", Report.Samples, 1, 4096, "samples", "Samples by which an rl query is judged, by lowest rollout.");
    private static readonly IntOpt MinPass = new("min-pass", Report.MinPass, 0, 4096, "samples", "Fewest of them right.");
    private static readonly IntOpt MaxPass = new("max-pass", Report.MaxPass, 0, 4096, "samples", "Most of them right.");
    private static readonly ChoiceOpt StepKinds = new("step-rows", "both", ["both", "prm", "dpo"], "With --as steps: labelled steps, pairs of steps, or both.");
    private static readonly IntOpt PrefixSamples = new("prefix-samples", 4, 2, 4096, "samples", "Fewest samples of a prefix at which its next steps are compared.");
    private static readonly NumberOpt MaxRate = new("max-rate", 0.5, 0, 1, "share", "With --as hard: most that are right (no gold: that agree).");
    private static readonly IntOpt More = new("more", 16, 1, 4096, "samples", "With --as hard: samples asked for where none was right.");
    private static readonly FlagOpt Reasoning = new("with-reasoning", "Keep reasoning, in think tags before the answer.");

    public static readonly Tool Registration = new("forge-pairs", Tool.Description,
        "forge-pairs --as rm --trainer trl --out rm/ --rejects dropped.jsonl graded.jsonl",
        [
            As, Responses, MinResponses, MaxPairs, Samples, MinPass, MaxPass, StepKinds, PrefixSamples, MaxRate, More, Reasoning, SamplingOptions.Seed, .. TrainerOptions.All,
            .. SampleOptions.All, .. FieldOptions.All, .. RunOptions.Rows,
        ], Run, [Positional.Inputs]);

    private static Task<ExitCode> Run(Parsed p, ToolContext context)
    {
        var s = Read(p);
        if (p.Get(As) == "hard" && TrainerOptions.All.FirstOrDefault(o => p.SourceOf(o) != SettingSource.Default) is { } given) throw new ForgeException($"--{given.Name}: problems of --as hard are sampled again, not trained on");
        if (p.Get(As) == "hard") return RunOptions.Run(new HardStage(new HardStageSettings(p.Get(MaxRate), p.Get(More), s.Names, s.ScoreField, s.Regrade)), Rows(p, s.Names), context);
        foreach (var option in (Opt[])[MaxRate, More])
            if (p.SourceOf(option) != SettingSource.Default) throw new ForgeException($"--{option.Name}: goes with --as hard");
        if (p.Get(As) == "steps")
        {
            var steps = Steps(p, s);
            return Run(p, s.Names, TrainingTask.ProcessReward, trainer => new StepStage(trainer is null ? steps : steps with { Preferences = false, Measure = trainer.Measure, MaxLength = trainer.Limit }), context);
        }

        foreach (var option in (Opt[])[StepKinds, PrefixSamples])
            if (p.SourceOf(option) != SettingSource.Default) throw new ForgeException($"--{option.Name}: goes with --as steps");
        return Run(p, s.Names, Task(s.Kind), trainer => new PairStage(trainer is null ? s : s with { Measure = trainer.Measure, MaxLength = trainer.Limit }), context);
    }

    private static async Task<ExitCode> Run(Parsed p, FieldNames names, TrainingTask task, Func<TrainerOptions?, ProblemStage> stage, ToolContext context)
    {
        var trainer = TrainerOptions.Read(p, task, p.Get(InputOutputOptions.Out), p.Get(SamplingOptions.Seed), context.Tool, TrainerOptions.AlsoWithout);
        var settings = Rows(p, names);
        if (trainer is null) return await RunOptions.Run(stage(null), settings, context);
        if (settings.Shard is not null) throw new ForgeException("--shard: a trainer's folder is made in one process; make rows in shards and merge them first");
        if (p.Get(StepKinds) == "dpo") throw new ForgeException("--step-rows dpo: trainers' folders take labelled steps; pairs of steps are rows of our own");
        TrainingFolder? folder = null;
        var code = await RunOptions.Run(stage(trainer), settings with { Out = null, Sink = () => folder = trainer.Open() }, context);
        foreach (var line in folder!.Summary()) context.Say(line);
        if (folder.Facts.Rows("train") > 0) return code;
        context.Gate($"no problem gave a row to train from; {p.Get(InputOutputOptions.Out)} holds none");
        return ExitCode.GateFailed;
    }

    private static RunSettings Rows(Parsed p, FieldNames names) => RunOptions.Read(p, new SamplesInput(p.Inputs, names, p.Get(SampleOptions.Layout), p.Get(SampleOptions.Sort)));

    private static StepStageSettings Steps(Parsed p, PairStageSettings s) => new(
        p.Get(StepKinds) != "dpo", p.Get(StepKinds) != "prm", p.Get(PrefixSamples), s.Pairs.Seed, s.Export, s.Names, s.ScoreField, s.Regrade);

    private static TrainingTask Task(PairKind kind) => kind switch { PairKind.RewardModel => TrainingTask.RewardModel, PairKind.Preferences => TrainingTask.Dpo, _ => TrainingTask.Reinforcement };

    /// <exception cref="ForgeException">Options that do not go together.</exception>
    private static PairStageSettings Read(Parsed p)
    {
        var faults = new List<string>();
        var kind = p.Get(As) switch { "rm" => PairKind.RewardModel, "dpo" or "steps" => PairKind.Preferences, _ => PairKind.Reinforcement };
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
