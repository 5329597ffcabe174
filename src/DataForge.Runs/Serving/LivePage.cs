using System.Globalization;
using DataForge.Runs.Pages;
using DataForge.Runs.Work;

namespace DataForge.Runs.Serving;

/// <summary>How far a run is, as a page that loads itself anew every few seconds.</summary>
internal static class LivePage
{
    private const int Seconds = 5;

    public static string Of(RunStatus status)
    {
        var run = status.Run;
        var page = new HtmlPage($"Run {run.Plan.Name}: {status.State}") { RefreshSeconds = Seconds };
        page.Table(["stage", "parts", "done", "working", "failed", "rows", "dropped", "tokens", "money"], run.Stages.Select(s => (IReadOnlyList<string>)
        [
            s.Stage.Name, Number(s.Stage.Shards), Number(s.DoneShards), Number(status.Working(s)), Number(s.Failures.Count()), Number(s.Figures.Sum(f => f.RowsOut)), Number(s.Figures.Sum(f => f.Rejects.Values.Sum())),
            Number(s.Spent.Sum(e => e.Figures!.TokensIn + e.Figures.TokensOut)), s.Spent.Sum(e => RunUsage.Cost(s.Stage.PriceIn, s.Stage.PriceOut, e.Figures!)).ToString("0.0000", CultureInfo.InvariantCulture),
        ]));
        var usage = RunUsage.Of(run);
        page.Paragraph(string.Create(CultureInfo.InvariantCulture, $"money {usage.Money:0.0000}; {RunUsage.Projected(run):0.0000} when the stages that have begun are done"));
        if (run.Plan.Target is { } target) page.Paragraph(string.Create(CultureInfo.InvariantCulture, $"{Math.Min(target.Rows, run.Of(run.Plan.Stage(target.Stage)).PrefixRows)} of {target.Rows} rows of {target.Stage} are accepted"));
        foreach (var failure in run.Stages.SelectMany(s => s.Failures).Take(10)) page.Details(string.Create(CultureInfo.InvariantCulture, $"{failure.Stage}, part {failure.Shard}"), [("message", failure.Message ?? "")], dropped: true);
        return page.ToString();
    }

    private static string Number(long value) => value.ToString("N0", CultureInfo.InvariantCulture);
}
