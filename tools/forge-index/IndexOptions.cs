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
        context.Say($"{path}: {Quantity.Of(data.Benchmarks.Count, "benchmark")}, {Quantity.Of(data.Benchmarks.Sum(b => b.Items), "item")}, {Quantity.Of(data.Entries.Sum(e => (long)e.Length), "token")}, {Quantity.Of(bytes.Length, "byte")}");
        if (blind.Count > 0) context.Say($"{blind.Count:N0} of {data.Entries.Count:N0} texts cannot be found even verbatim: {Undetectable.Summary(blind)} (forge-index inspect --items lists them)");
    }
}
