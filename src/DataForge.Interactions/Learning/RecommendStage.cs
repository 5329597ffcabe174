using DataForge.Core;

namespace DataForge.Interactions;

/// <summary>Adds to a state the items that a model ranks first, and to a state-action pair its reward and value.</summary>
/// <param name="count">Items to name; 0 names none.</param>
public sealed class RecommendStage(McrlModel model, int count, ActionRank by) : Stage<Row>
{
    public const string Recommended = "recommended", PredictedReward = "predicted_reward", Value = "value";

    private const string States = "states", Unknown = "unknown_action";

    public override string Name => "mcrl";

    public override string Unit => "states";

    public override string ShardKey(Row item) => item.ToString();

    public override IEnumerable<StageItem<Row>> Read(IEnumerable<Row> rows, IBadRecords bad) => Each(rows, bad, row =>
    {
        PairSet.List(row, StateAction.State);
        row.Text(StateAction.Action);
        return row;
    });

    public override ValueTask<StageResult> Process(Row item, CancellationToken cancel)
    {
        int[] known = [.. PairSet.List(item, StateAction.State).Select(model.Find).OfType<int>()];
        var result = new StageResult().Count(States);
        if (known.Length == 0) return ValueTask.FromResult(result.Drop(item, new Reject(Name, "unknown_items", "no item of the state was in the training rows")));
        var state = model.Encode(known);
        var action = item.Text(StateAction.Action) is { } name ? model.Find(name) : null;
        if (item.HasValue(StateAction.Action) && action is null) result.Count(Unknown);
        return ValueTask.FromResult(result.Add(item.With(e =>
        {
            if (count > 0) e.Write(Recommended, w =>
            {
                w.WriteStartArray();
                foreach (var best in model.Top(state, count, by)) w.WriteStringValue(model.Items[best]);
                w.WriteEndArray();
            });
            if (action is not { } a) return;
            e.Set(PredictedReward, Math.Round(model.Score(state, a, ActionRank.Reward), 4));
            e.Set(Value, Math.Round(model.Score(state, a, ActionRank.Value), 4));
        })));
    }

    public override IEnumerable<string> Summary(RunCounts counts) => [$"{Quantity.Of(counts.Of(RunCounts.RowsOut), "state")} ranked by {by.ToString().ToLowerInvariant()} over {Quantity.Of(model.Items.Count, "item")}{counts.DroppedAs("dropped")}"];

    public override IEnumerable<string> Warnings(RunCounts counts) =>
        counts.Of(Unknown) is > 0 and var unknown ? [$"{Quantity.Of(unknown, "action")} not in the training rows: no reward, no value"] : [];
}
