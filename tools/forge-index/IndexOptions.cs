using DataForge.Cli;
using DataForge.Contamination;
using DataForge.Core;
using DataForge.Formats;

namespace DataForge.Tools.Index;

/// <summary>Options of several commands, and the one way an index is written.</summary>
internal static class IndexOptions
{
    public static readonly FileOpt Out = new("out", null, "Index file to write.");
    public static readonly IntOpt BoilerplateItems = new("boilerplate-items", GramSettings.Default.BoilerplateItems, 2, int.MaxValue, "unrelated items", "An n-gram that this many share is boilerplate.");

    public static string RequireOut(Parsed options) => options.Get(Out) ?? throw new ForgeException("--out: expected the index file to write");

    public static void Write(ToolContext context, string path, IndexData data)
    {
        var bytes = IndexFile.Write(data);
        WholeFile.Write(path, bytes);
        var blind = Undetectable.Find(BenchmarkIndex.Open(data), ScanSettings.Default);
        context.Say($"{path}: {data.Benchmarks.Count:N0} benchmarks, {data.Benchmarks.Sum(b => b.Items):N0} items, {data.Entries.Sum(e => (long)e.Length):N0} tokens, {bytes.Length:N0} bytes");
        if (blind.Count > 0) context.Say($"{blind.Count:N0} of {data.Entries.Count:N0} texts cannot be found even verbatim: {Undetectable.Summary(blind)} (forge-index inspect --items lists them)");
    }
}
