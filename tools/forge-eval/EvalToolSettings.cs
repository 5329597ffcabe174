using System.Globalization;
using DataForge.Cli;
using DataForge.Core;
using DataForge.Voting;
using DataForge.Voting.Evaluation;

namespace DataForge.Tools.Eval;

/// <summary>forge-eval's option table and what comes of it.</summary>
internal sealed record EvalToolSettings(
    IReadOnlyList<string> Inputs, IReadOnlyList<MetricAtK> Columns, VoteSettings Weighted, IReadOnlyList<string> By, bool PerModel, long Seed,
    FieldNames Names, string ScoreField, string? Layout, bool Sort, bool Regrade, string? Json, string? Markdown, string? Svg, long? MaxBad)
{
    private static readonly ListOpt K = new("k", ["1", "2", "4", "8"], "K", "Sizes of the choice of samples.");
    private static readonly ListOpt MetricNames = new("metrics", ["pass", "maj", "weighted", "rm"], "NAME", "Figures; weighted and rm need scores.");
    private static readonly ChoiceOpt Weight = new("weight", "sigmoid", VoteSettings.WeightNames, "Weight of a vote in weighted@k.");
    private static readonly NumberOpt WeightScale = new("weight-scale", 1, 1e-6, 1e6, "factor", "The score is multiplied by it before it is made a weight.");
    private static readonly ListOpt ByField = new("by", ["benchmark", "data_source", "subset_for_metrics", "source"], "NAME", "Field that names the benchmark of a row.");
    private static readonly FlagOpt Models = new("per-model", "A line for each model: samples are told apart by their model field.");
    private static readonly FileOpt JsonFile = new("json", null, "The figures as JSON, shares in [0, 1]; - instead of the table.");
    private static readonly FileOpt MarkdownFile = new("markdown", null, "The table as a Markdown file.");
    private static readonly FileOpt SvgFile = new("svg", null, "A plot of accuracy by k.");

    public static IReadOnlyList<Opt> Options { get; } =
        [K, MetricNames, Weight, WeightScale, ByField, Models, JsonFile, MarkdownFile, SvgFile, SamplingOptions.Seed, .. SampleOptions.All, .. FieldOptions.All, InputOutputOptions.MaxBad, RunOptions.Summary];

    public static EvalToolSettings Read(Parsed p)
    {
        var sizes = p.Get(K).Select(k => int.TryParse(k, NumberStyles.None, CultureInfo.InvariantCulture, out var n) && n is >= 1 and <= 65536
            ? n
            : throw new ForgeException($"--k: expected whole numbers from 1 to 65536, found \"{k}\"")).Distinct().Order().ToList();
        var metrics = p.Get(MetricNames).Select(name => Enum.GetValues<Metric>().Where(m => MetricAtK.Stem(m) == name).Select(m => (Metric?)m).FirstOrDefault()
            ?? throw new ForgeException($"--metrics: expected pass, maj, weighted or rm, found \"{name}\"")).Distinct().ToList();
        return new EvalToolSettings(
            p.Inputs, [.. metrics.SelectMany(m => sizes.Select(k => new MetricAtK(m, k)))],
            new VoteSettings(VoteSettings.WeightOf(p.Get(Weight)!), p.Get(WeightScale)), p.Get(ByField), p.Get(Models), p.Get(SamplingOptions.Seed),
            FieldOptions.Read(p), p.Get(SampleOptions.ScoreField)!, p.Get(SampleOptions.Layout), p.Get(SampleOptions.Sort), p.Get(SampleOptions.Regrade),
            p.Get(JsonFile), p.Get(MarkdownFile), p.Get(SvgFile), p.Get(InputOutputOptions.MaxBad));
    }
}
