using DataForge.Cli;
using DataForge.Core;
using DataForge.Corpus;

namespace DataForge.Tools.Mix;

/// <summary>forge-mix: its options.</summary>
internal static class MixTool
{
    private static readonly FileOpt Out = new("out", null, "Folder to write: a folder a stage, validation.jsonl, report.json.", "DIR") { ChangesOutput = false };
    private static readonly FileOpt Cache = new("cache", null, "Folder that keeps counts of tokens; default OUT/.counts.", "DIR") { ChangesOutput = false };
    private static readonly ListOpt Source = new("source", [], "NAME=FILE", "Files of a source in place of the plan's; the current folder's.", commas: false);
    private static readonly IntOpt Threads = new("threads", 0, 0, 1024, "threads (0 takes all cores)", "Output does not depend on it.") { ChangesOutput = false };

    public static readonly Tool Registration = new("forge-mix", Tool.Description, "forge-mix plan.yaml --out mixed/",
        [Out, Cache, Source, Threads, InputOutputOptions.MaxRecordBytes], Run, [new Positional("PLAN", 1, 1, "The plan, as docs/corpus.md describes it; its files are named from its own folder.")]);

    private static Task<ExitCode> Run(Parsed p, ToolContext context)
    {
        var path = p.Positionals["PLAN"][0];
        var folder = p.Get(Out) ?? throw new ForgeException("--out: expected the folder to write");
        if (File.Exists(folder)) throw new ForgeException($"--out: expected a folder, found a file at {folder}");
        if (Directory.Exists(folder) && !MixFolder.IsMixture(folder))
            throw new ForgeException($"--out: {folder} holds something other than an earlier mixture; name a new folder");
        var plan = MixPlanReader.Read(Text(path), path, Sources(p));
        using var run = new MixRun(plan, Path.GetDirectoryName(Path.GetFullPath(path))!, folder, p.Get(Cache) ?? Path.Combine(folder, MixFolder.CacheName), p.Get(Threads) is > 0 and var n ? n : Environment.ProcessorCount, context);
        run.Mix();
        return Task.FromResult(ExitCode.Ok);
    }

    /// <exception cref="ForgeException">A value that names no source or no file.</exception>
    private static Dictionary<string, IReadOnlyList<string>> Sources(Parsed p) => p.Get(Source)
        .Select(s => s.IndexOf('=', StringComparison.Ordinal) is > 0 and var at && at + 1 < s.Length ? (Name: s[..at], File: Path.GetFullPath(s[(at + 1)..])) : throw new ForgeException($"--source: expected NAME=FILE, found \"{s}\""))
        .GroupBy(s => s.Name, StringComparer.Ordinal).ToDictionary(g => g.Key, g => (IReadOnlyList<string>)[.. g.Select(s => s.File)], StringComparer.Ordinal);

    private static string Text(string path)
    {
        try
        {
            return path == "-" ? Console.In.ReadToEnd() : File.ReadAllText(path);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new ForgeException($"{path}: cannot be read: {e.Message}", e);
        }
    }
}
