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
        var scanner = new BatchScanner(index, s.Fields, s.Scan);
        var tally = new ScanTally(index);
        using var kept = RowWriter.Open(s.Out);
        using var rejects = RowWriter.OpenOptional(s.Rejects);
        var bad = new BadRows("decontam", s.MaxBad, rejects);
        using (var progress = context.Progress("rows"))
        {
            var scanned = CorpusBatches.Read(s.Inputs, context.Cancel).SelectOrdered(
                s.Threads == 1 ? 1 : s.Threads + 2, (batch, _) => Task.Run(() => (Batch: batch, Rows: scanner.Scan(batch))), context.Cancel);
            await foreach (var (batch, rows) in scanned)
            {
                using var lines = batch;
                for (var i = 0; i < rows.Length; i++) Write(batch, i, rows[i], kept, rejects, bad, tally);
                progress.Add(rows.Length, () => $"{tally.Dropped:N0} dropped, {tally.Flagged:N0} flagged");
            }
        }

        if (tally.Rows > 0 && tally.WithoutText == tally.Rows)
            throw new ForgeException($"no row has any of the fields {string.Join(", ", s.Fields.Names)}; name the texts with --fields");
        kept.Commit();
        rejects?.Commit();
        Reports.Finish(context, s, index, tally, bad);
        return ScanGate.Check(options, context, tally.Dropped, tally.Rows, bad);
    }

    private static void Write(LineBatch batch, int i, RowOutcome row, RowWriter kept, RowWriter? rejects, BadRows bad, ScanTally tally)
    {
        tally.Add(row);
        if (row.Bad is not null)
        {
            if (batch.EndsUnterminated && i == batch.Count - 1) throw RowReader.Unfinished(batch.Path, batch.Number(i), batch[i]);
            bad.Pass(row.Bad, batch[i]);
        }
        else if (row.Hits.Count == 0)
        {
            kept.Write(batch[i]);
        }
        else
        {
            var marked = Row.Parse(batch[i], batch.Path, batch.Number(i)).With(e => HitJson.Set(e, row.Hits));
            if (row.IsDropped) rejects?.Write(marked, HitJson.Why(row.Hits));
            else kept.Write(marked);
        }
    }
}
