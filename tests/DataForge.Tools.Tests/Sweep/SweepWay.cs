using System.Text.Json;
using DataForge.Tests.Formats;

namespace DataForge.Tests.Tools.Sweep;

/// <summary>One way of running a tool on a file of rows: its options, and how the rows that came of it are counted.</summary>
/// <param name="Name">The tool, and behind a hyphen what tells this way from its others; the table's file name.</param>
/// <param name="Options">Of the input, and of a path in an empty folder for what the tool writes.</param>
/// <param name="Rows">Rows written, by a reader that is not ours.</param>
internal sealed record SweepWay(string Name, string Tool, Func<string, string, string[]> Options, Func<string, long> Rows)
{
    private static readonly string Benchmark = "mine=" + Corpora("examples", "benchmark.jsonl");
    private static readonly string Writer = Corpora("models", "forge-nano");
    private static readonly string Scorer = Corpora("models", "forge-nano-rm");
    private const string Solutions = "generation,response,output,solution,answer,Answer,rationale,text";
    private const string Texts = "text,problem,question," + Solutions;

    /// <summary>Whether each row that is read is written or rejected, one for one.</summary>
    public bool KeepsRows { get; private init; }

    /// <summary>Every tool that reads rows. Those that run a model take the first rows only.</summary>
    public static IReadOnlyList<SweepWay> All { get; } =
    [
        new("forge-audit", "forge-audit", (i, o) => ["--benchmark", Benchmark, "--fields", "*", "--threads", "1", "--json", o + ".json", i], Audited) { KeepsRows = true },
        new("forge-correct", "forge-correct", (i, o) => ["--sort", .. Lined(o), i], Lines),
        new("forge-decontam", "forge-decontam", (i, o) => ["--benchmark", Benchmark, "--fields", "*", "--threads", "1", .. Lined(o), i], Lines) { KeepsRows = true },
        new("forge-decontam-parquet", "forge-decontam", (i, o) => ["--benchmark", Benchmark, "--fields", "*", "--threads", "1", "--drop", "none", "--out", o + ".parquet", i], ParquetRows) { KeepsRows = true },
        new("forge-dedup", "forge-dedup", (i, o) => ["--text-field", Texts, .. Lined(o), i], Lines) { KeepsRows = true },
        new("forge-eval", "forge-eval", (i, o) => ["--k", "1,2", "--sort", "--json", o + ".json", i], o => File.Exists(o + ".json") ? 1 : 0),
        new("forge-evolve", "forge-evolve", (i, o) => ["--model", Writer, "--limit", "2", "--kinds", "conditional", "--max-tokens", "16", "--max-failures", "9", .. Lined(o), i], Lines),
        new("forge-extract", "forge-extract", (i, o) => [.. Lined(o), i], Lines),
        new("forge-grade", "forge-grade", (i, o) => [.. Lined(o), i], Lines),
        new("forge-grade-solutions", "forge-grade", (i, o) => ["--generation-field", Solutions, .. Lined(o), i], Lines),
        new("forge-index-boilerplate", "forge-index", (i, o) => ["boilerplate", "--index", Corpora("benchmarks", "suites", "qwen2.5-math.idx"), "--text-field", Texts, "--out", o + ".idx", i], Indexed),
        new("forge-index-build", "forge-index", (i, o) => ["build", "--benchmark", "b=" + i, "--out", o + ".idx"], Indexed),
        new("forge-mix", "forge-mix", (i, o) => ["--source", "all=" + i, "--out", o + ".mixed", Plan(o)], o => File.ReadLines(o + ".mixed/all/train.jsonl").LongCount()) { KeepsRows = true },
        new("forge-pack-is", "forge-pack", (i, o) => ["--as", "is", "--out", o + ".set", "--rejects", o + ".rejects.jsonl", i], ShardRows) { KeepsRows = true },
        new("forge-pack-problem", "forge-pack", (i, o) => ["--as", "problem", "--out", o + ".set", "--rejects", o + ".rejects.jsonl", i], ShardRows) { KeepsRows = true },
        new("forge-pack-sft", "forge-pack", (i, o) => ["--out", o + ".set", "--rejects", o + ".rejects.jsonl", i], ShardRows),
        new("forge-pairs", "forge-pairs", (i, o) => ["--responses", "2", "--sort", .. Lined(o), i], Lines),
        new("forge-qa-extract", "forge-qa", (i, o) => ["extract", "--rules-only", "--text-field", Texts, .. Lined(o), i], Lines),
        new("forge-quality", "forge-quality", (i, o) => ["--rules-only", "--text-field", Texts, .. Lined(o), i], Lines) { KeepsRows = true },
        new("forge-recall-train", "forge-recall", (i, o) => ["train", "--bits", "12", "--text-field", Texts, "--positive", i, "--negative", Corpora("examples", "corpus.jsonl"), "--out", o + ".bin"], o => new FileInfo(o + ".bin").Length > 0 ? 1 : 0),
        new("forge-rows-convert", "forge-rows", (i, o) => ["convert", "--out", o + ".parquet", "--rejects", o + ".rejects.jsonl", i], ParquetRows) { KeepsRows = true },
        new("forge-sample", "forge-sample", (i, o) => ["--model", Writer, "--limit", "2", "--samples", "2", "--max-tokens", "16", .. Lined(o), i], Lines),
        new("forge-score", "forge-score", (i, o) => ["--model", Scorer, "--limit", "2", "--generation-field", Solutions, .. Lined(o), i], Lines),
        new("forge-seed-solve", "forge-seed", (i, o) => ["solve", "--out", o + ".jsonl", i], Lines) { KeepsRows = true },
        new("forge-solve", "forge-solve", (i, o) => ["--model", Writer, "--limit", "2", "--samples", "2", "--max-tokens", "16", .. Lined(o), i], Lines),
        new("forge-vote", "forge-vote", (i, o) => ["--weight", "count", "--sort", .. Lined(o), i], Lines),
    ];

