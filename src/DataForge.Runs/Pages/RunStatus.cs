using System.Globalization;
using System.Text;
using DataForge.Core;
using DataForge.Runs.Clusters;
using DataForge.Runs.Work;

namespace DataForge.Runs.Pages;

/// <summary>How far a run is, from its plan, its workers' events and their claims.</summary>
/// <param name="UnderWay">Parts that a live worker has.</param>
public sealed record RunStatus(RunState Run, IReadOnlyList<string> UnderWay)
{
    public static RunStatus Of(RunState state, TimeProvider time) => new(state, new Claims(state.Work.Claims, "", WorkerSettings.DefaultLease, time).Live());

    /// <summary>Jobs of a cluster that wait or run; null where the run was not submitted.</summary>
    public IReadOnlyList<SlurmQueue>? Queue { get; init; }

    /// <summary>By stage, parts that have ended and whose output is not there any more; the same command makes them again.</summary>
    private readonly Dictionary<StageState, int> _gone = Run.Stages.Select(s => (Stage: s, Gone: Enumerable.Range(0, s.Stage.Shards).Count(i => s.IsDone(i) && !OutputSeal.IsThere(s.Stage, i, Run.Work)))).Where(s => s.Gone > 0).ToDictionary(s => s.Stage, s => s.Gone);

    /// <summary>In one word. A run whose outputs are gone is not complete.</summary>
    public string State => Run.Plan.Stages.All(Run.IsComplete) && _gone.Count == 0 ? "complete" : UnderWay.Count > 0 ? "running" : Queue is { Count: > 0 } ? "queued" : Run.Stages.Any(s => s.Failures.Any()) ? "failed" : "stopped";

    internal int Working(StageState stage) => UnderWay.Count(u => u.StartsWith(stage.Stage.Folder + ".", StringComparison.Ordinal));

    public string Text()
    {
        var page = new StringBuilder();
        page.Append(CultureInfo.InvariantCulture, $"{Run.Plan.Name}: {State}\n{"stage",-20} {"parts",8} {"done",8} {"working",8} {"failed",8} {"rows",10} {"dropped",10}\n");
        foreach (var s in Run.Stages)
            page.Append(CultureInfo.InvariantCulture, $"{s.Stage.Name,-20} {s.Stage.Shards,8} {s.DoneShards,8} {Working(s),8} {s.Failures.Count(),8} {s.Figures.Sum(f => f.RowsOut),10} {s.Figures.Sum(f => f.Rejects.Values.Sum()),10}\n");
        var usage = RunUsage.Of(Run);
        if (usage.Tokens > 0) page.Append(CultureInfo.InvariantCulture, $"{usage.Tokens} tokens, money {usage.Money:0.0000}\n");
        if (Run.Plan.Target is { } target) page.Append(CultureInfo.InvariantCulture, $"target: {Math.Min(target.Rows, Run.Of(Run.Plan.Stage(target.Stage)).PrefixRows)} of {target.Rows} rows of {target.Stage}\n");
        foreach (var job in Queue ?? []) page.Append(CultureInfo.InvariantCulture, $"job {job.Job}{(job.Tasks.Length > 0 ? "_" : "")}{Printable.Line(job.Tasks)}: {Printable.Line(job.State.ToLowerInvariant())}{(job.Reason.Length > 0 ? $" ({Printable.Line(job.Reason)})" : "")}\n");
        foreach (var (stage, gone) in _gone) page.Append(CultureInfo.InvariantCulture, $"{stage.Stage.Name}: the output of {Quantity.Of(gone, "part")} that had ended is gone; forge run with the same words makes it again\n");
        foreach (var failure in Run.Stages.SelectMany(s => s.Failures).Take(10)) page.Append(CultureInfo.InvariantCulture, $"{failure.Stage}, part {failure.Shard}: {Printable.Line(failure.Message)}\n");
        return page.ToString();
    }

    public string Json() => Encoding.UTF8.GetString(RowEdit.Json(w =>
    {
        var usage = RunUsage.Of(Run);
        w.WriteStartObject();
        w.WriteString("name", Run.Plan.Name);
        w.WriteString("plan", Run.Plan.Id);
        w.WriteString("state", State);
        if (Run.Closed?.Exit is { } exit) w.WriteNumber("exit_code", exit);
        w.WriteNumber("tokens", usage.Tokens);
        w.WriteNumber("money", Math.Round(usage.Money, 9));
        if (Run.Plan.Target is { } target)
        {
            w.WriteStartObject("target");
            w.WriteString("stage", target.Stage);
            w.WriteNumber("rows", target.Rows);
            w.WriteNumber("accepted", Math.Min(target.Rows, Run.Of(Run.Plan.Stage(target.Stage)).PrefixRows));
            w.WriteEndObject();
        }

        if (Queue is not null)
        {
            w.WriteStartArray("jobs");
            foreach (var job in Queue)
            {
                w.WriteStartObject();
                w.WriteNumber("job", job.Job);
                w.WriteString("tasks", job.Tasks);
                w.WriteString("state", job.State);
                w.WriteString("reason", job.Reason);
                w.WriteEndObject();
            }

            w.WriteEndArray();
        }

        w.WriteStartArray("stages");
        foreach (var s in Run.Stages)
        {
            w.WriteStartObject();
            w.WriteString("stage", s.Stage.Name);
            w.WriteString("key", s.Stage.Key);
            w.WriteNumber("parts", s.Stage.Shards);
            w.WriteNumber("done", s.DoneShards);
            w.WriteNumber("working", Working(s));
            w.WriteNumber("failed", s.Failures.Count());
            if (_gone.TryGetValue(s, out var gone)) w.WriteNumber("output_gone", gone);
            w.WriteNumber("rows_in", s.Figures.Sum(f => f.RowsIn));
            w.WriteNumber("rows_out", s.Figures.Sum(f => f.RowsOut));
            w.WriteStartObject("rejected");
            foreach (var rule in s.Figures.SelectMany(f => f.Rejects).GroupBy(r => r.Key, StringComparer.Ordinal).OrderBy(r => r.Key, StringComparer.Ordinal)) w.WriteNumber(rule.Key, rule.Sum(r => r.Value));
            w.WriteEndObject();
            w.WriteNumber("seconds", Math.Round(s.Spent.Sum(e => e.Seconds), 3));
            w.WriteEndObject();
        }

        w.WriteEndArray();
        w.WriteEndObject();
    })) + "\n";
}
