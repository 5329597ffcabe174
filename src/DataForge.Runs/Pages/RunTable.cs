using System.Globalization;
using System.Text;
using DataForge.Runs.Ledgers;

namespace DataForge.Runs.Pages;

/// <summary>What a run made of its rows, as text: stages with what they dropped and why, then the yield of each evolution.</summary>
public static class RunTable
{
    /// <summary>Both tables from the ledger.</summary>
    public static string Of(Ledger ledger, string run)
    {
        var stages = ledger.Stages(run);
        var page = new StringBuilder();
        var width = Math.Max(12, stages.Max(s => (s.Line ?? s.Stage).Length));
        page.Append(CultureInfo.InvariantCulture, $"{"stage".PadRight(width)} {"rows in",8} {"rows out",8}   dropped, by rule\n");
        foreach (var line in Lines(stages, ledger.Rejects(run)))
            page.Append(string.Create(CultureInfo.InvariantCulture, $"{line.Name.PadRight(width)} {line.RowsIn,8} {line.Out,8}   {line.Dropped}").TrimEnd()).Append('\n');
        Yield(page, stages, ledger.Kinds(run));
        if (stages.Sum(s => s.TokensOut) is > 0 and var tokens) page.Append(CultureInfo.InvariantCulture, $"{tokens} tokens generated, {stages.Sum(s => s.TokensIn)} read; workers were at it for {stages.Sum(s => s.Seconds):0} seconds\n");
        return page.ToString();
    }

    /// <summary>Lines of the table; stages that share a line are counted as one.</summary>
    internal static IReadOnlyList<(string Name, long RowsIn, string Out, string Dropped)> Lines(IReadOnlyList<StageLine> stages, IReadOnlyList<RejectLine> rejects)
    {
        var dropped = rejects.ToLookup(r => r.Stage, StringComparer.Ordinal);
        return [.. stages.Where(s => s.Line is { Length: > 0 }).GroupBy(s => s.Line!, StringComparer.Ordinal).Select(g => (
            g.Key, g.First().RowsIn,
            g.Last() is { Folder: 1 } folder ? string.Create(CultureInfo.InvariantCulture, $"{folder.Files} {(folder.Files == 1 ? "shard" : "shards")}") : g.Last().RowsOut.ToString(CultureInfo.InvariantCulture),
            string.Join(", ", g.SelectMany(s => dropped[s.Stage]).GroupBy(r => r.Rule, StringComparer.Ordinal).OrderBy(r => r.Key, StringComparer.Ordinal).Select(r => string.Create(CultureInfo.InvariantCulture, $"{r.Key} {r.Sum(x => x.Dropped)}")))))];
    }

    /// <summary>What became of the problems of each evolution, and how many of the graded rows are right.</summary>
    private static void Yield(StringBuilder page, IReadOnlyList<StageLine> stages, IReadOnlyList<KindLine> kinds)
    {
        var order = stages.Select((s, i) => (s.Stage, i)).ToDictionary(s => s.Stage, s => s.i, StringComparer.Ordinal);
        var evolved = kinds.Where(k => k.Kind.Length > 0).ToList();
        var graded = kinds.Where(k => k.Graded > 0).GroupBy(k => k.Stage, StringComparer.Ordinal).OrderBy(g => order.GetValueOrDefault(g.Key)).LastOrDefault()?.ToList() ?? [];
        if (evolved.Count > 0)
        {
            var asked = stages[evolved.Min(k => order.GetValueOrDefault(k.Stage))];
            var solved = evolved.Where(k => k.Known > 0).Select(k => order.GetValueOrDefault(k.Stage)).DefaultIfEmpty(-1).Min();
            page.Append(CultureInfo.InvariantCulture, $"\n{"evolution",-22} {"asked",6} {"new",6} {"recognised",11} {"kept, gradable",14} {"right",6}\n");
            foreach (var kind in evolved.Where(k => k.Stage == asked.Stage).Select(k => k.Kind).Order(StringComparer.Ordinal))
            {
                long In(int stage, Func<KindLine, long> figure) => evolved.Where(k => k.Kind == kind && order.GetValueOrDefault(k.Stage) == stage).Sum(figure);
                var last = graded.FirstOrDefault(k => k.Kind == kind);
                page.Append(CultureInfo.InvariantCulture, $"{kind,-22} {asked.RowsIn,6} {In(order[asked.Stage], k => k.Made),6} {(solved < 0 ? 0 : In(solved, k => k.Known)),11} {last?.Graded ?? 0,14} {last?.Correct ?? 0,6}\n");
            }
        }

        if (graded.Count > 0) page.Append(CultureInfo.InvariantCulture, $"\n{graded[0].Stage}: {graded.Sum(k => k.Graded)} rows with a known answer, {graded.Sum(k => k.Correct)} right\n");
    }
}