    /// <summary>Rows that the rejects file holds.</summary>
    public static long Rejected(string output) => File.Exists(output + ".rejects.jsonl") ? File.ReadLines(output + ".rejects.jsonl").LongCount() : 0;

    /// <summary>The whole path: a test does not run in the repository's folder.</summary>
    private static string Corpora(params string[] parts) => Path.Combine([SharedData.Repository, "corpora", .. parts]);

    private static string[] Lined(string output) => ["--out", output + ".jsonl", "--rejects", output + ".rejects.jsonl"];

    private static string Plan(string output)
    {
        var plan = output + ".part.yaml"; // not the tool's: it may stay
        File.WriteAllText(plan, $"tokenizer: {Writer}\ntext_field: [{Texts}]\nstages: [{{name: all, sources: [{{name: all, files: none.jsonl, epochs: 1}}]}}]\n");
        return plan;
    }

    private static long Lines(string output)
    {
        var rows = 0L;
        foreach (var line in File.ReadLines(output + ".jsonl"))
        {
            using var row = JsonDocument.Parse(line);
            Assert.Equal(JsonValueKind.Object, row.RootElement.ValueKind);
            rows++;
        }

        return rows;
    }

    private static long Audited(string output)
    {
        using var report = JsonDocument.Parse(File.ReadAllBytes(output + ".json"));
        return report.RootElement.GetProperty("corpus").GetProperty("records").GetInt64();
    }

    private static long Indexed(string output) => new FileInfo(output + ".idx").Length > 0 ? 1 : 0;

    private static long ParquetRows(string output) => SecondReader.Count(output + ".parquet");

    /// <summary>Rows of the shards, held against what the manifest says; forge-pack has read back every value by Parquet.Net, as the manifest states.</summary>
    private static long ShardRows(string output)
    {
        var rows = Directory.GetFiles(output + ".set", "*.parquet", SearchOption.AllDirectories).Sum(shard => SecondReader.Count(shard));
        using var manifest = JsonDocument.Parse(File.ReadAllBytes(Path.Combine(output + ".set", "manifest.json")));
        Assert.StartsWith("Parquet.Net ", manifest.RootElement.GetProperty("read_back_by").GetString());
        Assert.Equal(manifest.RootElement.GetProperty("rows").GetProperty("written").GetInt64(), rows);
        return rows;
    }
}
