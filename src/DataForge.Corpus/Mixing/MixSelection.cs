using DataForge.Core;

namespace DataForge.Corpus;

/// <summary>Chooses the rows of a stage.</summary>
/// <remarks>
/// A row's draws are a function of (seed, source, row, epoch): what other sources there are, and how large they are, changes neither which of a source's rows come first nor their order.
/// Rows are taken without replacement until all are taken, then again, up to the repeat cap.
/// </remarks>
public sealed class MixSelection(MixPlan plan, IReadOnlyList<IReadOnlyList<string?>> cells, IReadOnlyList<string> fields)
{
    /// <summary>The rows of one stage, in order.</summary>
    /// <param name="populations">For each source its rows; validation rows are left out here.</param>
    /// <param name="stageTokens">Tokens of the earlier stages by name.</param>
    public (MixPick[] Picks, IReadOnlyList<MixShare> Shares) Stage(MixStage stage, IReadOnlyList<IReadOnlyList<int>> populations, Func<int, MixRow> row, IReadOnlyDictionary<string, long> stageTokens)
    {
        var rows = populations.Select(p => p.Where(r => !row(r).IsValidation).ToArray()).ToArray();
        var available = rows.Select(r => r.Sum(i => (long)row(i).Tokens)).ToArray();
        var counted = stage.Sources.Select((source, s) => source.Amount == MixAmount.Rows ? TakeRows([], s, source, rows[s], row, (long)source.Value) : 0).ToArray();
        var targets = Targets(stage, available, counted, stageTokens);
        var picks = new List<MixPick>();
        var shares = new List<MixShare>();
        for (var s = 0; s < stage.Sources.Count; s++)
        {
            var begin = picks.Count;
            var byCell = Cells(stage, rows[s], row);
            var source = stage.Sources[s];
            if (source.Amount == MixAmount.Rows) TakeRows(picks, s, source, rows[s], row, (long)source.Value);
            var quotas = source.Amount == MixAmount.Rows ? new long[byCell.Count] : CellQuotas(stage, byCell, targets[s], row);
            var carried = 0L;
            for (var c = 0; c < byCell.Count && source.Amount != MixAmount.Rows; c++) carried = Take(picks, s, source, byCell[c].Rows, row, quotas[c] + carried);
            shares.Add(Share(source, stage, targets[s], picks, begin, rows[s].Length, byCell, quotas, row));
        }

        var order = picks.Select(p => p with { Key = Random(stage.Sources[p.Source].Name, row(p.Row).Id).Fork(1).Bits((ulong)p.Epoch), First = First(stage, p, row) }).ToArray();
        Array.Sort(order, (a, b) => a.First != b.First ? a.First.CompareTo(b.First) : a.Key != b.Key ? a.Key.CompareTo(b.Key) : (a.Source, a.Row, a.Epoch).CompareTo((b.Source, b.Row, b.Epoch)));
        return (order, shares);
    }

    private static float First(MixStage stage, MixPick pick, Func<int, MixRow> row) => stage.Order switch
    {
        MixOrder.Blocks => pick.Source,
        MixOrder.Curriculum => row(pick.Row).Difficulty is var d && float.IsNaN(d) ? float.PositiveInfinity : d,
        _ => 0,
    };

    private CounterRandom Random(string source, ulong id) => CounterRandom.For(plan.Seed, "mix", source).Fork(id);

    /// <param name="counted">Tokens of the sources that give so many rows.</param>
    /// <exception cref="ForgeException">What sources ask for by themselves is more than the stage has.</exception>
    private static long[] Targets(MixStage stage, long[] available, long[] counted, IReadOnlyDictionary<string, long> stageTokens)
    {
        var targets = stage.Sources.Select((s, i) => s.Amount switch
        {
            MixAmount.Tokens => (long)s.Value,
            MixAmount.Epochs => (long)Math.Round(s.Value * available[i]),
            MixAmount.ShareOf => (long)Math.Round(s.Value * stageTokens[s.Of!]),
            MixAmount.Rows => counted[i],
            _ => 0L,
        }).ToArray();
        if (stage.Tokens is { } tokens && targets.Sum() is var asked && asked > tokens)
            throw new ForgeException($"stage {stage.Name}: its sources ask for {Quantity.Of(asked, "token")} by tokens, rows, epochs or share, and the stage has {tokens:N0}");
        var weights = stage.Sources.Select((s, i) => s.Amount != MixAmount.Weight ? 0 : s.Value > 0 ? s.Value : Math.Pow(available[i], 1 / stage.Temperature)).ToArray();
        var parts = Quotas.Divide((stage.Tokens ?? 0) - targets.Sum(), weights);
        for (var i = 0; i < targets.Length; i++) targets[i] += parts[i];
        return targets;
    }

