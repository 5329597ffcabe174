using DataForge.Cli;
using DataForge.Core;
using DataForge.Models;
using DataForge.Runner;
using DataForge.Stages;
using DataForge.Synthesis;

namespace DataForge.Tools.Score;

/// <summary>forge-score: its options, and the stage they make.</summary>
internal static class ScoreTool
{
    private const string Judge = "judge", InPairs = "pairs";
    private const int LongestRubric = 1 << 16;

    private static readonly ChoiceOpt Method = new("method", "head", ["head", "yes-no", "logprob", Judge], "Reward model's head, P(yes), mean log-probability, or a chat model as judge.");
    private static readonly ChoiceOpt Steps = new("steps", "product", ["product", "min", "last"], "How a process reward model's step scores become one score.");
    private static readonly TextOpt System = new("system", null, "TEXT", "System message the solutions were written under; empty for none.");
    private static readonly FileOpt Prompts = new("prompts", null, "Folder of prompts in place of the built-in ones.", "DIR");
    private static readonly ChoiceOpt By = new("judge", "points", ["points", InPairs], "A judge gives points from 0 to 10, or compares a problem's solutions in pairs.");
    private static readonly FileOpt Rubric = new("rubric", null, "Text that a judge judges by, in place of the built-in one.");
    private static readonly IntOpt Opponents = new("opponents", 4, 1, 1024, "solutions", "Others of its problem that each solution is compared with.");
    private static readonly OptionalShareOpt Undecided = new("undecided-score", "score", "none", "Score of solutions that a judge left undecided.");
    private static readonly FileOpt Comparisons = new("comparisons", null, "Each pair with its verdict and the judge's replies.") { ChangesOutput = false };
    private static readonly IntOpt MaxTokens = new("max-tokens", 1024, 1, 1 << 20, "tokens", "Most tokens of a judge's reply.");
    private static readonly NumberOpt Temperature = new("temperature", 0, 0, 100, "0 is greedy", "Of a judge's replies.");

    private static readonly IReadOnlyList<Opt> OfJudge = [By, Rubric, Opponents, Undecided, Comparisons, MaxTokens, Temperature, SamplingOptions.Seed];

    public static readonly Tool Registration = new("forge-score", Tool.Description, "forge-score --model REWARD_MODEL < samples.jsonl > scored.jsonl",
        [Method, Steps, System, Prompts, .. OfJudge, FieldOptions.Problem, FieldOptions.Generation, .. RunOptions.Model, .. BackendOptions.All], Run, [Positional.Inputs]);

    private static async Task<ExitCode> Run(Parsed p, ToolContext context)
    {
        var fields = FieldOptions.ReadMap(p);
        var name = p.Get(Method)!;
        if (name != Judge && OfJudge.FirstOrDefault(o => p.SourceOf(o) == SettingSource.Flag) is { } needless) throw new ForgeException($"--{needless.Name}: goes with --{Method.Name} {Judge}");
        var pairs = p.Get(By) == InPairs;
        if (p.Get(Comparisons) is not null && !pairs) throw new ForgeException($"--{Comparisons.Name}: goes with --{By.Name} {InPairs}");
        var settings = RunOptions.Read(p, new RowsInput(p.Inputs, fields));
        if (p.Get(Comparisons) is { } comparisons) settings = settings with { Side = [KeyValuePair.Create(JudgePairsStage.Comparisons, comparisons)] };
        using var runner = new StageRunner(settings, context, context.Cancel);
        if (name == Judge)
        {
            var how = Read(p, fields.Names);
            await using var judge = runner.Keep(await Backend.OpenGenerator(BackendOptions.Read(p), context.Cancel));
            return pairs ? await runner.Run(new JudgePairsStage(judge, how)) : await runner.Run(new JudgeStage(judge, how));
        }

        await using var method = await Open(p, name, BackendOptions.Read(p), runner, context.Cancel);
        return await runner.Run(new ScoreStage(method, name, fields.Names));
    }

    private static JudgeSettings Read(Parsed p, FieldNames names)
    {
        var sampling = new SamplingParameters(p.Get(Temperature), 1, 0, p.Get(MaxTokens), [], p.Get(SamplingOptions.Seed));
        return new JudgeSettings(new JudgeQuestion(PromptLibrary.Open(p.Get(Prompts)), p.Get(Rubric) is { } file ? ReadRubric(file) : null), sampling, names, p.Get(Undecided), p.Get(Opponents));
    }

    private static string ReadRubric(string path)
    {
        try
        {
            if (new FileInfo(path).Length > LongestRubric) throw new ForgeException($"--{Rubric.Name}: expected a text of at most {LongestRubric:N0} bytes, found {new FileInfo(path).Length:N0} in {path}");
            var text = File.ReadAllText(path).ReplaceLineEndings("\n").Trim();
            return text.Length > 0 ? text : throw new ForgeException($"--{Rubric.Name}: {path} is empty");
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new ForgeException($"--{Rubric.Name}: {path}: cannot be read: {e.Message}", e);
        }
    }

    private static async Task<ScoreMethod> Open(Parsed p, string name, BackendSettings backend, StageRunner runner, CancellationToken cancel)
    {
        var prompts = PromptLibrary.Open(p.Get(Prompts));
        return name switch
        {
            "head" => ScoreMethod.OfHead(runner.Keep(await Backend.OpenScorer(backend, Enum.Parse<StepAggregation>(p.Get(Steps)!, ignoreCase: true), cancel)), prompts, p.Get(System)),
            "yes-no" => ScoreMethod.OfYesNo(runner.Keep(await Backend.OpenLogProbScorer(backend, cancel)), prompts),
            _ => ScoreMethod.OfLogProbability(runner.Keep(await Backend.OpenLogProbScorer(backend, cancel)), prompts, p.Get(System)),
        };
    }
}
