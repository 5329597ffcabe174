using System.Text;
using DataForge.Core;

namespace DataForge.Stages;

/// <summary>Runs the code of rows and adds what came of it. Code that fails is no failure of the run.</summary>
public sealed class ExecStage(ExecStageSettings settings, ICodeRunner runner) : Stage<CodeWork>
{
    private const string Rows = "rows", ByStatus = "status.";

    public override string Name => "exec";

    public override string Unit => "rows";

    public override int InFlight => 2 * runner.InFlight;

    public override string ShardKey(CodeWork item) => string.Join('\0', item.Blocks);

    public override IEnumerable<StageItem<CodeWork>> Read(IEnumerable<Row> rows, IBadRecords bad) => Each(rows, bad, row => CodeWork.From(row, settings.CodeFields));

    public override async ValueTask<StageResult> Process(CodeWork item, CancellationToken cancel)
    {
        var executions = await runner.Run(new CodeRequest(item.Blocks, settings.Style, settings.Limits) { Modules = settings.Modules }, cancel);
        var whole = executions.FirstOrDefault(e => e.Status != ExecutionStatus.Ok) ?? executions[0];
        var row = item.Row.With(e =>
        {
            e.Set("output", item.IsConversation ? Joined(executions) : whole.Output);
            e.Set("status", whole.StatusName);
            if (settings.WithSeconds) e.Set("seconds", Math.Round(executions.Sum(x => x.Seconds), 4));
            if (item.IsConversation) e.Write("block_results", w => Write(w, executions));
        });
        return new StageResult().Add(row).Count(Rows).Count(ByStatus + whole.StatusName);
    }

    /// <summary>What a conversation printed; each block begins on a line of its own.</summary>
    private static string Joined(IReadOnlyList<Execution> executions)
    {
        var text = new StringBuilder();
        foreach (var output in executions.Where(e => e.Status != ExecutionStatus.Refused).Select(e => e.Output))
        {
            if (text.Length > 0 && text[^1] != '\n' && output.Length > 0) text.Append('\n');
            text.Append(output);
        }

        return text.ToString();
    }

    private void Write(System.Text.Json.Utf8JsonWriter w, IReadOnlyList<Execution> executions)
    {
        w.WriteStartArray();
        foreach (var execution in executions)
        {
            w.WriteStartObject();
            w.WriteString("output", execution.Output);
            w.WriteString("status", execution.StatusName);
            if (settings.WithSeconds) w.WriteNumber("seconds", execution.Seconds);
            w.WriteEndObject();
        }

        w.WriteEndArray();
    }

    public override IEnumerable<string> Summary(RunCounts counts) =>
        [$"{Quantity.Of(counts.Of(Rows), "row")} run by {runner.Version}{(counts.Of(Rows) > 0 ? $": {counts.List(ByStatus)}" : "")}; {Durations.Text(counts[RunCounts.Seconds])}"];
}