    /// <summary>Rows by their values of the stage's strata, in the order of the values' names.</summary>
    private List<(string Name, string?[] Values, int[] Rows)> Cells(MixStage stage, int[] rows, Func<int, MixRow> row)
    {
        var at = stage.Strata.Select(s => fields.ToList().IndexOf(s.Field)).ToArray();
        var names = cells.Select(values => string.Join(" × ", at.Select(f => values[f] ?? "none"))).ToArray();
        return [.. rows.GroupBy(r => names.Length == 0 ? "" : names[row(r).Cell], StringComparer.Ordinal).OrderBy(g => g.Key, StringComparer.Ordinal)
            .Select(g => (g.Key, at.Select(f => cells[row(g.First()).Cell][f]).ToArray(), g.ToArray()))];
    }

    /// <summary>A stratum's weight is the product of its values' shares; without shares for a field its values count alike.</summary>
    private long[] CellQuotas(MixStage stage, List<(string Name, string?[] Values, int[] Rows)> byCell, long target, Func<int, MixRow> row)
    {
        var weights = byCell.Select(c => stage.Strata.Select((s, i) => s.Shares is null ? 1 : c.Values[i] is { } value ? s.Shares.GetValueOrDefault(value) : 0).Aggregate(1.0, (a, b) => a * b)).ToArray();
        return Quotas.DivideCapped(target, weights, [.. byCell.Select(c => c.Rows.Sum(r => (long)row(r).Tokens) * plan.MaxRepeats)]);
    }

    /// <summary>Takes rows of about so many tokens; gives what is left to the next cell, which may be negative.</summary>
    private long Take(List<MixPick> picks, int number, MixSource source, int[] rows, Func<int, MixRow> row, long quota)
    {
        var total = rows.Sum(r => (long)row(r).Tokens);
        if (total == 0) return quota;
        var epoch = 0;
        for (; epoch < plan.MaxRepeats && quota >= total; epoch++, quota -= total)
            foreach (var r in rows)
                picks.Add(new MixPick(r, epoch, number, 0, 0));
        if (epoch == plan.MaxRepeats || quota <= 0) return quota;
        foreach (var r in Drawn(source, rows, row, epoch))
        {
            var tokens = row(r).Tokens;
            if (2 * quota < tokens) break; // nearer to the quota without it
            picks.Add(new MixPick(r, epoch, number, 0, 0));
            quota -= tokens;
            if (quota <= 0) break;
        }

        return quota;
    }

    private long TakeRows(List<MixPick> picks, int number, MixSource source, int[] rows, Func<int, MixRow> row, long count)
    {
        var tokens = 0L;
        for (var epoch = 0; epoch < plan.MaxRepeats && count > 0 && rows.Length > 0; epoch++)
            foreach (var r in Drawn(source, rows, row, epoch).Take((int)Math.Min(count, rows.Length)))
            {
                picks.Add(new MixPick(r, epoch, number, 0, 0));
                tokens += row(r).Tokens;
                count--;
            }

        return tokens;
    }

    private int[] Drawn(MixSource source, int[] rows, Func<int, MixRow> row, int epoch)
    {
        var keys = Array.ConvertAll(rows, r => (Random(source.Name, row(r).Id).Fork(2).Bits((ulong)epoch), r));
        var drawn = rows.ToArray();
        Array.Sort(keys, drawn);
        return drawn;
    }

    private MixShare Share(MixSource source, MixStage stage, long target, List<MixPick> picks, int begin, int available, List<(string Name, string?[] Values, int[] Rows)> byCell, long[] quotas, Func<int, MixRow> row)
    {
        var mine = picks.Skip(begin).ToList();
        var tokens = mine.Sum(p => (long)row(p.Row).Tokens);
        var capacity = byCell.Sum(c => c.Rows.Sum(r => (long)row(r).Tokens)) * plan.MaxRepeats;
        var taken = mine.GroupBy(p => row(p.Row).Cell).ToDictionary(g => g.Key, g => g.Sum(p => (long)row(p.Row).Tokens));
        var strata = stage.Strata.Count == 0 ? [] : byCell.Select((c, i) => (c.Name, quotas[i], c.Rows.Select(r => row(r).Cell).Distinct().Sum(k => taken.GetValueOrDefault(k)))).ToList();
        return new MixShare(source.Name, target, tokens, mine.Count, mine.Select(p => p.Row).Distinct().Count(), available, mine.Count == 0 ? 0 : mine.Max(p => p.Epoch) + 1, Math.Max(0, target - capacity), strata);
    }
}
