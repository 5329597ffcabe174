using DataForge.Cli;
using DataForge.Contamination;
using DataForge.Core;
using DataForge.Formats;
using DataForge.Text;
using DataForge.Tools.Shared;

namespace DataForge.Tools.Index;

/// <summary>Writes what an index holds as JSON lines: a line a benchmark, or a line a text.</summary>
internal static class Inspect
{
    private static readonly FlagOpt Items = new("items", "A line a text instead of a line a benchmark.");

    public static Tool Command { get; } = new(
        "forge-index inspect", "Shows what an index holds and what it cannot find.", "forge-index inspect b.idx",
        [Items], Start, [new Positional("INDEX", 1, 1, "Index file.")]);

    private static Task<ExitCode> Start(Parsed options, ToolContext context)
    {
        var path = options.Positionals["INDEX"][0];
        var index = BenchmarkIndex.Open(IndexFile.Read(ContaminationOptions.ReadAll(path), path));
        var blind = Undetectable.Find(index, ScanSettings.Default).ToDictionary(b => b.Entry, b => b.Why);
        using var output = RowWriter.Open("-");
        foreach (var row in options.Get(Items) ? Texts(index.Data, blind) : Benchmarks(index.Data, blind)) output.Write(row);
        output.Commit();
        context.Say($"format {IndexFile.Format}, normalizer {Normalizer.Id}, n {index.Grams.N} and {index.Grams.ShortN}, boilerplate from {index.Grams.BoilerplateItems} unrelated items");
        return Task.FromResult(ExitCode.Ok);
    }

    private static IEnumerable<Row> Benchmarks(IndexData data, Dictionary<IndexEntry, string> blind)
    {
        for (var b = 0; b < data.Benchmarks.Count; b++)
        {
            var texts = data.Entries.Where(e => e.Benchmark == b).ToList();
            yield return Row.Parse(RowEdit.Json(w => IndexFile.Write(w, data.Benchmarks[b]))).With(e => e
                .Set("texts", texts.Count)
                .Set("tokens", texts.Sum(t => (long)t.Length))
                .Set("boilerplate_ngrams", texts.Sum(t => (long)t.Boilerplate))
                .Set("undetectable", texts.Count(blind.ContainsKey)));
        }
    }

    private static IEnumerable<Row> Texts(IndexData data, Dictionary<IndexEntry, string> blind) => data.Entries.Select(t => Row.Empty.With(e => e
        .Set("benchmark", data.Benchmarks[t.Benchmark].Name)
        .Set("item", t.Item)
        .Set("part", t.Part)
        .Set("tokens", t.Length)
        .Set("boilerplate_ngrams", t.Boilerplate)
        .Set("undetectable", blind.GetValueOrDefault(t))));
}
