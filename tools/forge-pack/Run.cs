using DataForge.Cli;
using DataForge.Core;
using DataForge.Formats;

namespace DataForge.Tools.Pack;

internal static class Run
{
    public static Task<ExitCode> Pack(Parsed parsed, ToolContext context)
    {
        var s = PackSettings.Read(parsed);
        var summary = new OwnRunSummary(parsed, context);
        var clock = context.Time.GetTimestamp();
        SetGate.RequireStateable(s);
        using var rejects = RowWriter.OpenOptional(s.Rejects);
        var bad = new BadRows("pack", s.MaxBad, rejects);
        var tally = new Tally();
        var facts = new CardFacts();
        var inputs = s.Inputs.Select(i => new InputRecord(i)).ToList();

        using var progress = context.Begin("rows");
        var rows = PackedRows.Of(inputs, s, bad, tally, rejects, progress, context.Cancel);
        if (s.Trainer is { } trainer)
        {
            var ordered = s.Shuffle is { } seed ? RowSort.Shuffled(rows, seed, context.Cancel) : rows;
            return Task.FromResult(TrainerRun.Pack(ordered, trainer, s, new PackRunState(context, summary, progress, rejects, bad, tally)));
        }

        var splits = new SplitRun(s);
        rows = splits.Ordered(rows, context.Cancel);
        using var set = new ShardSet(new ShardSettings(s.Out, s.Name, s.Format, s.RowsPerShard, s.BytesPerShard, s.Splits.Names, Provenance.Of(s), s.Verify));
        foreach (var row in rows)
        {
            set.Write(splits.Of(row), row);
            facts.Add(row);
        }

        summary.Reject(tally.Counts);
        if (bad.Count > 0) tally.Add("bad_record", bad.Count);
        summary.Output("rejects", s.Rejects);
        var complete = SetGate.IsComplete(s, inputs);
        if (SetGate.Refused(s, set.Rows, set.HasEarlier, progress.Count) is { } refused)
        {
            set.Discard();
            rejects?.Commit();
            progress.Dispose();
            context.Warn(refused);
            summary.Gate("min-rows", s.MinRows ?? 1, set.Rows, refused);
            return Task.FromResult(summary.Write(ExitCode.GateFailed, progress.Count, 0, bad.Count));
        }

        var report = Report(s, facts);
        var card = new DatasetCard(s.Title, s.License, s.Record, null, s.Shuffle, context.Tool, Tool.Version, facts, tally, inputs.Sum(i => i.Rows), report);
        var manifest = new Manifest(context.Tool, Tool.Version, s.Record, s.Listed, s.Shuffle, inputs, tally, facts, report) { IsComplete = complete };
        rejects?.Commit();
        var files = set.Seal(
            shards => (card with { Schema = set.Schema }).Text(shards),
            () => Provenance.Timings(context.Time, clock, progress.Count),
            shards => (manifest with { Schema = set.Schema, VerifiedBy = set.VerifiedBy }).Text(shards));
        progress.Dispose();
        context.Say($"{Quantity.Of(files.Sum(f => f.Rows), "row")} in {Quantity.Of(files.Count, "shard")}, {Quantity.Of(files.Sum(f => f.Bytes), "byte")}, in {s.Out}{(tally.Total > 0 ? $"; left out: {tally}" : "")}");
        splits.Say(context);
        SayUnknown(s, facts, context);
        if (bad.Count > 0) context.Warn(bad.Summary);
        if (bad.Overspent) context.Gate(bad.Verdict);
        foreach (var input in inputs) input.Dispose();
        foreach (var file in files) summary.Output("shard", Path.Combine(s.Out, file.Path));
        summary.Output("manifest", Path.Combine(s.Out, ShardSet.ManifestName));
        if (s.MaxBad is { } most) summary.Gate("max-bad", most, bad.Count, bad.Overspent ? bad.Verdict : null);
        return Task.FromResult(summary.Write(bad.Overspent ? ExitCode.GateFailed : ExitCode.Ok, progress.Count, files.Sum(f => f.Rows), bad.Count));
    }

    /// <summary>forge-decontam's report, read when the rows have ended, so that it may be written at the other end of a pipe.</summary>
    private static DecontaminationReport? Report(PackSettings s, CardFacts facts)
    {
        if (s.DecontamReport is not { } path) return null;
        var report = DecontaminationReport.Read(path);
        if (facts.Indexes.FirstOrDefault(i => !i.Part.Name.Split('+').Contains(report.Index)) is { Rows: > 0 } other)
            throw new ForgeException($"{path}: is about the index {report.Index}, and {other.Rows:N0} rows were checked against {other.Part.Name}: give the report of the run that made them");
        return report;
    }

    /// <summary>Names licenses and languages of rows that the hub does not list: the card's head says other, or leaves them out.</summary>
    private static void SayUnknown(PackSettings s, CardFacts facts, ToolContext context)
    {
        foreach (var license in facts.Licenses.Where(l => s.License is null && HubIdentifiers.License(l) is null).Take(5))
            context.Warn($"license \"{MarkdownText.Inline(license, 60)}\" of rows is not one of the hub's (nearest: {HubIdentifiers.NearestLicense(license)}); the card says other");
        foreach (var language in facts.Languages.Where(l => HubIdentifiers.Language(l) is null).Take(5))
            context.Warn($"language \"{MarkdownText.Inline(language, 60)}\" of rows is no ISO 639 code (nearest: {HubIdentifiers.NearestLanguage(language)}); the card leaves it out");
    }
}
