using DataForge.Cli;
using DataForge.Core;
using DataForge.Formats;
using DataForge.Stages;

namespace DataForge.Tools.Rows;

/// <summary>forge-rows diff: rows that only one of two files has, and rows that changed.</summary>
/// <remarks>Memory: 40 bytes a row of the first file.</remarks>
internal static class DiffTool
{
    private static readonly ListOpt Key = new("key", [], "FIELD", "Fields that name a row; without them rows are equal or not.");

    public static readonly Tool Registration = new("forge-rows diff", "Compares two files; exits with 1 where they differ. Order does not matter.",
        "forge-rows diff --key problem_id old.jsonl new.jsonl", [Key, InputOutputOptions.Out], Run, [new Positional("OLD", 1, 1, "The rows as they were."), new Positional("NEW", 1, 1, "The rows as they are.")]);

    private static Task<ExitCode> Run(Parsed p, ToolContext context)
    {
        var (old, fresh) = (p.Positionals["OLD"][0], p.Positionals["NEW"][0]);
        if (old == "-") throw new ForgeException("OLD: expected a file, since it is read twice, found standard input");
        var key = p.Get(Key).Count == 0 ? row => row.ToString() : RowOrder.By(p.Get(Key));
        var before = new Dictionary<(ulong Key, int Copy), ulong>();
        foreach (var (row, id) in Numbered(old, key, context.Cancel)) before[id] = StableHash.Of(row.Utf8);
        using var output = RowWriter.Open(p.Get(InputOutputOptions.Out)!);
        long same = 0, added = 0, changed = 0, removed = 0;
        foreach (var (row, id) in Numbered(fresh, key, context.Cancel))
        {
            if (!before.Remove(id, out var was)) Write(row, "added", ref added);
            else if (was != StableHash.Of(row.Utf8)) Write(row, "changed", ref changed);
            else same++;
        }

        foreach (var (row, id) in Numbered(old, key, context.Cancel))
            if (before.ContainsKey(id)) Write(row, "removed", ref removed);
        output.Commit();
        context.Say($"{same:N0} rows are the same, {added:N0} added, {changed:N0} changed, {removed:N0} removed");
        return Task.FromResult(added + changed + removed > 0 ? ExitCode.GateFailed : ExitCode.Ok);

        void Write(Row row, string how, ref long count)
        {
            output.Write(row.With(e => e.Set("diff", how)));
            count++;
        }
    }

    /// <summary>Rows with their key, and which of several rows with that key each is.</summary>
    private static IEnumerable<(Row Row, (ulong, int) Id)> Numbered(string path, Func<Row, string> key, CancellationToken cancel)
    {
        var copies = new Dictionary<ulong, int>();
        foreach (var row in RowReader.Open(path, cancel: cancel))
        {
            var hash = StableHash.Of(key(row));
            var copy = copies[hash] = copies.GetValueOrDefault(hash) + 1;
            yield return (row, (hash, copy));
        }
    }
}
