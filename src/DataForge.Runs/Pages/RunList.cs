using System.Globalization;
using System.Text;
using DataForge.Core;
using DataForge.Runs.Ledgers;

namespace DataForge.Runs.Pages;

/// <summary>Runs as a table or as JSON.</summary>
public static class RunList
{
    public static string Text(IReadOnlyList<RunLine> runs)
    {
        var page = new StringBuilder();
        page.Append(CultureInfo.InvariantCulture, $"{"run",-20} {"started",-24} {"state",-12} work\n");
        foreach (var run in runs) page.Append(CultureInfo.InvariantCulture, $"{run.Name,-20} {run.Started,-24} {State(run),-12} {run.Work}\n");
        return page.ToString();
    }

    public static string Json(IReadOnlyList<RunLine> runs) => Encoding.UTF8.GetString(RowEdit.Json(w =>
    {
        w.WriteStartArray();
        foreach (var run in runs)
        {
            w.WriteStartObject();
            w.WriteString("run", run.Run);
            w.WriteString("name", run.Name);
            w.WriteString("work", run.Work);
            w.WriteString("started", run.Started);
            w.WriteString("ended", run.Ended);
            if (run.ExitCode is { } code) w.WriteNumber("exit_code", code);
            else w.WriteNull("exit_code");
            w.WriteString("state", State(run));
            w.WriteEndObject();
        }

        w.WriteEndArray();
    })) + "\n";

    private static string State(RunLine run) => run.ExitCode switch { null => "open", 0 => "complete", 1 => "gate failed", 130 => "interrupted", _ => "failed" };
}
