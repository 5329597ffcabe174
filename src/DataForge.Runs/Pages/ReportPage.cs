using System.Globalization;
using DataForge.Runs.Ledgers;
using DataForge.Runs.Work;

namespace DataForge.Runs.Pages;

/// <summary>A run's closing page: the funnel by stage and reason, the yield of each evolution, vote shares, scores, cost.</summary>
public static class ReportPage
{
    public static string Of(RunState state, Ledger ledger)
    {
        var run = Ledger.IdOf(state.Work);
        var stages = ledger.Stages(run);
        var cost = RunCost.Of(stages);
        var page = new HtmlPage($"Run {state.Plan.Name}");
        page.Paragraph($"Plan {state.Plan.Id}").Heading("Funnel")
            .Table(["stage", "dropped, by rule", "rows in", "rows out"], RunTable.Lines(stages, ledger.Rejects(run)).Select(l => (IReadOnlyList<string>)[l.Name, l.Dropped, l.RowsIn.ToString(CultureInfo.InvariantCulture), l.Out]), numbers: 2);
        page.Heading("Yield by evolution")
            .Table(["stage", "evolution", "rows", "known answer", "graded", "right"], ledger.Kinds(run).Where(k => k.Kind.Length > 0).Select(k => (IReadOnlyList<string>)[k.Stage, k.Kind, Number(k.Made), Number(k.Known), Number(k.Graded), Number(k.Correct)]), numbers: 2);
        page.Heading("Votes and scores");
        foreach (var stage in state.Stages)
        {
            Histogram(page, $"{stage.Stage.Name}: share of the winning answer", stage, f => f.Votes);
            Histogram(page, $"{stage.Stage.Name}: reward score through a sigmoid", stage, f => f.Scores);
        }

        page.Heading("Cost").Preformatted(cost.Text());
        return page.ToString();
    }

    private static void Histogram(HtmlPage page, string title, StageState stage, Func<ShardFigures, long[]?> bins)
    {
        var found = stage.Figures.Select(bins).OfType<long[]>().ToList();
        if (found.Count > 0) page.Histogram(title, [.. Enumerable.Range(0, found[0].Length).Select(i => found.Sum(b => b[i]))]);
    }

    private static string Number(long value) => value.ToString(CultureInfo.InvariantCulture);
}
