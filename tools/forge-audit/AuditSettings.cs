using DataForge.Cli;
using DataForge.Contamination;
using DataForge.Tools.Shared;

namespace DataForge.Tools.Audit;

/// <summary>What one run of forge-audit does.</summary>
internal sealed record AuditSettings(
    IReadOnlyList<string> Inputs, string? Json, string? Markdown, string? Html, IReadOnlyList<string> Texts, AuditFields Names, int Listed,
    FieldPaths Fields, ScanSettings Scan, int Threads, long? MaxBad)
{
    public static readonly FileOpt JsonFile = new("json", null, "Report as JSON; - is standard output.");
    public static readonly FileOpt MarkdownFile = new("markdown", null, "Report as Markdown; - is standard output, which is the default.");
    public static readonly FileOpt HtmlFile = new("html", null, "Report as one self-contained page with filter and search.");
    public static readonly ListOpt BenchmarkText = new("benchmark-text", [], "NAME=FILE[:FIELDS]", "Show the items' own text, which an index does not hold.", commas: false);
    public static readonly TextOpt SourceField = new("source-field", "source", "NAME", "Field that says where a record comes from; else its file's name.");
    public static readonly ListOpt IdField = new("id-field", ["id", "problem_id", "sample_id", "uid", "url"], "NAME", "Field that names a record; else its file and line.");
    public static readonly NumberOpt MaxUnreadShare = new("max-unread-share", 0, 0, 1, "share of the rows", "More rows not read in full (--fields), or no row at all, exit with 1.");
    public static readonly IntOpt ListedHits = new("listed-hits", 10_000, 0, 1_000_000, "hits", "Hits listed with their context; all are counted.");

    public static IReadOnlyList<Opt> Options { get; } =
        [.. ContaminationOptions.Sources, BenchmarkText, .. ContaminationOptions.Scanning, MaxUnreadShare, JsonFile, MarkdownFile, HtmlFile, SourceField, IdField, ListedHits, InputOutputOptions.MaxBad];

    public static AuditSettings From(Parsed options)
    {
        var json = options.Get(JsonFile);
        var html = options.Get(HtmlFile);
        return new AuditSettings(
            options.Inputs, json, options.Get(MarkdownFile) ?? (json is null && html is null ? "-" : null), html, options.Get(BenchmarkText),
            new AuditFields(options.Get(SourceField), options.Get(IdField)), options.Get(ListedHits),
            ContaminationOptions.ReadFields(options), ContaminationOptions.ReadSettings(options), ContaminationOptions.ReadThreads(options),
            options.Get(InputOutputOptions.MaxBad));
    }
}
