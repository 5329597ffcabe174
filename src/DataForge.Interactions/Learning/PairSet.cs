using System.Text.Json;
using DataForge.Core;

namespace DataForge.Interactions;

/// <summary>Pairs as numbers, to learn from or to measure on.</summary>
/// <remarks>Memory: 4 bytes for each item of a state, a next state and the negatives, and 48 a pair.</remarks>
public sealed class PairSet
{
    internal readonly record struct Pair(int Start, int State, int Next, int Negatives, int Action, float Reward, float Return, bool Done);

    private const double LargestReturn = 1e9; // of rewards at their largest, with the largest discount

    private readonly List<int> _items = [];
    private readonly List<Pair> _train = [], _test = [];
    private readonly Names _names = new();

    public int TrainPairs => _train.Count;

    public int TestPairs => _test.Count;

    public int Items => _names.Count;

    internal IReadOnlyList<string> ItemNames => _names.All;

    internal IReadOnlyList<Pair> Train => _train;

    internal IReadOnlyList<Pair> Test => _test;

    internal ReadOnlySpan<int> State(in Pair p) => All.Slice(p.Start, p.State);

    internal ReadOnlySpan<int> Next(in Pair p) => All.Slice(p.Start + p.State, p.Next);

    internal ReadOnlySpan<int> Negatives(in Pair p) => All.Slice(p.Start + p.State + p.Next, p.Negatives);

    private ReadOnlySpan<int> All => System.Runtime.InteropServices.CollectionsMarshal.AsSpan(_items);

    /// <exception cref="ForgeException">The row is no pair.</exception>
    public void Add(Row row)
    {
        var (state, next, negatives) = (List(row, StateAction.State), List(row, StateAction.NextState), List(row, StateAction.Negatives));
        var action = row.Required(StateAction.Action);
        if (state.Count == 0 || next.Count == 0 || negatives.Count == 0) throw Bad(row, "expected items in state, next_state and negatives, found an empty list");
        if (negatives.Contains(action)) throw Bad(row, $"negatives: expected items other than the action, found \"{Printable.Line(action, 60)}\"");
        var reward = Bounded(row, StateAction.Reward, LogFields.LargestReward) ?? throw Bad(row, "expected a number in \"reward\", found none");
        var sum = Bounded(row, StateAction.Return, LargestReturn);
        var split = row.Text(StateAction.Split) ?? StateAction.Train;
        if (split is not (StateAction.Train or StateAction.Test)) throw Bad(row, $"split: expected train or test, found \"{Printable.Line(split, 60)}\"");
        var start = _items.Count;
        foreach (var name in state.Concat(next).Concat(negatives)) _items.Add(_names.Number(name));
        var pair = new Pair(start, state.Count, next.Count, negatives.Count, _names.Number(action), (float)reward, (float)(sum ?? double.NaN), row.Flag(StateAction.Done) ?? false);
        (split == StateAction.Train ? _train : _test).Add(pair);
    }

    private static double? Bounded(Row row, string field, double most) =>
        row.Number(field) is not { } number ? null : Math.Abs(number) <= most ? number : throw Bad(row, $"{field}: expected a number from {-most:N0} to {most:N0}, found {number:G6}");

    internal static List<string> List(Row row, string field)
    {
        if (row.Element(field) is not { ValueKind: JsonValueKind.Array } list) throw Bad(row, $"expected a list of items in \"{field}\", found {(row.Has(field) ? "something else" : "none")}");
        return [.. list.EnumerateArray().Select(i => i.ValueKind switch
        {
            JsonValueKind.String => i.GetString()!,
            JsonValueKind.Number => i.GetRawText(),
            _ => throw Bad(row, $"{field}: expected texts or numbers, found {Printable.Line(i.GetRawText(), 60)}"),
        })];
    }

    private static ForgeException Bad(Row row, string problem) => ForgeException.BadRecord(row.Path, row.Line, problem);
}
