using DataForge.Cli;
using DataForge.Contamination;
using DataForge.Core;
using DataForge.Formats;

namespace DataForge.Tools.Shared;

/// <summary>When a scan that ran to its end still fails: too many bad records, or too much contamination. Each broken gate is told.</summary>
internal sealed record ScanGate(IReadOnlyList<string> Broken)
{
    public ExitCode ExitCode => Broken.Count > 0 ? ExitCode.GateFailed : ExitCode.Ok;

    /// <param name="dropped">Rows whose hits drop them.</param>
    /// <param name="coverage">What was read.</param>
    /// <param name="maxUnread">The largest share of rows not read in full; null for no gate.</param>
    public static ScanGate Judge(Parsed options, long dropped, Coverage coverage, double? maxUnread, BadRows bad)
    {
        var rows = coverage.Rows;
        var share = rows == 0 ? 0 : (double)dropped / rows;
        var (maxHits, maxShare) = (options.Get(ContaminationOptions.MaxHits), options.Get(ContaminationOptions.MaxShare));
        var broken = new List<string>();
        if (bad.Overspent) broken.Add($"{bad.Verdict}: {string.Join("; ", bad.Messages)}");
        if (dropped > maxHits) broken.Add($"{dropped:N0} of {rows:N0} rows ({Percent(share)}) would be dropped; --max-hits allows {maxHits:N0}");
        if (share > maxShare) broken.Add($"{dropped:N0} of {rows:N0} rows ({Percent(share)}) would be dropped; --max-share allows {Percent(maxShare.Value)}");
        if (maxUnread is not null && rows == 0 && bad.Count == 0) broken.Add("no row was read, so nothing is known to be clean; --max-unread-share asks for rows");
        if (coverage.UnreadShare > maxUnread) broken.Add($"{coverage.Unread:N0} of {rows:N0} rows ({Percent(coverage.UnreadShare)}) were not read in full; --max-unread-share allows {Percent(maxUnread.Value)}");
        return new ScanGate(broken);
    }

    /// <summary>Tells each broken gate.</summary>
    public ExitCode Tell(ToolContext context)
    {
        foreach (var gate in Broken) context.Gate(gate);
        return ExitCode;
    }

    private static string Percent(double share) => string.Create(System.Globalization.CultureInfo.InvariantCulture, $"{100 * share:0.####} %");
}
