using DataForge.Cli;
using DataForge.Contamination;
using DataForge.Core;
using DataForge.Formats;

namespace DataForge.Tools.Shared;

/// <summary>Options of the tools that compare a corpus with benchmarks, each declared once for all of them.</summary>
internal static class ContaminationOptions
{
    public static readonly ListOpt Benchmark = new("benchmark", [], "NAME=FILE[:FIELDS]", "Benchmark file; FIELDS as problem,solution or Body+Question.", commas: false);
    public static readonly ListOpt Index = new("index", [], "FILE", "Index made by forge-index.", commas: false);
    public static readonly ListOpt Suite = new("suite", [], "NAME", "Index that ships with the suite, as qwen2.5-math.");
    public static readonly ListOpt Fields = new("fields", [], "PATH", "Only these: text, messages[].content, Body+Question, *; else all prose.");
    public static readonly ListOpt Tiers = new("tiers", ["lexical"], "TIER", "Run only these: exact, masked, template, short, their members; semantic.");
    public static readonly ListOpt Drop = new("drop", ["exact13", "run", "whole", "masked13"], "TIER", "Tiers whose hits drop a row, from --drop-above on; none: all flag.");
    public static readonly ListOpt Flag = new("flag", ["run-weak", "masked8", "template", "short"], "TIER", "Tiers whose hits mark a row that is kept; none for none.");
    public static readonly ListOpt DropAbove = new("drop-above", ["exact13=0.8", "run=0.9", "masked13=1"], "RULE=SHARE", "Share of the item from which a rule drops; below, it flags.");
    public static readonly NumberOpt MinLcs = new("min-lcs", 0.6, 0, 1, "share of the item's tokens", "An n-gram hit counts only with a longest common subsequence above it.");
    public static readonly ChoiceOpt LcsOver = new("lcs-over", "item", ["item", "longer", "shorter"], "LCS over what; longer and shorter count as others do, unfiltered.");
    public static readonly OptionalIntOpt MaxHits = new("max-hits", 0, "rows", "no gate", "More dropped rows than this exit with 1; flags do not count.");
    public static readonly OptionalShareOpt MaxShare = new("max-share", "of the rows", "no gate", "A larger share of dropped rows exits with 1.");
    public static readonly OptionalShareOpt MaxUnreadShare = new("max-unread-share", "of the rows", "no gate", "More rows not read in full (--fields), or no row at all, exit with 1.");
    public static readonly ListOpt IdField = new("id-field", ["id", "problem_id", "sample_id", "uid", "url"], "NAME", "Field that names a record; else its file and line.");
    public static readonly IntOpt Threads = new("threads", 0, 0, 1024, "threads (0 takes all cores)", "Threads that scan; output does not depend on it.");

    /// <summary>What to compare with.</summary>
    public static IReadOnlyList<Opt> Sources { get; } = [Benchmark, Index, Suite];

    /// <summary>How to compare, and when to fail.</summary>
    public static IReadOnlyList<Opt> Scanning { get; } = [Fields, Tiers, Drop, DropAbove, Flag, MinLcs, LcsOver, MaxHits, MaxShare, Threads];

    /// <summary>The index of everything named. For a comparison with published counts, benchmark files are taken without the word and boilerplate filters.</summary>
    public static BenchmarkIndex OpenIndex(Parsed options)
    {
        var grams = (options.GetOrDefault(LcsOver) ?? LcsOver.Default) == LcsOver.Default ? GramSettings.Default : GramSettings.Default with { MinDistinct = 0, BoilerplateItems = int.MaxValue };
        return BenchmarkIndex.Open(IndexSources.Load(options.Get(Index), options.Get(Suite), options.Get(Benchmark), grams, ReadAll));
    }

    public static ScanSettings ReadSettings(Parsed options)
    {
        var drop = RuleNames.Parse(Drop.Name, options.Get(Drop));
        var flag = (options.SourceOf(Flag) == SettingSource.Default ? Rules.Lexical : RuleNames.Parse(Flag.Name, options.Get(Flag))) & ~drop; // what no longer drops still flags
        var over = options.Get(LcsOver) switch { "longer" => Contamination.LcsOver.Longer, "shorter" => Contamination.LcsOver.Shorter, _ => Contamination.LcsOver.Item };
        var settings = new ScanSettings(drop, flag, options.Get(MinLcs), Over: over) { Limits = DropLimits.Parse(DropAbove.Name, options.Get(DropAbove)) };
        return options.SourceOf(Tiers) == SettingSource.Default ? settings : settings.Only(RuleNames.Parse(Tiers.Name, options.Get(Tiers)));
    }

    public static FieldPaths ReadFields(Parsed options) => options.Get(Fields) is { Count: > 0 } given ? FieldPaths.Parse(given) : FieldPaths.Default;

    public static int ReadThreads(Parsed options) => options.Get(Threads) is var threads and > 0 ? threads : Environment.ProcessorCount;

    /// <summary>A whole file, decompressed; a Parquet file as JSON lines.</summary>
    /// <exception cref="ForgeException">It cannot be read, is of a kind that holds no items, or larger than <see cref="MostBytes"/>.</exception>
    public static byte[] ReadAll(string path)
    {
        using var content = new MemoryStream();
        if (path.EndsWith(".parquet", StringComparison.OrdinalIgnoreCase))
        {
            foreach (var row in RowReader.Open(path))
            {
                content.Write(row.Utf8);
                content.WriteByte((byte)'\n');
            }

            return content.ToArray();
        }

        using var stream = Streams.OpenRead(path);
        try
        {
            var block = new byte[1 << 16];
            for (int count; (count = stream.Read(block)) > 0;)
            {
                content.Write(block, 0, count);
                if (content.Length > MostBytes) throw new ForgeException($"{path}: larger than {Quantity.Of(MostBytes, "byte")}, decompressed; split it into several files");
            }
        }
        catch (Exception e) when (e is IOException or InvalidDataException)
        {
            throw new ForgeException($"{path}: cannot be read: {e.Message}", e);
        }

        var bytes = content.ToArray();
        ForeignFormat.Refuse(path, bytes.AsSpan(0, Math.Min(bytes.Length, ForeignFormat.LookBytes)));
        return bytes;
    }

    private const int MostBytes = 1 << 29; // a benchmark or an index is read whole
}
