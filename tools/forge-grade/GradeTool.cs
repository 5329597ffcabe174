using DataForge.Answers;
using DataForge.Cli;
using DataForge.Core;
using DataForge.Runner;
using DataForge.Stages;

namespace DataForge.Tools.Grading;

/// <summary>forge-grade: its options, and the stage they make.</summary>
internal static class GradeTool
{
    private static readonly ListOpt GoldField = new("gold-field", [], "NAME", "Field with the gold answer; default expected_answer, gold, …");
    private static readonly ListOpt AnswerField = new("answer-field", [], "NAME", "Field with the predicted answer, where rows are pairs.");
    private static readonly ChoiceOpt Preset = new("preset", "default", [.. VerifyOptions.Presets.Keys], "Rulings to begin with (see docs/answers.md); --on and --off change them.");
    private static readonly FlagOpt Explain = new("explain", "Adds how both sides were read; with --gold and --answer, prints it.");
    private static readonly TextOpt GoldText = new("gold", null, "TEXT", "A gold answer to explain, with --answer; no input is read.");
    private static readonly TextOpt AnswerText = new("answer", null, "TEXT", "The answer to compare with --gold.");
    private static readonly ListOpt Off = new("off", [], "RULING", "Lenient rulings to switch off, or all; see docs/answers.md.");
    private static readonly ListOpt On = new("on", [], "RULING", "Rulings to switch on that are off by default: rename-any.");
    private static readonly ChoiceOpt Round = new("round", "auto", ["auto", "yes", "no"], "Whether questions ask to round; auto reads the problem.");
    private static readonly FileOpt ReportFile = new("report", null, "Counts by verdict and rule as JSON; - writes it to standard error.") { ChangesOutput = false };

    private static readonly TextOpt Serve = new("serve", null, "ADDRESS", "Answer POST /grade at unix:PATH or http://HOST:PORT until stopped.");
    private static readonly ChoiceOpt Undecided = new("undecided", "wrong", ["wrong", "right", "none"], "With --serve: score of undecided pairs, 0, 1 or null.");
    private static readonly TextOpt TokenVariable = new("token-env", "FORGE_GRADE_TOKEN", "VAR", "With --serve: variable with the token that requests must bear.");

    public static readonly Tool Registration = new("forge-grade", Tool.Description,
        "forge-grade --gold-field answer --generation-field generation < samples.jsonl",
        [
            SampleOptions.Layout, GoldField, AnswerField, FieldOptions.Generation, FieldOptions.Problem, FieldOptions.Solution,
            Preset, On, Off, Round, Explain, GoldText, AnswerText, Serve, Undecided, TokenVariable, ReportFile, .. RunOptions.Rows,
        ], Run, [Positional.Inputs]);

    private static Task<ExitCode> Run(Parsed p, ToolContext context)
    {
        var s = Read(p);
        if (p.Get(Serve) is { } address) return ServeRun.Run(address, p.Inputs, p.Get(TokenVariable)!, p.Get(Undecided)!, s, context);
        foreach (var option in (Opt[])[Undecided, TokenVariable])
            if (p.SourceOf(option) == SettingSource.Flag) throw new ForgeException($"--{option.Name}: goes with --serve");
        if (ReadPair(p.Get(GoldText), p.Get(AnswerText)) is var (gold, answer))
        {
            Console.Out.Write(Explanations.Lines(Grader.Explain(gold, answer, s.Verify with { AsksToRound = s.Rounding ?? false })));
            return Task.FromResult(ExitCode.Ok);
        }

        var settings = RunOptions.Read(p, new GradedInput(p.Inputs, s.Names, p.Get(SampleOptions.Layout), s.PredictionNamed)) with { Report = p.Get(ReportFile) };
        return RunOptions.Run(new GradeStage(s), settings, context);
    }

    private static GradeStageSettings Read(Parsed p)
    {
        var gold = p.Get(GoldField);
        var predictions = p.Get(AnswerField);
        var names = FieldOptions.Read(p);
        return new GradeStageSettings(
            gold.Count > 0 ? names with { Answer = gold } : names,
            predictions.Count > 0 ? predictions : ["predicted_answer", "pred", "prediction"],
            predictions.Count > 0,
            Switched(Switched(VerifyOptions.Presets[p.Get(Preset)!], "off", p.Get(Off), false), "on", p.Get(On), true),
            p.Get(Explain),
            p.Get(Round) switch { "yes" => true, "no" => false, _ => null });
    }

    private static (string Gold, string Answer)? ReadPair(string? gold, string? answer) => (gold, answer) switch
    {
        (null, null) => null,
        ({ } g, { } a) => (g, a),
        _ => throw new ForgeException("--gold and --answer: expected both or neither"),
    };

    private static VerifyOptions Switched(VerifyOptions options, string flag, IReadOnlyList<string> rulings, bool on)
    {
        foreach (var ruling in rulings)
        {
            if (ruling == "all" && !on) options = VerifyOptions.Rulings.Values.Aggregate(options, (o, set) => set(o, false));
            else if (VerifyOptions.Rulings.TryGetValue(ruling, out var set)) options = set(options, on);
            else throw new ForgeException($"--{flag}: expected one of {string.Join(", ", VerifyOptions.Rulings.Keys)}, found \"{ruling}\"");
        }

        return options;
    }
}
