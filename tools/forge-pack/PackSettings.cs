using DataForge.Cli;
using DataForge.Core;
using DataForge.Formats;
using DataForge.Tools.Training;
using DataForge.Training;

namespace DataForge.Tools.Pack;

/// <summary>forge-pack's option table and what comes of it.</summary>
internal sealed record PackSettings(
    IReadOnlyList<string> Inputs, string Record, bool WithReasoning, bool KeepWrong, FieldNames Names, IReadOnlyList<string>? DedupBy, long? Shuffle, Splits Splits, string SplitBy,
    string Out, string Name, ShardFormat Format, long? RowsPerShard, long BytesPerShard, bool Verify, string? License, string Title, string? DecontamReport, string? Rejects, long? MaxBad, long? Limit,
    bool AllowEmpty, long? MinRows, bool RequireComplete, TrainerOptions? Trainer, string System,
    IReadOnlyList<(string Name, string? Value, string Source)> Listed)
{
    private static readonly ChoiceOpt As = new("as", "sft", ["sft", "problem", "is"], "sft from samples, problem from any row, is: rows as they are.");
    private static readonly FileOpt OutFolder = new("out", null, "Folder of the shard set; made where absent, an earlier set is replaced.", "DIR");
    private static readonly TextOpt SetName = new("name", "data", "NAME", "What file names begin with: NAME-00000-of-00001.parquet.");
    private static readonly ChoiceOpt FormatName = new("format", "parquet", ShardFormats.Names, "How shards are written.");
    private static readonly FlagOpt Dedup = new("dedup", "Drop repeats: same problem (sft: and solution; is: whole row).");
    private static readonly ListOpt DedupFields = new("dedup-by", [], "FIELD", "Drop rows that repeat an earlier one in these fields.");
    private static readonly OptionalIntOpt ShuffleSeed = new("shuffle", 0, "(any number)", "rows keep their order", "Shuffle with this seed; the order of the input does not matter.");
    private static readonly ListOpt Split = new("split", [], "NAME=SHARE", "Set problems aside, as valid=0.01; the rest is train.");
    private static readonly ChoiceOpt SplitBasis = new("split-by", "family", ["family", "problem"], "Keep seed families and near-duplicates in one split, or problems.");
    private static readonly OptionalIntOpt Rows = new("rows-per-shard", 1, "rows", "no bound", "Begin a new shard after this many rows.");
    private static readonly IntOpt Bytes = new("bytes-per-shard", 1_000_000_000, 1, int.MaxValue, "bytes", "Begin a new shard after this much JSON text (uncompressed).");
    private static readonly TextOpt LicenseName = new("license", null, "ID", "License for the dataset card, as mit; else the rows' own.");
    private static readonly TextOpt TitleText = new("title", null, "TEXT", "Title of the dataset card; else NAME.");
    private static readonly FileOpt ReportFile = new("decontam-report", null, "forge-decontam's --report, for the card and the manifest.");
    private static readonly FlagOpt Wrong = new("keep-wrong", "Pack samples labelled is_correct: false too (sft).");
    private static readonly FlagOpt Reasoning = new("with-reasoning", "Keep reasoning in think tags before the solution (sft).");

    private static readonly FlagOpt NoVerify = new("no-verify", "Do not read Parquet shards back before sealing; the manifest says so.");

    private static readonly FlagOpt Empty = new("allow-empty", "Seal a set without rows too; else that exits with 1.");
    private static readonly OptionalIntOpt FewestRows = new("min-rows", 1, "rows", "no bound", "With fewer rows nothing is written and the exit is 1.");
    private static readonly FlagOpt Complete = new("require-complete", "Refuse rows that no tool said are all: files, other programs.");

    public static IReadOnlyList<Opt> Options { get; } =
    [
        As, OutFolder, SetName, FormatName, Dedup, DedupFields, ShuffleSeed, Split, SplitBasis, Rows, Bytes, LicenseName, TitleText, ReportFile, Reasoning, Wrong, NoVerify, Empty, FewestRows, Complete,
        .. TrainerOptions.All, InputOutputOptions.Rejects, InputOutputOptions.MaxBad, InputOutputOptions.Limit, RunOptions.Summary, .. FieldOptions.All,
    ];

    /// <summary>Settings that say where things lie or how much is said, not what is in the set.</summary>
    private static readonly HashSet<string> NotOfTheSet = ["out", "rejects", "config", "quiet", "decontam-report", "summary"];

    private static string? LicenseId(string? name) => name is null ? null : HubIdentifiers.License(name)
        ?? throw new ForgeException($"--license: expected an identifier of the Hugging Face hub, as mit or cc-by-4.0, found \"{name}\"; the nearest is {HubIdentifiers.NearestLicense(name)}, and other stands for all that it does not list");

    /// <exception cref="ForgeException">Options of a shard set beside --trainer, whose folder has its own form and split.</exception>
    private static TrainerOptions? ReadTrainer(Parsed p, string record, string folder)
    {
        var trainer = TrainerOptions.Read(p, TrainingTask.Sft, folder, p.Get(ShuffleSeed) ?? 0, "forge-pack");
        if (trainer is null) return null;
        if (record != "sft") throw new ForgeException("--trainer: goes with --as sft; forge-pairs makes folders for rewards, preferences and reinforcement");
        foreach (var option in (Opt[])[Split, SplitBasis, FormatName, Rows, Bytes, SetName, TitleText, LicenseName, ReportFile, NoVerify])
            if (p.SourceOf(option) != SettingSource.Default) throw new ForgeException($"--{option.Name}: goes without --trainer, whose folder has its own form (--val sets problems aside)");
        return trainer;
    }

    public static PackSettings Read(Parsed p)
    {
        var folder = p.Get(OutFolder) ?? throw new ForgeException("--out: expected the folder of the shard set, as --out shards/");
        if (File.Exists(folder)) throw new ForgeException($"--out: expected the folder of the shard set, and {folder} is a file; name a folder, as --out shards/");
        var name = p.Get(SetName)!;
        if (name.Length == 0 || !name.All(c => char.IsAsciiLetterOrDigit(c) || c is '-' or '_' or '.') || name[0] is '.' or '-')
            throw new ForgeException($"--name: expected letters, digits, -, _ and ., found \"{name}\"");
        var record = p.Get(As)!;
        IReadOnlyList<string> usual = record switch { "sft" => ["problem", "solution"], "problem" => ["problem"], _ => [] };
        return new PackSettings(
            p.Inputs, record, p.Get(Reasoning), p.Get(Wrong), FieldOptions.Read(p),
            p.Get(DedupFields) is { Count: > 0 } fields ? fields : p.Get(Dedup) ? usual : null,
            p.Get(ShuffleSeed), Splits.Parse(p.Get(Split)), p.Get(SplitBasis)!, folder, name, ShardFormats.Parse(p.Get(FormatName)!), p.Get(Rows), p.Get(Bytes), !p.Get(NoVerify),
            LicenseId(p.Get(LicenseName)), p.Get(TitleText) ?? name, p.Get(ReportFile), p.Get(InputOutputOptions.Rejects), p.Get(InputOutputOptions.MaxBad), p.Get(InputOutputOptions.Limit),
            p.Get(Empty), p.Get(FewestRows), p.Get(Complete), ReadTrainer(p, record, folder), TrainerOptions.System(p),
            [.. p.Settings.Where(s => !NotOfTheSet.Contains(s.Name)).Select(s => (s.Name, s.Value, s.Source.ToString().ToLowerInvariant()))]);
    }
}
