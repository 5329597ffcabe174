using System.Globalization;
using System.Text;
using DataForge.Runs.Pages;
using DataForge.Runs.Work;

namespace DataForge.Runs.Serving;

/// <summary>A run's figures in Prometheus' text format 0.0.4.</summary>
internal static class Metrics
{
    public static string Of(RunStatus status)
    {
        var (page, run) = (new StringBuilder(), status.Run);
        Family("forge_run_state", "gauge", "1 for the state that the run is in.", [($"run=\"{Label(run.Plan.Name)}\",state=\"{status.State}\"", 1)]);
        Stages("forge_stage_parts", "gauge", "Parts of the stage.", s => s.Stage.Shards);
        Stages("forge_stage_parts_done", "gauge", "Parts whose output is whole.", s => s.DoneShards);
        Stages("forge_stage_parts_working", "gauge", "Parts that a worker has.", s => status.Working(s));
        Stages("forge_stage_parts_failed", "gauge", "Parts that failed.", s => s.Failures.Count());
        Stages("forge_stage_rows_in_total", "counter", "Rows read.", s => s.Figures.Sum(f => f.RowsIn));
        Stages("forge_stage_rows_out_total", "counter", "Rows written.", s => s.Figures.Sum(f => f.RowsOut));
        Stages("forge_stage_seconds_total", "counter", "Seconds of workers.", s => s.Spent.Sum(e => e.Seconds));
        Stages("forge_stage_calls_total", "counter", "Calls of a model.", s => s.Spent.Sum(e => e.Figures!.Calls));
        Family("forge_stage_tokens_total", "counter", "Tokens read and generated.", run.Stages.SelectMany(s => new[]
        {
            ($"stage=\"{Label(s.Stage.Name)}\",direction=\"in\"", (double)s.Spent.Sum(e => e.Figures!.TokensIn)), ($"stage=\"{Label(s.Stage.Name)}\",direction=\"out\"", s.Spent.Sum(e => e.Figures!.TokensOut)),
        }));
        Family("forge_stage_rejects_total", "counter", "Rows dropped, by rule.", run.Stages.SelectMany(s => s.Figures.SelectMany(f => f.Rejects).GroupBy(r => r.Key, StringComparer.Ordinal).OrderBy(r => r.Key, StringComparer.Ordinal)
            .Select(r => ($"stage=\"{Label(s.Stage.Name)}\",rule=\"{Label(r.Key)}\"", (double)r.Sum(x => x.Value)))));
        Stages("forge_stage_money_total", "counter", "Money spent, by the prices of the manifest.", s => s.Spent.Sum(e => RunUsage.Cost(s.Stage.PriceIn, s.Stage.PriceOut, e.Figures!)));
        if (run.Plan.Target is { } target)
        {
            Family("forge_target_rows", "gauge", "Rows that end the run.", [("", target.Rows)]);
            Family("forge_target_accepted", "gauge", "Rows accepted so far, in plan order.", [("", Math.Min(target.Rows, run.Of(run.Plan.Stage(target.Stage)).PrefixRows))]);
        }

        return page.ToString();

        void Stages(string name, string type, string help, Func<StageState, double> figure) => Family(name, type, help, run.Stages.Select(s => ($"stage=\"{Label(s.Stage.Name)}\"", figure(s))));

        void Family(string name, string type, string help, IEnumerable<(string Labels, double Value)> samples)
        {
            page.Append(CultureInfo.InvariantCulture, $"# HELP {name} {help}\n# TYPE {name} {type}\n");
            foreach (var (labels, value) in samples) page.Append(CultureInfo.InvariantCulture, $"{name}{(labels.Length > 0 ? $"{{{labels}}}" : "")} {value}\n");
        }
    }

    private static string Label(string text) => text.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("\"", "\\\"", StringComparison.Ordinal).Replace("\n", "\\n", StringComparison.Ordinal);
}
