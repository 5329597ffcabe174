using DataForge.Cli;
using DataForge.Core;
using DataForge.Formats;

namespace DataForge.Tools.Pack;

internal static class Run
{
    public static Task<ExitCode> Pack(Parsed parsed, ToolContext context)
    {
        var s = PackSettings.Read(parsed);
        var clock = context.Time.GetTimestamp();
        using var rejects = RowWriter.OpenOptional(s.Rejects);
        var bad = new BadRows("pack", s.MaxBad, rejects);
        var tally = new Tally();
        var facts = new CardFacts();
        var inputs = s.Inputs.Select(i => new InputRecord(i)).ToList();

        using var progress = context.Progress("rows");
        var rows = PackedRows.Of(inputs, s, bad, tally, rejects, progress, context.Cancel);
        if (s.Shuffle is { } seed) rows = RowSort.Shuffled(rows, seed, context.Cancel);
        var (schema, all) = s.Record switch
        {
            "sft" => (RowSchema.Sft, rows),
            "problem" => (RowSchema.Problems, rows),
            _ => RowSchema.Ahead(rows),
        };

        using var set = new ShardSet(new ShardSettings(s.Out, s.Name, s.Format, s.RowsPerShard, s.BytesPerShard, s.Splits.Names, schema, Provenance.Of(s)));
        foreach (var row in all)
        {
            set.Write(s.Splits.Of(PackedRows.ProblemId(row)), row);
            facts.Add(row);
        }

        if (bad.Count > 0) tally.Add("bad_record", bad.Count);
        var card = new DatasetCard(s.Title, s.License, s.Record, s.Format == ShardFormat.Parquet ? schema : null, s.Shuffle, context.Tool, Tool.Version, facts, tally);
        var manifest = new Manifest(context.Tool, Tool.Version, s.Record, s.Listed, s.Shuffle, inputs, tally);
        var files = set.Seal(card.Text, () => Provenance.Timings(context.Time, clock, progress.Count), manifest.Text);
        rejects?.Commit();
        progress.Dispose();
        context.Say($"{files.Sum(f => f.Rows):N0} rows in {files.Count:N0} shards, {files.Sum(f => f.Bytes):N0} bytes, in {s.Out}{(tally.Total > 0 ? $"; left out: {tally}" : "")}");
        if (bad.Count > 0) context.Warn($"{bad.Count:N0} bad records passed over, as {bad.Messages[0]}");
        foreach (var input in inputs) input.Dispose();
        return Task.FromResult(bad.Overspent ? ExitCode.GateFailed : ExitCode.Ok);
    }
}
