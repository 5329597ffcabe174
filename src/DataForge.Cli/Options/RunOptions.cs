using DataForge.Core;
using DataForge.Runner;

namespace DataForge.Cli;

/// <summary>Options of every tool that runs a stage, and the runner's settings that come of them.</summary>
public static class RunOptions
{
    public static readonly FileOpt Summary = new("summary", null, "The run in figures as JSON: rows, rejects, tokens, gates, hashes.") { ChangesOutput = false };
    public static readonly TextOpt ShardOf = new("shard", null, "I/N", "Take the I-th of N parts, by problem; forge-rows merge joins them.");
    public static readonly FileOpt OutDir = new("out-dir", null, "Folder for an output of each input file, with the tree kept; in place of --out.") { ChangesOutput = false };
    public static readonly FlagOpt Resume = new("resume", "Go on with an interrupted run: replies in its journal are not asked for again.") { ChangesOutput = false };
    public static readonly FileOpt Journal = new("journal", null, "Where replies are kept until the end; default OUT.journal.") { ChangesOutput = false };
    public static readonly FlagOpt AcceptChanges = new("accept-changes", "With --resume: go on although inputs or settings changed.") { ChangesOutput = false };
    public static readonly IntOpt MaxFailures = new("max-failures", 0, 0, int.MaxValue, "requests", "Failed requests above this exit with 1.") { ChangesOutput = false };

    /// <summary>Of a stage that asks no model.</summary>
    public static IReadOnlyList<Opt> Rows { get; } = [InputOutputOptions.Out, OutDir, InputOutputOptions.Rejects, InputOutputOptions.MaxBad, InputOutputOptions.Limit, ShardOf, Summary];

    /// <summary>Of a stage that asks a model.</summary>
    public static IReadOnlyList<Opt> Model { get; } =
        [InputOutputOptions.Out, OutDir, InputOutputOptions.Rejects, InputOutputOptions.MaxBad, InputOutputOptions.Limit, MaxFailures, Resume, Journal, AcceptChanges, ShardOf, Summary];

    /// <summary>Of a stage that runs code and asks no model.</summary>
    public static IReadOnlyList<Opt> Code { get; } = [.. Model.Where(o => o != MaxFailures)];

    /// <summary>The runner's settings; options that the tool does not have keep their defaults.</summary>
    /// <exception cref="ForgeException">Options that do not go together.</exception>
    public static RunSettings Read(Parsed parsed, RunInput input)
    {
        var batch = BatchOptions.Step(parsed);
        var resume = parsed.GetOrDefault(Resume) || batch is not null;
        if (parsed.GetOrDefault(AcceptChanges) && !resume) throw new ForgeException("--accept-changes: goes with --resume");
        return new RunSettings(input, parsed.Get(InputOutputOptions.Out), parsed.GetOrDefault(InputOutputOptions.Rejects))
        {
            Limit = parsed.GetOrDefault(InputOutputOptions.Limit),
            MaxBad = parsed.GetOrDefault(InputOutputOptions.MaxBad),
            MaxFailures = parsed.GetOrDefault(MaxFailures),
            Resume = resume,
            KeepsReplies = parsed.Has(Journal),
            Batch = batch,
            BatchWait = BatchOptions.Patience(parsed, batch),
            Journal = parsed.GetOrDefault(Journal),
            AcceptChanges = parsed.GetOrDefault(AcceptChanges),
            Names = batch is null ? Names : Names with { Resume = $"{Names.Batch} submit" },
            Shard = ReadShard(parsed),
            Summary = parsed.GetOrDefault(Summary),
            Tree = ReadTree(parsed, input.Paths),
            Settings = parsed.OutputSettings,
            Version = Tool.Version,
        };
    }

    private static OptionNames Names { get; } = new()
    {
        Out = Dashed(InputOutputOptions.Out),
        Resume = Dashed(Resume),
        AcceptChanges = Dashed(AcceptChanges),
        Journal = Dashed(Journal),
        MaxFailures = Dashed(MaxFailures),
        Batch = Dashed(BatchOptions.Batch),
        Layout = Dashed(SampleOptions.Layout),
        Sort = Dashed(SampleOptions.Sort),
    };

    private static string Dashed(Opt option) => "--" + option.Name;

    /// <summary>An output for each input file, where --out-dir asks for it.</summary>
    /// <exception cref="ForgeException">--out too, or outputs that would not be apart.</exception>
    public static OutputTree? ReadTree(Parsed parsed, IReadOnlyList<string> paths)
    {
        if (parsed.GetOrDefault(OutDir) is not { } folder) return null;
        if (parsed.SourceOf(InputOutputOptions.Out) != SettingSource.Default) throw new ForgeException("--out-dir: stands in place of --out; give one of them");
        if (File.Exists(folder)) throw new ForgeException($"--out-dir: {folder} is a file; expected a folder");
        return new OutputTree(folder, InputFiles.NamesInTree(parsed.Positionals.GetValueOrDefault(Positional.Inputs.Name) ?? [], paths));
    }

    /// <exception cref="ForgeException">Not of the form I/N.</exception>
    public static Shard? ReadShard(Parsed parsed) =>
        parsed.GetOrDefault(ShardOf) is not { } text ? null : Shard.Parse(text) ?? throw new ForgeException($"--shard: expected I/N with I from 1 to N, as 1/4, found \"{text}\"");

    /// <summary>Runs a stage that asks no model.</summary>
    public static async Task<ExitCode> Run<TItem>(Stage<TItem> stage, RunSettings settings, ToolContext context)
        where TItem : class
    {
        using var runner = new StageRunner(settings, context, context.Cancel);
        return await runner.Run(stage);
    }
}
