using DataForge.Cli;
using DataForge.Contamination;
using DataForge.Core;
using DataForge.Formats;
using DataForge.Runner;

namespace DataForge.Tools.Shared;

/// <summary>When a scan that ran to its end still fails: too many bad records, or too much contamination. Each broken gate is told.</summary>
internal sealed record ScanGate(IReadOnlyList<RunGate> Gates)
{
    public IReadOnlyList<string> Broken => [.. Gates.Select(g => g.Verdict).OfType<string>()];

    public ExitCode ExitCode => Broken.Count > 0 ? ExitCode.GateFailed : ExitCode.Ok;

    /// <param name="dropped">Rows whose hits drop them.</param>
    /// <param name="coverage">What was read.</param>
    /// <param name="maxUnread">The largest share of rows not read in full; null for no gate.</param>
    public static ScanGate Judge(Parsed options, long dropped, Coverage coverage, double? maxUnread, BadRows bad)
    {
        var rows = coverage.Rows;
        var share = rows == 0 ? 0 : (double)dropped / rows;
        var (maxHits, maxShare) = (options.Get(ContaminationOptions.MaxHits), options.Get(ContaminationOptions.MaxShare));
        var gates = new List<RunGate> { new("max-bad", options.Get(InputOutputOptions.MaxBad) ?? 0, bad.Count, bad.Overspent ? $"{bad.Verdict}: {string.Join("; ", bad.Messages)}" : null) };
        var would = $"{dropped:N0} of {rows:N0} rows ({Percent(share)}) would be dropped";
        if (maxHits is { } hits) gates.Add(new("max-hits", hits, dropped, dropped > hits ? $"{would}; --max-hits allows {hits:N0}" : null));
        if (maxShare is { } most) gates.Add(new("max-share", most, share, share > most ? $"{would}; --max-share allows {Percent(most)}" : null));
        if (maxUnread is { } unread)
        {
            if (rows == 0 && bad.Count == 0) gates.Add(new("max-unread-share", unread, 1, "no row was read, so nothing is known to be clean; --max-unread-share asks for rows"));
            else gates.Add(new("max-unread-share", unread, coverage.UnreadShare, coverage.UnreadShare > unread ? $"{coverage.Unread:N0} of {rows:N0} rows ({Percent(coverage.UnreadShare)}) were not read in full; --max-unread-share allows {Percent(unread)}" : null));
        }

        return new ScanGate(gates);
    }

    /// <summary>Puts the gates, and what was not read, into the run's summary.</summary>
    public void Describe(OwnRunSummary summary, Coverage coverage)
    {
        foreach (var gate in Gates) summary.Gate(gate.Name, gate.Limit, gate.Found, gate.Verdict);
        summary.Counts.Add("not_read_in_full", coverage.Unread);
        summary.Counts.Add("without_text", coverage.WithoutText);
    }

    /// <summary>Tells each broken gate.</summary>
    public ExitCode Tell(ToolContext context)
    {
        foreach (var gate in Broken) context.Gate(gate);
        return ExitCode;
    }

    private static string Percent(double share) => string.Create(System.Globalization.CultureInfo.InvariantCulture, $"{100 * share:0.####} %");
}
