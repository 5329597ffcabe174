using DataForge.Cli;
using DataForge.Contamination;
using DataForge.Tools.Shared;

namespace DataForge.Tools.Audit;

/// <summary>What one run of forge-audit does.</summary>
internal sealed record AuditSettings(
    IReadOnlyList<string> Inputs, string? Json, string? Markdown, string? Html, AuditFields Names, int Listed,
    FieldPaths Fields, ScanSettings Scan, int Threads, long? MaxBad)
{
    public static readonly FileOpt JsonFile = new("json", null, "Report as JSON; - is standard output.");
    public static readonly FileOpt MarkdownFile = new("markdown", null, "Report as Markdown; - is standard output, which is the default.");
    public static readonly FileOpt HtmlFile = new("html", null, "Report as one self-contained page with filter and search.");
    public static readonly ListOpt BenchmarkText = new("benchmark-text", [], "NAME=FILE[:FIELDS]|FOLDER", "Show the items' text: of a file, or of registered ones found in a folder.", commas: false);
    public static readonly TextOpt SourceField = new("source-field", "source", "NAME", "Field that says where a record comes from; else its file's name.");
    public static readonly NumberOpt MaxUnreadShare = new("max-unread-share", 0, 0, 1, "share of the rows", "More rows not read in full (--fields), or no row at all, exit with 1.");
    public static readonly IntOpt ListedHits = new("listed-hits", 10_000, 0, 1_000_000, "hits", "Strongest hits listed with their context; all are counted.");
    public static readonly NumberOpt Sample = new("sample", 1, 0.0001, 1, "share of the records", "Scan records drawn by their hash; shares get a 95 % interval.");
    public static readonly FileOpt Compare = new("compare", null, "Earlier JSON report; the new one says what changed since.");

    public static IReadOnlyList<Opt> Options { get; } =
        [.. ContaminationOptions.Sources, BenchmarkText, .. ContaminationOptions.Scanning, .. SemanticOptions.Options, MaxUnreadShare, JsonFile, MarkdownFile, HtmlFile, SourceField, ContaminationOptions.IdField, ListedHits, Sample, Compare, InputOutputOptions.MaxBad, RunOptions.Summary];

    public static AuditSettings From(Parsed options)
    {
        var json = options.Get(JsonFile);
        var html = options.Get(HtmlFile);
        return new AuditSettings(
            options.Inputs, json, options.Get(MarkdownFile) ?? (json is null && html is null ? "-" : null), html,
            new AuditFields(options.Get(SourceField), options.Get(ContaminationOptions.IdField)), options.Get(ListedHits),
            ContaminationOptions.ReadFields(options), ContaminationOptions.ReadSettings(options), ContaminationOptions.ReadThreads(options),
            options.Get(InputOutputOptions.MaxBad));
    }
}
