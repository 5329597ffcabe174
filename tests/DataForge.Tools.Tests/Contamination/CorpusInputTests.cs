using System.Text.RegularExpressions;

namespace DataForge.Tests.Tools.Contamination;

/// <summary>The two tools that scan a corpus take it in every layout, or say what they expected.</summary>
public sealed partial class CorpusInputTests : IDisposable
{
    private const string Prepare = """
        cp "$DATA/bench.jsonl" "$DATA/corpus.jsonl" .
        gzip -k corpus.jsonl; cp corpus.jsonl nosuffix; cp corpus.jsonl.gz misnamed.jsonl
        for to in corpus.jsonl.zst corpus.parquet; do forge-decontam --quiet --benchmark b=bench.jsonl --drop none --flag none --out $to corpus.jsonl; done
        (echo '['; paste -sd, corpus.jsonl; echo ']') > corpus.json; gzip -k corpus.json; cp corpus.json array.jsonl
        node -e 'const rows = JSON.parse(fs.readFileSync("corpus.json")); fs.writeFileSync("pretty.json", JSON.stringify(rows, null, 2)); fs.writeFileSync("corpus.txt", rows.map(r => r.text.replaceAll("\n", " ")).join("\n")); fs.writeFileSync("wrapped.json", JSON.stringify({ version: 1, data: rows })); fs.writeFileSync("keyed.json", JSON.stringify(Object.fromEntries(rows.map(r => [r.id, r])), null, 1)); fs.writeFileSync("corpus.csv", "id,text\r\n" + rows.map(r => [r.id, r.text].map(c => JSON.stringify(c).replaceAll("\\\"", "\"\"").replaceAll("\\\\", "\\").replaceAll("\\n", "\n")).join(",")).join("\r\n"))'
        gzip -k corpus.txt
        """;

    private readonly string _folder = Directory.CreateTempSubdirectory("inputs-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    private ToolResult Shell(string line) => ToolRun.Shell(line, folder: _folder, environment: new Dictionary<string, string?> { ["DATA"] = Path.Combine(SharedData.Repository, "tests", "Golden", "data") });

    [GeneratedRegex("\"id\": ?\"([^\"]*)\"")]
    private static partial Regex Id();

    [Fact]
    public void Every_layout_gives_the_same_verdicts()
    {
        Assert.Equal((0, ""), Shell(Prepare) is var prepared ? (prepared.ExitCode, prepared.Error) : default);
        const string kept = "clean, names, order, cut, paraphrase, ages, lantern, lantern inside";
        string[] inputs =
        [
            "corpus.jsonl", "corpus.jsonl.gz", "corpus.jsonl.zst", "misnamed.jsonl", "nosuffix", "corpus.json", "corpus.json.gz", "array.jsonl", "pretty.json", "wrapped.json", "keyed.json", "corpus.csv", "corpus.parquet", "corpus.txt", "corpus.txt.gz",
            "< corpus.jsonl", "- < corpus.jsonl", "< corpus.jsonl.gz", "< corpus.jsonl.zst", "< corpus.json", "< corpus.json.gz", "< pretty.json",
        ];
        foreach (var input in inputs)
        {
            var decontam = Shell($"forge-decontam --benchmark b=bench.jsonl {input}");
            Assert.Equal((input, 0, "forge-decontam: 14 rows: 8 kept (6 flagged), 6 dropped"), (input, decontam.ExitCode, decontam.Error.Split('\n')[0]));
            if (!input.StartsWith("corpus.txt", StringComparison.Ordinal)) Assert.Equal((input, kept), (input, string.Join(", ", Id().Matches(decontam.Out).Select(m => m.Groups[1].Value))));
            var audit = Shell($"forge-audit --benchmark b=bench.jsonl {input} --json a.json --markdown a.md");
            Assert.Equal((input, 0, "forge-audit: 14 records: 6 to drop, 6 to look at\n"), (input, audit.ExitCode, audit.Error));
        }
    }

    [Theory]
    [InlineData("corpus.jsonl bench.jsonl", 0, null)]
    [InlineData("missing.jsonl", 2, "missing.jsonl: no such file")]
    [InlineData("empty", 2, "empty: the folder holds no data file (.jsonl, .json, .parquet, .csv, .tsv, .txt, with .gz or .zst)")]
    [InlineData("< corpus.parquet", 2, "standard input: Parquet is read from files only, because its table of contents comes last; name the file")]
    [InlineData("< corpus.txt", 2, "standard input:1: expected a JSON object on this line: 'T' is an invalid start of a value…")]
    [InlineData("cut.jsonl.gz", 2, "cut.jsonl.gz: cannot …")]
    [InlineData("cut.jsonl", 2, "cut.jsonl:2: the stream ends within a line (its writer was killed, or the file is cut off)")]
    [InlineData("--max-bad 5 < cut.jsonl", 2, "standard input:2: the stream ends within a line (its writer was killed, or the file is cut off)")]
    [InlineData("--max-bad 5 < stopped.jsonl", 2, "standard input:2: the stream ends within a line (its writer was killed, or the file is cut off)")]
    [InlineData("numbers.json", 2, "numbers.json:1: expected a JSON object on this line, found a number")]
    [InlineData("open.json", 2, "open.json:1: …")]
    [InlineData("cut.parquet", 2, "cut.parquet: …")]
    public void What_cannot_be_read_is_named_and_so_is_what_was_expected(string input, int exit, string? message)
    {
        Shell(Prepare + """

            mkdir empty; head -c 200 corpus.jsonl.gz > cut.jsonl.gz; head -c 300 corpus.jsonl > cut.jsonl; head -c 500 corpus.parquet > cut.parquet
            (head -1 corpus.jsonl; printf '{"text":"the model is go') > stopped.jsonl; echo '[1, 2]' > numbers.json; printf '[{"text": "a"}, {"text"' > open.json
            """);
        foreach (var tool in (string[])["forge-decontam --out kept.jsonl", "forge-audit --json a.json"])
        {
            var run = Shell($"{tool} --benchmark b=bench.jsonl {input}");
            var name = tool.Split(' ')[0];
            Assert.Equal(exit, run.ExitCode);
            if (message is null) continue;
            if (message.EndsWith('…')) Assert.StartsWith($"{name}: {message[..^1]}", run.Error, StringComparison.Ordinal);
            else Assert.Equal($"{name}: {message}\n", run.Error);
            Assert.False(File.Exists(Path.Combine(_folder, "a.json")) || File.Exists(Path.Combine(_folder, "kept.jsonl")));
        }
    }
}
