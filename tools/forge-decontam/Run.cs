using DataForge.Cli;
using DataForge.Contamination;
using DataForge.Core;
using DataForge.Formats;
using DataForge.Tools.Shared;

namespace DataForge.Tools.Decontam;

/// <summary>Streams rows through the scanner: kept ones out, dropped ones beside them, both in input order.</summary>
internal static class Run
{
    public static async Task<ExitCode> Start(Parsed options, ToolContext context)
    {
        if (options.Get(SelfTestRun.SelfTestFlag)) return await SelfTestRun.Start(options, context);
        var s = DecontamSettings.From(options);
        var index = ContaminationOptions.OpenIndex(options);
        using var tier = SemanticOptions.Open(options, s.Scan, index, context);
        var scanner = SemanticOptions.Join(options, s.Scan, tier, new BatchScanner(index, s.Fields, s.Scan), s.Fields, context);
        var tally = new ScanTally(index);
        var decisions = s.Decisions is null ? null : new DecisionList(RowReader.Open(s.Decisions, cancel: context.Cancel), options.Get(ContaminationOptions.IdField));
        var mark = s.Scan.Active == Rules.None && decisions is null ? null : new ScanMark(index.Data.Hash()); // a row that no rule looked at was not checked
        using var kept = RowWriter.Open(s.Out);
        using var rejects = RowWriter.OpenOptional(s.Rejects);
        var bad = new BadRows("decontam", s.MaxBad, rejects);
        var scan = new CorpusScan(scanner, (outcome, _) => outcome.Hits.Count > 0 || outcome.Decision is not null, bad, decisions);
        await foreach (var rows in scan.Rows(s.Inputs, s.Threads, context, () => $"{tally.Dropped:N0} dropped, {tally.Flagged:N0} flagged"))
            foreach (var row in rows)
            {
                tally.Add(row.Outcome);
                if (row.Row is { } found) Write(mark!.On(found, row.Outcome), row.Outcome, kept, rejects);
                else if (row.Outcome.Bad is null) kept.Write(mark is null ? row.Line : mark.On(row.Line));
            }

        CorpusScan.RequireText(tally.Rows, tally.Coverage.WithoutText, s.Fields);
        Reports.Write(s, index, tally, decisions, tier);
        RowWriter.CommitAll(rejects, kept);
        Reports.Say(context, s, index, tally, bad, decisions);
        return ScanGate.Judge(options, tally.Dropped, tally.Coverage, options.Get(ContaminationOptions.MaxUnreadShare), bad).Tell(context);
    }

    private static void Write(Row row, RowOutcome outcome, RowWriter kept, RowWriter? rejects)
    {
        if (outcome.IsDropped) rejects?.Write(row, HitJson.Why(outcome));
        else kept.Write(row);
    }
}
