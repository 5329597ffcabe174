using System.Globalization;
using System.Text;
using DataForge.Cli;
using DataForge.Contamination;
using DataForge.Core;
using DataForge.Formats;
using DataForge.Semantic;
using DataForge.Text;
using DataForge.Tools.Shared;

namespace DataForge.Tools.Audit;

/// <summary>Scans a corpus once and writes what it holds of the benchmarks, in up to three forms.</summary>
internal static class Run
{
    public static async Task<ExitCode> Start(Parsed options, ToolContext context)
    {
        var s = AuditSettings.From(options);
        var earlier = options.Get(AuditSettings.Compare) is { } old ? AuditReport.Read(ContaminationOptions.ReadAll(old), old) : null;
        var summary = new OwnRunSummary(options, context);
        var index = ContaminationOptions.OpenIndex(options);
        using var tier = SemanticOptions.Open(options, s.Scan, index, context);
        var scanner = SemanticOptions.Join(options, s.Scan, tier, new BatchScanner(index, s.Fields, s.Scan), s.Fields, context);
        var builder = new AuditBuilder(index, BenchmarkTexts.Read(options, context), s.Names, s.Listed);
        var bad = new BadRows("audit", s.MaxBad, null);
        var sample = options.Get(AuditSettings.Sample);
        long bytes = 0;
        var scan = new CorpusScan(scanner, Needed(s.Names.Source), bad, sample: sample);
        await foreach (var rows in scan.Rows(s.Inputs, s.Threads, context, () => $"{builder.Dropped:N0} to drop, {builder.Flagged:N0} to look at"))
            foreach (var row in rows)
            {
                bytes += row.Line.Length + 1;
                if (row.Outcome.Bad is not null) builder.AddBad();
                else builder.Add(row.Batch.Path, row.Row, row.Outcome);
            }

        CorpusScan.RequireText(builder.Records, builder.Coverage.WithoutText, s.Fields);
        var gate = ScanGate.Judge(options, builder.Dropped, builder.Coverage, options.Get(AuditSettings.MaxUnreadShare), bad);
        var names = s.Inputs.Select(i => Path.GetFileName(i) is { Length: > 0 } name ? name : i).ToList();
        var report = builder.Build(Proof(options, context, index, gate), names, bytes, sample < 1 ? (sample, scan.Seen) : null, Notes(index, s, builder.Coverage, tier));
        if (earlier is not null) report = report with { Compare = AuditComparison.Of(earlier, report) };
        if (s.Json is not null) WholeFile.Write(s.Json, Encoding.UTF8.GetString(report.ToJson()) + "\n");
        if (s.Markdown is not null) WholeFile.Write(s.Markdown, AuditMarkdown.Render(report));
        if (s.Html is not null) WholeFile.Write(s.Html, AuditPage.Render(report));
        Say(context, s, builder, report, bad);
        summary.Counts.Add("to_drop", builder.Dropped);
        summary.Counts.Add("flagged", builder.Flagged);
        gate.Describe(summary, builder.Coverage);
        foreach (var (name, file) in new[] { ("json", s.Json), ("markdown", s.Markdown), ("html", s.Html) }) summary.Output(name, file);
        return summary.Write(gate.Tell(context), builder.Records, 0, bad.Count);
    }

    /// <summary>A row is parsed where it has a hit, or may have the source field.</summary>
    private static WantsRow Needed(string? source)
    {
        if (source is null) return (outcome, _) => outcome.Hits.Count > 0;
        var name = Encoding.UTF8.GetBytes(source);
        return (outcome, line) => outcome.Hits.Count > 0 || line.IndexOf(name) >= 0 || line.IndexOf("\\u00"u8) >= 0; // the name itself may be written with escapes
    }

    private static void Say(ToolContext context, AuditSettings s, AuditBuilder builder, AuditReport report, BadRows bad)
    {
        context.SayIfNoRows(builder.Records + bad.Count, s.Inputs);
        context.Say($"{Quantity.Of(builder.Records, "record")}: {builder.Dropped:N0} to drop, {builder.Flagged:N0} to look at{(bad.Count > 0 ? $", {bad.Count:N0} bad records" : "")}");
        if (report.Sample is { } sample)
            context.Say(string.Create(CultureInfo.InvariantCulture, $"a sample of {sample.Share:P2} of {Quantity.Of(sample.RecordsSeen, "record")}: {sample.Interval[0]:P2} to {sample.Interval[1]:P2} of all have a hit (95 %), {sample.RecordsHit[0]:N0} to {sample.RecordsHit[1]:N0} records"));
        if (report.Compare is { } changes) context.Say(changes.Summary());
        foreach (var line in builder.Coverage.Summary()) context.Say(line);
    }

    private static readonly string[] NotInSettings = [AuditSettings.JsonFile.Name, AuditSettings.MarkdownFile.Name, AuditSettings.HtmlFile.Name, AuditSettings.Compare.Name, ContaminationOptions.Threads.Name]; // they do not decide what is found

    private static AuditRun Proof(Parsed options, ToolContext context, BenchmarkIndex index, ScanGate gate) => new(
        context.Tool, Tool.Version, Date(context.Time).ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture), options.CommandLine(context.Tool), index.Data.Hash(), Normalizer.Id,
        options.OutputSettings.Where(o => !NotInSettings.Contains(o.Key)).ToDictionary(o => o.Key, o => o.Value), new AuditGate(gate.Broken.Count == 0 ? "passed" : "failed", (int)gate.ExitCode, gate.Broken));

    /// <summary>Now, or what SOURCE_DATE_EPOCH says, by which a report can be made again byte for byte.</summary>
    private static DateTimeOffset Date(TimeProvider time) =>
        long.TryParse(Environment.GetEnvironmentVariable("SOURCE_DATE_EPOCH"), NumberStyles.None, CultureInfo.InvariantCulture, out var seconds) && seconds <= DateTimeOffset.MaxValue.ToUnixTimeSeconds()
            ? DateTimeOffset.FromUnixTimeSeconds(seconds)
            : time.GetUtcNow();

    private static List<string> Notes(BenchmarkIndex index, AuditSettings s, Coverage coverage, SemanticTier? tier)
    {
        var notes = new List<string>();
        var blind = Undetectable.Find(index, s.Scan);
        if (blind.Count > 0) notes.Add($"{blind.Count:N0} of {index.Data.Entries.Count:N0} benchmark texts cannot be found under these settings even when copied word for word: {Undetectable.Summary(blind)}.");
        notes.AddRange(coverage.Summary().Select(line => line + "."));
        notes.Add(tier is null
            ? "Every tier that ran compares words and symbols: a paraphrase that shares no run of words with an item is not found (--tiers lexical,semantic looks for them)."
            : $"Paraphrases were looked for by the embedding model {tier.Model} ({tier.Precision}) among {tier.QuestionCount:N0} questions; {tier.QuestionsNotCovered:N0} questions are in a language that it does not cover. Solutions are compared by words alone.");
        return notes;
    }
}
