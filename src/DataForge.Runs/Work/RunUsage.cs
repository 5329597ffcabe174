namespace DataForge.Runs.Work;

/// <summary>What a run has used.</summary>
/// <param name="Samples">Rows that stages of the sampling tool wrote.</param>
public sealed record RunUsage(long Samples, long Tokens, double Money)
{
    private const string Sampler = "forge-sample";

    public static RunUsage Of(RunState state)
    {
        long samples = 0, tokens = 0;
        double money = 0;
        foreach (var stage in state.Stages)
        {
            if (stage.Stage.Tool == Sampler) samples += stage.Figures.Sum(f => f.RowsOut);
            tokens += stage.Spent.Sum(e => e.Figures!.TokensIn + e.Figures.TokensOut);
            money += stage.Spent.Sum(e => Cost(stage.Stage.PriceIn, stage.Stage.PriceOut, e.Figures!));
        }

        return new RunUsage(samples, tokens, money);
    }

    /// <summary>Money when the stages that have begun are done, at what their parts cost so far; what later stages will cost is not known.</summary>
    public static double Projected(RunState state) => state.Stages.Where(s => s.DoneShards > 0)
        .Sum(s => s.Spent.Sum(e => Cost(s.Stage.PriceIn, s.Stage.PriceOut, e.Figures!)) * (state.IsComplete(s.Stage) ? 1 : (double)s.Stage.Shards / s.DoneShards));

    /// <summary>Money for a part: prices are for a million tokens.</summary>
    public static double Cost(double priceIn, double priceOut, ShardFigures figures) => ((figures.TokensIn * priceIn) + (figures.TokensOut * priceOut)) / 1e6;
}
