using DataForge.Core;
using DataForge.Runner;

namespace DataForge.Cli;

/// <summary>The <c>--summary</c> of a tool whose run is its own: the same shape as that of a stage.</summary>
public sealed class OwnRunSummary(Parsed parsed, ToolContext context)
{
    private readonly long _began = context.Time.GetTimestamp();
    private readonly List<RunGate> _gates = [];
    private readonly List<KeyValuePair<string, string>> _outputs = [];

    /// <summary>Counts of the run; rejects under <see cref="RunCounts.Dropped"/>.</summary>
    public RunCounts Counts { get; } = new();

    public void Reject(IEnumerable<KeyValuePair<string, long>> byRule)
    {
        foreach (var (rule, count) in byRule) Counts.Add(RunCounts.Dropped + rule, count);
    }

    /// <summary>A bound of the run; <paramref name="verdict"/> is null where it held.</summary>
    public void Gate(string name, double limit, double found, string? verdict) => _gates.Add(new RunGate(name, limit, found, verdict));

    /// <summary>A file that the run wrote; null and standard output are passed over.</summary>
    public void Output(string name, string? path)
    {
        if (path is not null and not "-") _outputs.Add(KeyValuePair.Create(name, path));
    }

    /// <summary>Writes the file that <c>--summary</c> names, if it names one, as the last of the run's files.</summary>
    /// <exception cref="ForgeException">It cannot be written.</exception>
    public ExitCode Write(ExitCode code, long rowsIn, long rowsOut, long badRecords)
    {
        if (parsed.Get(RunOptions.Summary) is { } path)
            new RunSummary(context.Tool, Tool.Version, 1)
            {
                ExitCode = code,
                RowsIn = rowsIn,
                RowsOut = rowsOut,
                BadRecords = badRecords,
                Counts = Counts,
                Gates = _gates,
                Settings = parsed.OutputSettings,
                Inputs = parsed.Inputs,
                Outputs = _outputs,
                Seconds = context.Time.GetElapsedTime(_began).TotalSeconds,
            }.Write(path, context.Cancel);
        return code;
    }
}
