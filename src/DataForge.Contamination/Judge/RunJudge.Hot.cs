using System.Collections;
using System.Runtime.InteropServices;
using DataForge.Text;

namespace DataForge.Contamination;

/// <summary>The tiers: from the runs that an item shares with a document to a finding. Holds scratch memory: one for each thread.</summary>
/// <remarks>Lexical only: a paraphrase that shares no n-gram with the item is not seen.</remarks>
internal sealed class RunJudge(BenchmarkIndex index, ScanSettings settings)
{
    private const int AloneWith = 2; // other tokens of a field in which an item still stands alone: "Question 3:"
    private const int MostWindows = 4; // places of one item in one document that get an LCS each
    private readonly LcsPattern _lcs = new();
    private readonly List<(int From, int To)> _windows = new(MostWindows);

    /// <summary>A member that fired, with its evidence.</summary>
    private readonly record struct Evidence(Rules Rule, StreamKind Kind, int Ngrams, double Ratio, int Start, int End, bool IsLong);

    private readonly List<Evidence> _evidence = [];

    /// <summary>Judges runs [start, end) of the list, which all are of one item and sorted by <see cref="Run.ByItem"/>.</summary>
    public Finding? Judge(TokenStream[] streams, TokenList tokens, List<Run> runs, int start, int end)
    {
        _evidence.Clear();
        var all = CollectionsMarshal.AsSpan(runs)[start..end];
        var text = index.Texts[all[0].Text];
        for (var from = 0; from < all.Length;)
        {
            var to = from + 1;
            while (to < all.Length && all[to].Kind == all[from].Kind && all[to].Whole == all[from].Whole) to++;
            if (all[from].Whole)
            {
                Add(Rules.Whole, StreamKind.Exact, 0, 1, all[from].InDocument, all[from].InDocument + all[from].Length);
                AddCopy(text, all[from], tokens.Count);
            }
            else JudgeReading(text, streams[(int)all[from].Kind], all[from..to]);
            from = to;
        }

        if (_evidence.Count == 0) return null;
        var fired = Rules.None;
        var (best, drops) = (_evidence[0], false);
        foreach (var e in _evidence)
        {
            fired |= e.Rule;
            drops |= Drops(e);
            if (e.Rule < best.Rule) best = e;
        }

        return new Finding(all[0].Text, best.Kind, best.Rule, fired, best.Ngrams, best.Ratio, best.Start, best.End, drops);
    }

    /// <summary>The comparison with published counts knows no limits of its own.</summary>
    private bool Drops(Evidence e) =>
        (settings.Drop & e.Rule) != 0 && (settings.Over != LcsOver.Item || e.Ratio >= settings.Limits.Of(e.Rule) || (e.IsLong && e.Rule is Rules.Exact13 or Rules.Run));

    private void Add(Rules rule, StreamKind kind, int ngrams, double ratio, int start, int end, bool isLong = false)
    {
        if ((settings.Active & rule) == 0) return;
        _evidence.Add(new Evidence(rule, kind, ngrams, ratio, start, end, isLong));
    }

    /// <summary>The whole item stands in a run: says so where it is alone in the field, or long and unlike every other item even with its numbers masked.</summary>
    private void AddCopy(IndexedText text, Run run, int documentLength)
    {
        var alone = documentLength - run.Length <= AloneWith;
        if (!alone && !(run.Length >= index.Grams.ShortN && IndexedText.HasWords(text.Entry, index.Grams.MinDistinct) && text.Entry.Telling[(int)StreamKind.Masked, 0].Any())) return;
        Add(Rules.Copy, StreamKind.Exact, 0, 1, run.InDocument, run.InDocument + run.Length);
    }

    private void JudgeReading(IndexedText text, TokenStream document, ReadOnlySpan<Run> runs)
    {
        var kind = runs[0].Kind;
        var (full, weak, limit) = kind switch
        {
            StreamKind.Exact => (Rules.Exact13, Rules.None, settings.MinLcsShare),
            StreamKind.Masked => (Rules.Masked13, Rules.Masked8, settings.MinLcsShare),
            _ => (Rules.None, Rules.Skeleton, settings.MinTemplateShare),
        };
        var item = index.Reading(runs[0].Text, kind);
        if (((full | weak) & settings.Active) != 0) JudgeByLcs(text, item, document, runs, full & settings.Active, weak & settings.Active, limit);
        if (kind == StreamKind.Exact && (settings.Active & (Rules.Run | Rules.RunWeak | Rules.Copy)) != 0) JudgeByRun(text, item, document.Count, runs);
        if (kind == StreamKind.Skeleton && (settings.Active & Rules.Shuffled) != 0) JudgeByParts(text, item, runs);
    }

