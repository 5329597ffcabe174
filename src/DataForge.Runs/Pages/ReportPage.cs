using System.Globalization;
using DataForge.Runs.Ledgers;
using DataForge.Runs.Manifests;
using DataForge.Runs.Work;

namespace DataForge.Runs.Pages;

/// <summary>A run's closing page: the funnel by stage and reason, the yield of each evolution, vote shares, scores, cost.</summary>
public static class ReportPage
{
    private const int Examples = 5;

    public static string Of(RunState state, Ledger ledger, CancellationToken cancel)
    {
        var run = Ledger.IdOf(state.Work);
        var stages = ledger.Stages(run);
        var cost = RunCost.Of(stages);
        var page = new HtmlPage($"Run {state.Plan.Name}");
        page.Paragraph($"Plan {state.Plan.Id}").Heading("Funnel")
            .Table(["stage", "dropped, by rule", "rows in", "rows out"], RunTable.Lines(stages, ledger.Rejects(run)).Select(l => (IReadOnlyList<string>)[l.Name, l.Dropped, l.RowsIn.ToString(CultureInfo.InvariantCulture), l.Out]), numbers: 2);
        var order = stages.Select((s, i) => (s.Stage, i)).ToDictionary(s => s.Stage, s => s.i, StringComparer.Ordinal);
        page.Heading("Yield by evolution")
            .Table(["stage", "evolution", "rows", "known answer", "graded", "right"], ledger.Kinds(run).Where(k => k.Kind.Length > 0).OrderBy(k => order.GetValueOrDefault(k.Stage)).Select(k => (IReadOnlyList<string>)[k.Stage, k.Kind, Number(k.Made), Number(k.Known), Number(k.Graded), Number(k.Correct)]), numbers: 2);
        page.Heading("Dropped by evolution and gate").Table(["stage", "evolution", "dropped, by rule", "rows"], Gates(state, order), numbers: 1);
        page.Heading("Votes and scores");
        foreach (var stage in state.Stages)
        {
            Histogram(page, $"{stage.Stage.Name}: share of the winning answer", state, stage, f => f.Votes);
            Histogram(page, $"{stage.Stage.Name}: reward score through a sigmoid", state, stage, f => f.Scores);
        }

        page.Heading("Cost").Preformatted(cost.Text());
        foreach (var stage in state.Stages.Where(s => s.Stage.TableLine is { Length: > 0 }))
        {
            page.Heading($"{stage.Stage.Name}: examples");
            if (stage.Stage.Output == OutputKind.Rows) PreviewPage.Rows(page, state.Work.Output(stage.Stage, 0), dropped: false, cancel, Examples);
            PreviewPage.Rows(page, state.Work.Rejects(stage.Stage, 0), dropped: true, cancel, Examples);
        }

        return page.ToString();
    }

    /// <summary>What each stage dropped of each evolution's rows.</summary>
    private static IEnumerable<IReadOnlyList<string>> Gates(RunState state, Dictionary<string, int> order) =>
        from stage in state.Stages.OrderBy(s => order.GetValueOrDefault(s.Stage.Name))
        from kind in stage.Figures.SelectMany(f => f.KindRejects).Select(r => (Words: r.Key.Split(' ', 2), Rows: r.Value)).GroupBy(r => r.Words[1], StringComparer.Ordinal).OrderBy(k => k.Key, StringComparer.Ordinal)
        let rules = kind.GroupBy(r => r.Words[0], StringComparer.Ordinal).OrderBy(r => r.Key, StringComparer.Ordinal).Select(r => string.Create(CultureInfo.InvariantCulture, $"{r.Key} {r.Sum(x => x.Rows)}"))
        select (IReadOnlyList<string>)[stage.Stage.Name, kind.Key, string.Join(", ", rules), Number(kind.Sum(r => r.Rows))];

    /// <summary>Where the figure first stands in the rows: later stages carry it on.</summary>
    private static void Histogram(HtmlPage page, string title, RunState state, StageState stage, Func<ShardFigures, long[]?> bins)
    {
        if (stage.Stage.Inputs.Any(i => i.Stage is { } name && state.Of(state.Plan.Stage(name)).Figures.Any(f => bins(f) is not null))) return;
        var found = stage.Figures.Select(bins).OfType<long[]>().ToList();
        if (found.Count > 0) page.Histogram(title, [.. Enumerable.Range(0, found[0].Length).Select(i => found.Sum(b => b[i]))]);
    }

    private static string Number(long value) => value.ToString(CultureInfo.InvariantCulture);
}
