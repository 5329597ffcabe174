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
        RowWriter.RequireNames(s.Tree is null ? s.Out : null, s.Rejects, s.Report);
        var index = ContaminationOptions.OpenIndex(options);
        using var tier = SemanticOptions.Open(options, s.Scan, index, context);
        var scanner = SemanticOptions.Join(options, s.Scan, tier, new BatchScanner(index, s.Fields, s.Scan), s.Fields, context);
        var tally = new ScanTally(index);
        var decisions = s.Decisions is null ? null : new DecisionList(RowReader.Open(s.Decisions, cancel: context.Cancel), options.Get(ContaminationOptions.IdField));
        var mark = s.Scan.Active == Rules.None && decisions is null ? null : new ScanMark(index.Data.Hash()); // a row that no rule looked at was not checked
        var summary = new OwnRunSummary(options, context);
        using var outputs = new KeptRows(s);
        var scan = new CorpusScan(scanner, (outcome, _) => outcome.Hits.Count > 0 || outcome.Decision is not null, outputs.Bad, decisions, shard: s.Shard);
        await foreach (var rows in scan.Rows(s.Inputs, s.Threads, context, () => $"{tally.Dropped:N0} dropped, {tally.Flagged:N0} flagged"))
            foreach (var row in rows)
            {
                tally.Add(row.Outcome);
                if (row.Outcome.Bad is not null) outputs.PassBad(row);
                else if (row.Row is null) outputs.Keep(row, mark is null ? row.Line : mark.On(row.Line));
                else if (row.Outcome.IsDropped) outputs.Drop(row, mark!.On(row.Row, row.Outcome), HitJson.Why(row.Outcome));
                else outputs.Keep(row, mark!.On(row.Row, row.Outcome));
            }

        CorpusScan.RequireText(tally.Rows, tally.Coverage.WithoutText, s.Fields);
        Reports.Write(s, index, tally, decisions, tier);
        outputs.Commit();
        Reports.Say(context, s, index, tally, outputs.Bad, decisions);
        var gate = ScanGate.Judge(options, tally.Dropped, tally.Coverage, options.Get(ContaminationOptions.MaxUnreadShare), outputs.Bad);
        summary.Reject(outputs.Dropped);
        summary.Counts.Add("flagged", tally.Flagged);
        gate.Describe(summary, tally.Coverage);
        foreach (var (name, file) in s.Files) summary.Output(name, file);
        return summary.Write(gate.Tell(context), tally.Rows, outputs.Kept, outputs.Bad.Count);
    }
}