    private void JudgeByLcs(IndexedText text, ReadOnlySpan<uint> item, TokenStream document, ReadOnlySpan<Run> runs, Rules full, Rules weak, double limit)
    {
        var kind = runs[0].Kind;
        var ready = false;
        _windows.Clear();
        foreach (var run in runs)
        {
            var strong = full != Rules.None && Count(text, run, 1) > 0;
            if (!strong && (weak == Rules.None || Count(text, run, 0) == 0)) continue;
            var (from, to) = Window(run, item.Length, document.Count);
            if (_windows.Any(w => run.InDocument >= w.From && run.InDocument + run.Length <= w.To) && !(strong && !Fired(full))) continue;
            if (_windows.Count == MostWindows) break;
            _windows.Add((from, to));
            if (!ready) _lcs.Set(item);
            ready = true;
            var window = document.Hashes[from..to];
            var length = _lcs.Measure(window, out var ahead);
            var ratio = (double)length / Denominator(item.Length, document.Count);
            if (ratio <= limit) continue;
            _lcs.Set(item, reverse: true);
            _lcs.Measure(window[..ahead], out var back, reverse: true);
            ready = false;
            var (start, end) = (from + ahead - back, from + ahead);
            if (strong && !Fired(full)) Add(full, kind, Total(text, runs, 1, start, end), ratio, start, end);
            if (weak != Rules.None && !Fired(weak) && Total(text, runs, 0, start, end) is > 0 and var grams) Add(weak, kind, grams, ratio, start, end);
            if ((full == Rules.None || Fired(full)) && (weak == Rules.None || Fired(weak))) return;
        }
    }

    private bool Fired(Rules rule)
    {
        foreach (var e in _evidence)
            if (e.Rule == rule)
                return true;
        return false;
    }

    private (int From, int To) Window(Run run, int itemLength, int documentLength) => settings.Over == LcsOver.Item
        ? (Math.Max(0, run.InDocument - itemLength), Math.Min(documentLength, run.InDocument + run.Length + itemLength))
        : (0, documentLength);

    private int Denominator(int itemLength, int documentLength) => settings.Over switch
    {
        LcsOver.Longer => Math.Max(itemLength, documentLength),
        LcsOver.Shorter => Math.Min(itemLength, documentLength),
        _ => itemLength,
    };

    private void JudgeByRun(IndexedText text, ReadOnlySpan<uint> item, int documentLength, ReadOnlySpan<Run> runs)
    {
        if (runs[0].Length == item.Length) AddCopy(text, runs[0], documentLength);
        foreach (var run in runs) // longest first
        {
            if (run.Length < index.Grams.ShortN || run.Length < item.Length / 2) return;
            if (Count(text, run, 0) is not (> 0 and var grams) || Words(text.Entry, run, Token.Number) < index.Grams.MinDistinct) continue;
            var strong = Words(text.Entry, run, Token.Number | Token.Symbol) > index.Grams.MinDistinct;
            Add(strong ? Rules.Run : Rules.RunWeak, StreamKind.Exact, grams, (double)run.Length / item.Length, run.InDocument, run.InDocument + run.Length, IsLong(text, run));
            if (strong) return;
        }
    }

    /// <summary>Too long for a form of question, and no boilerplate throughout.</summary>
    private bool IsLong(IndexedText text, Run run) => run.Length >= DropLimits.LongRun && Count(text, run, 1) > 0;

    /// <summary>Distinct tokens of a run without the given flags, counted no further than is asked for.</summary>
    private int Words(IndexEntry entry, Run run, int without)
    {
        Span<uint> seen = stackalloc uint[GramHash.MaxN];
        var count = 0;
        for (var i = run.InItem; i < run.InItem + run.Length && count <= index.Grams.MinDistinct; i++)
            if ((entry.Flags[i] & without) == 0 && !seen[..count].Contains(entry.Tokens[i]))
                seen[count++] = entry.Tokens[i];
        return count;
    }

    /// <summary>The share of the item that telling runs cover, in whatever order they stand.</summary>
    private void JudgeByParts(IndexedText text, ReadOnlySpan<uint> item, ReadOnlySpan<Run> runs)
    {
        if (runs.Length < 2) return;
        var covered = new BitArray(item.Length);
        int parts = 0, grams = 0, start = int.MaxValue, end = 0;
        foreach (var run in runs)
        {
            if (Count(text, run, 0) is not (> 0 and var count)) continue;
            var fresh = false;
            for (var i = run.InItem; i < run.InItem + run.Length; i++)
            {
                fresh |= !covered[i];
                covered[i] = true;
            }

            if (!fresh) continue;
            parts++;
            grams += count;
            start = Math.Min(start, run.InDocument);
            end = Math.Max(end, run.InDocument + run.Length);
        }

        var share = (double)covered.Cast<bool>().Count(b => b) / item.Length;
        if (parts >= 2 && share > settings.MinTemplateShare) Add(Rules.Shuffled, StreamKind.Skeleton, grams, share, start, end);
    }

    /// <summary>Telling n-grams inside a run.</summary>
    private int Count(IndexedText text, Run run, int size)
    {
        var n = size == 0 ? index.Grams.ShortN : index.Grams.N;
        return text.Entry.Telling[(int)run.Kind, size].CountIn(run.InItem, run.InItem + run.Length - n + 1);
    }

    private int Total(IndexedText text, ReadOnlySpan<Run> runs, int size, int start, int end)
    {
        var total = 0;
        foreach (var run in runs)
            if (run.InDocument < end && run.InDocument + run.Length > start)
                total += Count(text, run, size);
        return total;
    }
}
