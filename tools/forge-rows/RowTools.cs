using DataForge.Cli;
using DataForge.Core;
using DataForge.Runner;
using DataForge.Stages;

namespace DataForge.Tools.Rows;

/// <summary>forge-rows filter.</summary>
internal static class FilterTool
{
    private static readonly TextOpt Where = new("where", null, "CONDITION", "As 'level >= 4 and source == \"MATH\" and not text ~ \"cannot\"'.");

    public static readonly Tool Registration = new("forge-rows filter", "Keeps the rows for which a condition holds; the others are rejects.",
        "forge-rows filter --where 'len(problem) < 400 and has(solution)' < problems.jsonl > short.jsonl", [Where, .. RunOptions.Rows], Run, [Positional.Inputs]);

    private static Task<ExitCode> Run(Parsed p, ToolContext context)
    {
        var filter = RowFilter.Parse(p.Get(Where) ?? throw new ForgeException("--where: expected a condition, as --where 'level >= 4'"));
        return RunOptions.Run(new RowsStage("filter", "kept", row => filter.Holds(row) ? row : null), RunOptions.Read(p, new RowsInput(p.Inputs)), context);
    }
}

/// <summary>forge-rows select.</summary>
internal static class SelectTool
{
    private static readonly ListOpt Fields = new("fields", [], "PATH", "Fields to keep, in this order; a path becomes a field of that name.");
    private static readonly ListOpt Without = new("without", [], "NAME", "Fields to leave out; all others stay as they are.");

    public static readonly Tool Registration = new("forge-rows select", "Keeps some fields of each row, or leaves some out.",
        "forge-rows select --fields problem,meta.level < in.jsonl > out.jsonl", [Fields, Without, .. RunOptions.Rows], Run, [Positional.Inputs]);

    private static Task<ExitCode> Run(Parsed p, ToolContext context)
    {
        var (fields, without) = (p.Get(Fields), p.Get(Without));
        if (fields.Count == 0 == (without.Count == 0)) throw new ForgeException("--fields or --without: expected one of them, as --fields problem,solution");
        var paths = fields.Select(f => (Name: f, Path: RowPath.Parse(f) ?? throw new ForgeException($"--fields: expected a path as messages[].content, found \"{f}\""))).ToList();
        return RunOptions.Run(new RowsStage("select", "written", row => fields.Count > 0 ? Row.Empty.With(e => Copy(e, row, paths)) : row.With(e => Drop(e, without))), RunOptions.Read(p, new RowsInput(p.Inputs)), context);
    }

    private static void Drop(RowEdit edit, IReadOnlyList<string> names)
    {
        foreach (var name in names) edit.Remove(name);
    }

    /// <summary>One value as it stands; several, behind [], as a list.</summary>
    private static void Copy(RowEdit edit, Row row, IReadOnlyList<(string Name, RowPath Path)> paths)
    {
        foreach (var (name, path) in paths)
            if (row.Has(name)) edit.SetRaw(name, row.Raw(name));
            else if (path.Of(row) is { Count: > 0 } values) edit.SetRaw(name, name.Contains("[]", StringComparison.Ordinal) ? $"[{string.Join(',', values.Select(v => v.GetRawText()))}]" : values[0].GetRawText());
    }
}

/// <summary>forge-rows sample.</summary>
internal static class SampleTool
{
    private static readonly OptionalIntOpt Count = new("count", 1, "rows", "by --share", "Exactly so many rows, in input order; they are held in memory.");
    private static readonly OptionalShareOpt Share = new("share", "of the rows", "by --count", "Each row with this chance.");

    public static readonly Tool Registration = new("forge-rows sample", "Draws rows at random by a seed; the same rows whatever the order of the input.",
        "forge-rows sample --count 100 --seed 1 < corpus.jsonl > to-read.jsonl", [Count, Share, SamplingOptions.Seed, .. RunOptions.Rows.Where(o => o != RunOptions.ShardOf && o != RunOptions.OutDir)], Run, [Positional.Inputs]);

    private static Task<ExitCode> Run(Parsed p, ToolContext context)
    {
        var seed = p.Get(SamplingOptions.Seed);
        Func<IEnumerable<Row>, IEnumerable<Row>> order = (p.Get(Count), p.Get(Share)) switch
        {
            ({ } count, null) => rows => RowChoice.Count(rows, checked((int)Math.Min(count, int.MaxValue)), seed),
            (null, { } share) => rows => RowChoice.Share(rows, share, seed),
            _ => throw new ForgeException("--count or --share: expected one of them, as --count 100"),
        };
        return RunOptions.Run(new RowsStage("sample", "drawn", row => row, order), RunOptions.Read(p, new RowsInput(p.Inputs)), context);
    }
}

/// <summary>forge-rows sort.</summary>
internal static class SortTool
{
    private static readonly ListOpt By = new("by", [], "FIELD[:desc]", "Fields or paths; numbers, then texts, then rows without it.");

    public static readonly Tool Registration = new("forge-rows sort", "Sorts rows by fields, on disk where needed; equal rows keep their order.",
        "forge-rows sort --by level:desc,problem_id < in.jsonl > sorted.jsonl", [By, .. RunOptions.Rows.Where(o => o != RunOptions.ShardOf)], Run, [Positional.Inputs]);

    private static Task<ExitCode> Run(Parsed p, ToolContext context)
    {
        if (p.Get(By).Count == 0) throw new ForgeException("--by: expected a field, as --by level:desc");
        return RunOptions.Run(new RowsStage("sort", "sorted", row => row), RunOptions.Read(p, new SortedInput(p.Inputs, RowOrder.By(p.Get(By)))), context);
    }
}

/// <summary>forge-rows merge.</summary>
internal static class MergeTool
{
    public static readonly Tool Registration = new("forge-rows merge", "Joins the outputs of a run in shards into what one process would have written.",
        "forge-rows merge --out all.jsonl part-1.jsonl part-2.jsonl part-3.jsonl", [.. RunOptions.Rows.Where(o => o != RunOptions.ShardOf && o != RunOptions.OutDir)],
        (p, context) => RunOptions.Run(new RowsStage("merge", "merged", row => row), RunOptions.Read(p, new MergedInput(p.Inputs)), context), [Positional.Inputs]);
}

/// <summary>forge-rows convert.</summary>
internal static class ConvertTool
{
    public static readonly Tool Registration = new("forge-rows convert", "Reads rows of any format and writes them as the output's suffix says.",
        "forge-rows convert --out rows.parquet rows.csv", RunOptions.Rows,
        (p, context) => RunOptions.Run(new RowsStage("convert", "written", row => row), RunOptions.Read(p, new RowsInput(p.Inputs)), context), [Positional.Inputs]);
}
