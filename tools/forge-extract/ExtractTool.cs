using DataForge.Cli;
using DataForge.Core;
using DataForge.Extraction;
using DataForge.Formats;
using DataForge.Runner;

namespace DataForge.Tools.Extraction;

/// <summary>forge-extract: its options, and the stage they make.</summary>
internal static class ExtractTool
{
    private static readonly FlagOpt KeepBoilerplate = new("keep-boilerplate", "Write navigation, notices and the like too.");
    private static readonly IntOpt MinCharacters = new("min-characters", 1, 1, int.MaxValue, "characters", "Documents with less text are dropped.");
    private static readonly IntOpt MaxPageBytes = new("max-page-bytes", 1 << 24, 1024, 1 << 29, "bytes", "Larger pages are dropped; bounds memory.");
    private static readonly SecondsOpt MaxSeconds = new("max-seconds", 30, 0.1, 3600, "Pages that take longer to parse are dropped.");
    private static readonly TextOpt Source = new("source", null, "NAME", "Source of documents whose rows name none.");
    private static readonly ChoiceOpt SourceClass = new("source-class", null, ["web", "books", "code", "synthesized"], "Kind of source, counted through all tools, of rows that name none.");
    private static readonly IntOpt Threads = new("threads", 0, 0, 1024, "threads (0 takes all cores)", "Pages read at a time; output does not depend on it.") { ChangesOutput = false };

    private static readonly Positional Pages = new("FILE", 0, int.MaxValue, "Pages (.html, .xhtml), archives (.warc, .warc.gz), books (.epub), rows with html; a folder, a quoted pattern; - or none is standard input.");

    public static readonly Tool Registration = new("forge-extract", Tool.Description, "forge-extract pages/*.html crawl.warc.gz > docs.jsonl",
        [KeepBoilerplate, MinCharacters, MaxPageBytes, MaxSeconds, Source, SourceClass, Threads, .. RunOptions.Rows, InputOutputOptions.MaxRecordBytes],
        (p, context) => RunOptions.Run(new ExtractStage(Read(p), context.Time), RunOptions.Read(p, new DocumentsInput(Inputs(p), p.Get(MaxPageBytes))), context), [Pages]);

    private static ExtractSettings Read(Parsed p) =>
        new(p.Get(KeepBoilerplate), p.Get(MinCharacters), p.Get(MaxSeconds), p.Get(Threads) is > 0 and var threads ? threads : Environment.ProcessorCount, p.Get(Source), p.Get(SourceClass));

    private static IReadOnlyList<string> Inputs(Parsed p) => p.Positionals[Pages.Name] is { Count: > 0 } files ? InputFiles.Expand(files, DocumentReader.Suffixes) : ["-"];
}
