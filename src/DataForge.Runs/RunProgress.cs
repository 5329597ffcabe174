using System.Globalization;
using DataForge.Core;
using DataForge.Runs.Work;

namespace DataForge.Runs;

/// <summary>One line about the stage under way: parts done, rows, rate, time to go, money. Redrawn by the second on a terminal, plain lines every ten elsewhere.</summary>
internal sealed class RunProgress(RunState state, IRunReport report, TimeProvider time) : IDisposable
{
    private readonly bool _terminal = !Console.IsErrorRedirected;
    private readonly DateTimeOffset _begun = time.GetUtcNow();
    private readonly Dictionary<string, int> _before = state.Stages.ToDictionary(s => s.Stage.Key, s => s.DoneShards, StringComparer.Ordinal);
    private readonly Dictionary<string, DateTimeOffset> _first = new(StringComparer.Ordinal);
    private DateTimeOffset _shown = time.GetUtcNow();
    private int _width;

    public void Show()
    {
        var now = time.GetUtcNow();
        if (now - _shown < TimeSpan.FromSeconds(_terminal ? 1 : 10)) return;
        _shown = now;
        if (state.Stages.LastOrDefault(s => s.DoneShards < s.Stage.Shards && Enumerable.Range(0, s.Stage.Shards).Any(i => s.LatestOf(i)?.Kind == EventKind.Started)) is not { } stage) return;
        var line = Line(stage, now);
        if (!_terminal)
        {
            report.Say(line);
            return;
        }

        line = $"{report.Tool}: {Printable.Line(line)}";
        report.Write("\r" + line.PadRight(_width));
        _width = line.Length;
    }

    private string Line(StageState stage, DateTimeOffset now)
    {
        if (!_first.TryGetValue(stage.Stage.Key, out var first)) _first[stage.Stage.Key] = first = now;
        var done = stage.DoneShards - _before[stage.Stage.Key];
        var rows = stage.Figures.Sum(f => f.RowsOut);
        var text = string.Create(CultureInfo.InvariantCulture, $"stage {stage.Stage.Name}: {stage.DoneShards:N0} of {Quantity.Of(stage.Stage.Shards, "part")}, {Quantity.Of(rows, "row")}");
        if (done > 0 && (now - first).TotalSeconds is > 1 and var seconds) text += string.Create(CultureInfo.InvariantCulture, $" ({(double)rows / stage.DoneShards * done / seconds:0.0}/s), ETA {Durations.Text((stage.Stage.Shards - stage.DoneShards) * seconds / done)}");
        var usage = RunUsage.Of(state);
        if (usage.Tokens > 0) text += string.Create(CultureInfo.InvariantCulture, $", {usage.Tokens:N0} tokens");
        if (usage.Money > 0) text += string.Create(CultureInfo.InvariantCulture, $", {usage.Money:0.00} spent, {RunUsage.Projected(state):0.00} with the stages that have begun");
        if (state.Plan.Target is { } target) text += string.Create(CultureInfo.InvariantCulture, $", {state.Of(state.Plan.Stage(target.Stage)).PrefixRows:N0} of {target.Rows:N0} accepted");
        return text + $", {Durations.Text(now - _begun)} so far";
    }

    public void Dispose()
    {
        if (_terminal && _width > 0) report.Write("\r" + new string(' ', _width) + "\r");
    }
}
