using System.Text;
using DataForge.Core;

namespace DataForge.Interactions;

/// <summary>Makes contrastive state-action pairs of an interaction log: the action that a user took, and actions the user never took.</summary>
/// <remarks>
/// After the abstract of MCRL (Li et al. 2023, arXiv:2310.16566): logs hold positive feedback alone, so negative state-action pairs are made from items that the user did not touch.
/// Not touched is not disliked: a negative may be an item that the user would have liked.
/// </remarks>
public sealed class PairStage(PairSettings settings) : Stage<Trajectory>
{
    private const string Users = "users", Pairs = "pairs", Interactions = "interactions";

    private readonly InteractionLog _log = new();
    private NegativeSampler? _sampler;
    private string[] _json = [];

    public override string Name => "mcrl";

    public override string Unit => "users";

    public override string ShardKey(Trajectory item) => item.User;

    public override IEnumerable<StageItem<Trajectory>> Read(IEnumerable<Row> rows, IBadRecords bad)
    {
        foreach (var _ in rows.SelectGood(bad, Added))
        {
        }

        _json = [.. Enumerable.Range(0, _log.Items).Select(i => Encoding.UTF8.GetString(RowEdit.Quote(_log.Item(i))))];
        _sampler = new NegativeSampler(_log.Counts, settings.PopularityPower);
        return _log.Trajectories().Select(t => new StageItem<Trajectory>(t, t.Items.Count));
    }

    private bool Added(Row row)
    {
        _log.Add(row, settings.Fields);
        return true;
    }

    public override ValueTask<StageResult> Process(Trajectory item, CancellationToken cancel)
    {
        var result = new StageResult().Count(Users).Count(Interactions, item.Items.Count);
        if (item.Items.Count < 2) return ValueTask.FromResult(result.Drop(UserRow(item), new Reject(Name, "too_short", "one interaction has no state before it")));
        var touched = item.Items.ToHashSet();
        if (touched.Count >= _log.Items) return ValueTask.FromResult(result.Drop(UserRow(item), new Reject(Name, "no_negatives", "the user touched every item")));
        var random = CounterRandom.For(settings.Seed, Name, item.User);
        var split = random.Fork(0).Share(0) < settings.TestShare ? StateAction.Test : StateAction.Train;
        var returns = item.Returns(settings.Discount);
        for (var t = 1; t < item.Items.Count; t++)
        {
            var negatives = _sampler!.Draw(settings.Negatives, touched, random.Fork((ulong)t));
            var at = t;
            result.Add(Row.Empty.With(e => Write(e, item, at, returns[at], negatives, split))).Count(Pairs);
        }

        return ValueTask.FromResult(result);
    }

    private void Write(RowEdit e, Trajectory item, int t, double worth, List<int> negatives, string split)
    {
        e.Set(StateAction.User, item.User);
        e.Set(StateAction.Step, t);
        e.SetRaw(StateAction.State, List(item.Items, Math.Max(0, t - settings.StateItems), t));
        e.SetRaw(StateAction.Action, _json[item.Items[t]]);
        e.Set(StateAction.Reward, Math.Round((double)item.Rewards[t], 6));
        e.SetRaw(StateAction.NextState, List(item.Items, Math.Max(0, t + 1 - settings.StateItems), t + 1));
        e.Set(StateAction.Done, t + 1 == item.Items.Count);
        e.SetRaw(StateAction.Negatives, List(negatives, 0, negatives.Count));
        e.Set(StateAction.Return, Math.Round(worth, 6));
        e.Set(StateAction.Split, split);
    }

    /// <summary>A JSON array of items, whose names were quoted once.</summary>
    private string List(IReadOnlyList<int> items, int from, int to)
    {
        var list = new StringBuilder("[");
        for (var i = from; i < to; i++) list.Append(i == from ? "" : ",").Append(_json[items[i]]);
        return list.Append(']').ToString();
    }

    private static Row UserRow(Trajectory item) => Row.Empty.With(e => e.Set(StateAction.User, item.User).Set(Interactions, item.Items.Count));

    public override IEnumerable<string> Summary(RunCounts counts) =>
        [$"{Quantity.Of(counts.Of(Pairs), "pair")} of {Quantity.Of(counts.Of(Interactions), "interaction")} of {Quantity.Of(counts.Of(Users), "user")} with {Quantity.Of(_log.Items, "item")}{counts.DroppedAs("dropped")}"];
}
