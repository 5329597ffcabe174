using System.Text;
using DataForge.Cli;
using DataForge.Contamination;
using DataForge.Core;
using DataForge.Formats;
using DataForge.Text;
using DataForge.Tools.Shared;

namespace DataForge.Tools.Audit;

/// <summary>Scans a corpus once and writes what it holds of the benchmarks, in up to three forms.</summary>
internal static class Run
{
    public static async Task<ExitCode> Start(Parsed options, ToolContext context)
    {
        var s = AuditSettings.From(options);
        var index = ContaminationOptions.OpenIndex(options);
        var scanner = new BatchScanner(index, s.Fields, s.Scan);
        var builder = new AuditBuilder(index, ItemTexts(s.Texts), s.Names, s.Listed);
        var bad = new BadRows("audit", s.MaxBad, null);
        long bytes = 0;
        var scan = new CorpusScan(scanner, _ => true, bad);
        await foreach (var rows in scan.Rows(s.Inputs, s.Threads, context, () => $"{builder.Dropped:N0} to drop, {builder.Flagged:N0} to look at"))
            foreach (var row in rows)
            {
                bytes += row.Line.Length + 1;
                if (row.Row is not { } found)
                {
                    builder.AddBad();
                    continue;
                }

                builder.Add(found, row.Outcome);
            }

        CorpusScan.RequireText(builder.Records, builder.Coverage.WithoutText, s.Fields);
        var report = builder.Build("forge-audit", Tool.Version, Normalizer.Id, [.. s.Inputs.Select(i => Path.GetFileName(i) is { Length: > 0 } name ? name : i)], bytes, Notes(index, s, builder.Coverage));
        if (s.Json is not null) WholeFile.Write(s.Json, Encoding.UTF8.GetString(report.ToJson()) + "\n");
        if (s.Markdown is not null) WholeFile.Write(s.Markdown, AuditMarkdown.Render(report));
        if (s.Html is not null) WholeFile.Write(s.Html, AuditPage.Render(report));
        context.SayIfNoRows(builder.Records + bad.Count, s.Inputs);
        context.Say($"{Quantity.Of(builder.Records, "record")}: {builder.Dropped:N0} to drop, {builder.Flagged:N0} to look at{(bad.Count > 0 ? $", {bad.Count:N0} bad records" : "")}");
        foreach (var line in builder.Coverage.Summary()) context.Say(line);
        return ScanGate.Check(options, context, builder.Dropped, builder.Coverage, options.Get(AuditSettings.MaxUnreadShare), bad);
    }

    private static Dictionary<(string Benchmark, string Item), string> ItemTexts(IReadOnlyList<string> specs)
    {
        var texts = new Dictionary<(string, string), string>();
        foreach (var spec in specs)
        {
            var (name, path, fields) = BenchmarkFile.ParseSpec("benchmark-text", spec);
            foreach (var item in BenchmarkFile.Read(name, path, ContaminationOptions.ReadAll(path), fields).Items)
                texts.TryAdd((name, item.Id), item.Parts[^1].Text);
        }

        return texts;
    }

    private static List<string> Notes(BenchmarkIndex index, AuditSettings s, Coverage coverage)
    {
        var notes = new List<string>();
        var blind = Undetectable.Find(index, s.Scan);
        if (blind.Count > 0) notes.Add($"{blind.Count:N0} of {index.Data.Entries.Count:N0} benchmark texts cannot be found under these settings even when copied word for word: {Undetectable.Summary(blind)}.");
        notes.AddRange(coverage.Summary().Select(line => line + "."));
        notes.Add("Every tier compares words and symbols: a paraphrase that shares no run of words with an item is not found.");
        return notes;
    }
}
