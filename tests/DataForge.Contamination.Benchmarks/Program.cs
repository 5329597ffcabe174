using System.Diagnostics;
using System.Text.Json;
using DataForge.Contamination;
using DataForge.Text;

// Times the stages of a scan on one core, beside a parse of the same lines by the JSON reader alone; with --tool the whole of forge-decontam at three sizes.
// usage: DataForge.Contamination.Benchmarks CORPUS.jsonl INDEX.idx [TIER …]          (the corpus's texts are in "text")
//        DataForge.Contamination.Benchmarks --tool BIN CORPUS.jsonl INDEX.idx
//        DataForge.Contamination.Benchmarks --rewrites DATA INDEX.idx [KIND]         (what is found of items that were rewritten; a kind's misses)
if (args[0] == "--tool") return WholeTool.Measure(args[1], args[2], args[3]);
if (args[0] == "--rewrites") return RewriteTable.Measure(args[1], args[2], args.Length > 3 ? args[3] : null);
var lines = File.ReadAllBytes(args[0]);
var clock = Stopwatch.StartNew();
var data = IndexFile.Read(File.ReadAllBytes(args[1]), args[1]);
Console.WriteLine($"read {clock.ElapsedMilliseconds} ms: {data.Entries.Count} texts, {data.Entries.Sum(e => (long)e.Length)} tokens");
clock.Restart();
var index = BenchmarkIndex.Open(data);
Console.WriteLine($"open {clock.ElapsedMilliseconds} ms");

Measure("json reader alone", line =>
{
    var reader = new Utf8JsonReader(line);
    while (reader.Read()) { }
    return 0;
});
var normalizer = new Normalizer();
Measure("and tokens", line =>
{
    var reader = new Utf8JsonReader(line);
    var count = 0;
    while (reader.Read())
        if (reader.TokenType == JsonTokenType.String && reader.ValueSpan.Length > 20)
            count += normalizer.Read(reader.ValueSpan).Count;
    return count;
});
var hits = new List<Hit>();
foreach (var rules in args.Length > 2 ? [RuleNames.Parse("tiers", args[2..])] : new[] { Rules.Exact, Rules.Masked, Rules.Template, Rules.Whole, Rules.All })
{
    var scanner = new RowScanner(index, FieldPaths.Parse(["text"]), ScanSettings.Default.Only(rules));
    Measure($"scan {rules}", line =>
    {
        scanner.Scan(line, hits);
        return hits.Count;
    });
}

return 0;

// the best of some rounds: the first ones run code that is still being compiled
void Measure(string what, LineWork work)
{
    const int rounds = 6;
    var best = double.MaxValue;
    long sum = 0;
    for (var round = 0; round < rounds; round++)
    {
        var begun = Process.GetCurrentProcess().TotalProcessorTime;
        sum = 0;
        var rest = lines.AsSpan();
        while (rest.IndexOf((byte)'\n') is >= 0 and var end)
        {
            sum += work(rest[..end]);
            rest = rest[(end + 1)..];
        }

        best = Math.Min(best, (Process.GetCurrentProcess().TotalProcessorTime - begun).TotalSeconds);
    }

    Console.WriteLine($"{what,-24} {lines.Length / 1e6 / best,8:0.0} MB/s of CPU time ({sum} counted)");
}

internal delegate int LineWork(ReadOnlySpan<byte> line);
