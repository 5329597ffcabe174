using DataForge.Cli;
using DataForge.Core;
using DataForge.Formats;
using DataForge.Interactions;

namespace DataForge.Tools.Mcrl;

/// <summary>forge-mcrl train.</summary>
internal static class TrainTool
{
    private static readonly McrlSettings Defaults = new();

    private static readonly FileOpt Out = new("out", null, "Model file to write.") { ChangesOutput = false };
    private static readonly FileOpt Report = new("report", null, "Measures on the test users as JSON; - is standard output.") { ChangesOutput = false };
    private static readonly IntOpt Width = new("width", Defaults.Dimensions, 8, 1024, "numbers (a multiple of 8)", "Of each vector.");
    private static readonly IntOpt Epochs = new("epochs", Defaults.Epochs, 1, 10_000, "passes", "Passes over the pairs.");
    private static readonly NumberOpt Rate = new("rate", Defaults.Rate, 1e-5, 10, "step size", "Learning rate.");
    private static readonly NumberOpt Discount = new("discount", Defaults.Discount, 0, 0.999, "factor a step", "Of the next state's value.");
    private static readonly NumberOpt Reward = new("reward-weight", Defaults.RewardWeight, 0, 100, "times its loss", "Of the reward head; 0 leaves it out.");
    private static readonly NumberOpt Transition = new("transition-weight", Defaults.TransitionWeight, 0, 100, "times its loss", "Of the transition head; 0 leaves it out.");
    private static readonly NumberOpt Value = new("value-weight", Defaults.ValueWeight, 0, 100, "times its loss", "Of the value head; 0 leaves it out.");
    private static readonly NumberOpt Conservatism = new("conservatism", Defaults.Conservatism, 0, 100, "times its loss", "Keeps values of actions not taken down; 0 is plain TD.");
    private static readonly NumberOpt Recency = new("recency", Defaults.Recency, 0.01, 1, "factor an item", "Weight of a state's item against the next newer one.");
    private static readonly ChoiceOpt Loss = new("reward-loss", "contrastive", ["contrastive", "regression"], "regression: on logged rewards alone, to compare with.");
    private static readonly IntOpt Seed = new("seed", 0, 0, int.MaxValue, "(any number)", "Order of the pairs and first vectors.");

    public static readonly Tool Registration = new("forge-mcrl train", "Trains a policy, reward, transition and conservative value on pairs.",
        "forge-mcrl train --out model.mcrl --report - pairs.jsonl",
        [Out, Report, Width, Epochs, Rate, Discount, Reward, Transition, Value, Conservatism, Recency, Loss, Seed, InputOutputOptions.MaxBad], Run, [Positional.Inputs]);

    private static Task<ExitCode> Run(Parsed p, ToolContext context)
    {
        var path = p.Get(Out) ?? throw new ForgeException("--out: expected the model file to write");
        if (p.Get(Width) % 8 != 0) throw new ForgeException($"--width: expected a multiple of 8, found {p.Get(Width)}");
        var settings = new McrlSettings(p.Get(Width), p.Get(Epochs), p.Get(Rate), p.Get(Discount), p.Get(Reward), p.Get(Transition), p.Get(Value), p.Get(Conservatism), p.Get(Recency),
            p.Get(Loss) == "regression" ? RewardLoss.Regression : RewardLoss.Contrastive, p.Get(Seed));
        var (pairs, bad) = (new PairSet(), new BadRows("mcrl", p.Get(InputOutputOptions.MaxBad), null));
        foreach (var row in InputFiles.Expand(p.Inputs).SelectMany(f => RowReader.Open(f, bad, context.Cancel)))
            try
            {
                pairs.Add(row);
            }
            catch (ForgeException e) when (e.IsBadRecord)
            {
                bad.Pass(e, row.Utf8);
            }

        McrlModel model;
        using (var progress = context.Begin("pairs", () => (long)pairs.TrainPairs * settings.Epochs)) model = McrlTrainer.Train(pairs, settings, () => progress.Add(), context.Cancel);
        var measures = McrlMeasures.Of(model, pairs, settings.Seed, context.Cancel);
        WholeFile.Write(path, McrlFile.Write(model));
        if (p.Get(Report) is { } report) WholeFile.Write(report, [.. Page(pairs, measures), (byte)'\n']);
        Say(context, path, pairs, measures);
        if (bad.Count > 0) context.Warn(bad.Summary);
        if (!bad.Overspent) return Task.FromResult(ExitCode.Ok);
        context.Gate(bad.Verdict);
        return Task.FromResult(ExitCode.GateFailed);
    }

    private static void Say(ToolContext context, string path, PairSet pairs, McrlMeasures? found)
    {
        context.Say($"{path}: from {Quantity.Of(pairs.TrainPairs, "pair")} with {Quantity.Of(pairs.Items, "item")}");
        if (found is null)
        {
            context.Warn("no row is marked test: nothing was measured");
            return;
        }

        context.Say($"on {Quantity.Of(found.Pairs, "test pair")}: HR@10 {found.HitRate:0.000}, NDCG@10 {found.Ndcg:0.000}, reward AUC {found.RewardAuc:0.000}, next state {found.TransitionHits:0.000}, value {found.MeanValue:0.000}, return {found.MeanReturn:0.000}");
    }

    private static byte[] Page(PairSet pairs, McrlMeasures? found) => RowEdit.Json(w =>
    {
        w.WriteStartObject();
        w.WriteNumber("train_pairs", pairs.TrainPairs);
        w.WriteNumber("test_pairs", pairs.TestPairs);
        w.WriteNumber("items", pairs.Items);
        if (found is not null)
        {
            w.WriteNumber("hr_at_10", Math.Round(found.HitRate, 6));
            w.WriteNumber("ndcg_at_10", Math.Round(found.Ndcg, 6));
            w.WriteNumber("reward_auc", Math.Round(found.RewardAuc, 6));
            w.WriteNumber("transition_hit_at_1", Math.Round(found.TransitionHits, 6));
            w.WriteNumber("mean_value", Math.Round(found.MeanValue, 6));
            if (double.IsFinite(found.MeanReturn)) w.WriteNumber("mean_return", Math.Round(found.MeanReturn, 6));
        }

        w.WriteEndObject();
    });
}
