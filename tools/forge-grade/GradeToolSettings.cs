using DataForge.Answers;
using DataForge.Cli;
using DataForge.Core;

namespace DataForge.Tools.Grading;

/// <summary>forge-grade's option table and what comes of it.</summary>
/// <param name="Names">Fields of samples; the gold answer's names lead <see cref="FieldNames.Answer"/>.</param>
/// <param name="PredictionFields">Fields that hold a predicted answer; looked at before the generation only where the user named one.</param>
internal sealed record GradeToolSettings(
    IReadOnlyList<string> Inputs, string? Layout, FieldNames Names, IReadOnlyList<string> PredictionFields, bool PredictionNamed, VerifyOptions Verify, bool Explains, (string Gold, string Answer)? Pair, bool? Rounding,
    string Out, string? Report, string? Rejects, long? MaxBad)
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
    private static readonly FileOpt ReportFile = new("report", null, "Counts by verdict and rule as JSON; - writes it to standard error.");

    public static IReadOnlyList<Opt> Options { get; } =
        [SampleOptions.Layout, GoldField, AnswerField, FieldOptions.Generation, FieldOptions.Problem, FieldOptions.Solution, Preset, On, Off, Round, Explain, GoldText, AnswerText, ReportFile, InputOutputOptions.Out, InputOutputOptions.Rejects, InputOutputOptions.MaxBad];

    public static GradeToolSettings Read(Parsed p)
    {
        var gold = p.Get(GoldField);
        var predictions = p.Get(AnswerField);
        var names = FieldOptions.Read(p);
        return new GradeToolSettings(
            p.Inputs,
            p.Get(SampleOptions.Layout),
            gold.Count > 0 ? names with { Answer = gold } : names,
            predictions.Count > 0 ? predictions : ["predicted_answer", "pred", "prediction"],
            predictions.Count > 0,
            Switched(Switched(VerifyOptions.Presets[p.Get(Preset)!], "off", p.Get(Off), false), "on", p.Get(On), true),
            p.Get(Explain),
            ReadPair(p.Get(GoldText), p.Get(AnswerText)),
            p.Get(Round) switch { "yes" => true, "no" => false, _ => null },
            p.Get(InputOutputOptions.Out)!, p.Get(ReportFile), p.Get(InputOutputOptions.Rejects), p.Get(InputOutputOptions.MaxBad));
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
