using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using DataForge.Core;

namespace DataForge.Tests.Tools.Contamination;

/// <summary>What the scanning tools write follows from the rows alone: not from the number of threads, nor from how the rows come in.</summary>
public sealed partial class ScanOutputTests : IDisposable
{
    private const int Rows = 6000;
    private const long Seed = 20261121;
    private readonly string _folder = Directory.CreateTempSubdirectory("scans-").FullName;

    public ScanOutputTests() => WriteCorpus();

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void Decontam_writes_the_same_bytes_at_1_and_8_threads_from_files_pipes_and_compressed_files()
    {
        var first = Decontam("--threads 1 corpus.jsonl");
        Assert.InRange(first.Kept.Split('\n').Length, Rows / 2, Rows - 100);
        Assert.InRange(first.Rejects.Split('\n').Length, 500, Rows / 2);
        foreach (var run in (string[])["--threads 8 corpus.jsonl", "--threads 8 < corpus.jsonl", "--threads 3 corpus.jsonl.gz", "--threads 8 corpus.jsonl.zst", "--threads 1 < corpus.jsonl.gz", "--threads 8 corpus.json", "--threads 8 one.jsonl two.jsonl"])
            Assert.True(first == Decontam(run), run);
    }

    [Fact]
    public void Audit_writes_the_same_bytes_at_1_and_8_threads_from_files_pipes_and_compressed_files()
    {
        var first = Audit("--threads 1 corpus.jsonl");
        Assert.InRange(JsonDocument.Parse(first.Json).RootElement.GetProperty("records").GetArrayLength(), 1000, 10_000);
        foreach (var run in (string[])["--threads 8 corpus.jsonl", "--threads 8 < corpus.jsonl", "--threads 3 corpus.jsonl.gz", "--threads 8 corpus.jsonl.zst", "--threads 8 one.jsonl two.jsonl"])
            Assert.True(first == Audit(run), run);
    }

    [Fact]
    public void Decontam_in_three_parts_merged_is_what_one_process_writes()
    {
        var whole = Decontam("corpus.jsonl");
        foreach (var part in (int[])[1, 2, 3]) Assert.Equal(0, Shell($"forge-decontam --quiet --benchmark b=bench.jsonl --shard {part}/3 --out kept-{part}.jsonl --rejects rejects-{part}.jsonl corpus.jsonl").ExitCode);
        Assert.All((int[])[1, 2, 3], part => Assert.InRange(Read($"kept-{part}.jsonl").Split('\n').Length, Rows / 6, Rows / 2));
        Assert.True(whole.Kept == Shell("forge-rows merge --quiet kept-2.jsonl kept-1.jsonl kept-3.jsonl").Out);
        Assert.True(whole.Rejects == Shell("forge-rows merge --quiet rejects-1.jsonl rejects-2.jsonl rejects-3.jsonl").Out);
    }

    [Fact]
    public void Summaries_of_scans_count_rows_rules_and_gates()
    {
        var kept = Decontam("corpus.jsonl");
        Assert.Equal(1, Shell("forge-decontam --quiet --benchmark b=bench.jsonl --max-hits 3 --out kept.jsonl --rejects rejects.jsonl --summary d.json corpus.jsonl").ExitCode);
        var (rows, dropped) = (Rows, kept.Rejects.Split('\n').Length - 1);
        var decontam = JsonDocument.Parse(Read("d.json")).RootElement;
        Assert.Equal((rows, rows - dropped, dropped), (decontam.GetProperty("rows_in").GetInt32(), decontam.GetProperty("rows_out").GetInt32(), decontam.GetProperty("rejected").EnumerateObject().Sum(r => r.Value.GetInt32())));
        Assert.Equal($$"""[{"name":"max-bad","limit":0,"found":0,"failed":false},{"name":"max-hits","limit":3,"found":{{dropped}},"failed":true}]""", decontam.GetProperty("gates").GetRawText());
        Assert.Equal(["out", "rejects"], decontam.GetProperty("outputs").EnumerateArray().Select(o => o.GetProperty("name").GetString()));
        Assert.Equal(0, Shell("forge-audit --quiet --benchmark b=bench.jsonl --json a.json --summary a-summary.json corpus.jsonl").ExitCode);
        var audit = JsonDocument.Parse(Read("a-summary.json")).RootElement;
        Assert.Equal((rows, 0, dropped), (audit.GetProperty("rows_in").GetInt32(), audit.GetProperty("rows_out").GetInt32(), audit.GetProperty("counts").GetProperty("to_drop").GetInt32()));
        Assert.Equal("""[{"name":"max-bad","limit":0,"found":0,"failed":false},{"name":"max-unread-share","limit":0,"found":0,"failed":false}]""", audit.GetProperty("gates").GetRawText());
    }

    private (string Kept, string Rejects, string Report) Decontam(string rest)
    {
        var run = Shell($"forge-decontam --quiet --benchmark b=bench.jsonl --out kept.jsonl --rejects rejects.jsonl --report report.json {rest}");
        Assert.Equal((0, ""), (run.ExitCode, run.Error));
        var piped = Shell($"forge-decontam --quiet --benchmark b=bench.jsonl {rest}");
        Assert.True(Read("kept.jsonl") == piped.Out, rest);
        return (Read("kept.jsonl"), Read("rejects.jsonl"), Read("report.json"));
    }

    /// <summary>All three forms, without the command and the names of the files that were read.</summary>
    private (string Json, string Markdown, string Html) Audit(string rest)
    {
        var run = Shell($"forge-audit --quiet --benchmark b=bench.jsonl --benchmark-text b=bench.jsonl --json a.json --markdown a.md --html a.html {rest}");
        Assert.Equal((0, ""), (run.ExitCode, run.Error));
        var json = JsonNode.Parse(Read("a.json"))!.AsObject();
        foreach (var name in (string[])["run", "files"]) json.Remove(name);
        json["corpus"]!.AsObject().Remove("files");
        foreach (var record in json["records"]!.AsArray())
            foreach (var name in (string[])["file", "line"])
                record!.AsObject().Remove(name);
        var page = Read("a.html");
        return (json.ToJsonString(), string.Join('\n', Read("a.md").Split('\n').Where(l => !l.Contains("records against", StringComparison.Ordinal) && !l.Contains("Command:", StringComparison.Ordinal))), page[..page.IndexOf("id=\"report\"", StringComparison.Ordinal)]);
    }

    [Fact]
    public void The_page_holds_the_json_report()
    {
        Audit("--threads 2 corpus.jsonl");
        var (page, json) = (Read("a.html"), JsonNode.Parse(Read("a.json"))!);
        const string begin = "id=\"report\">";
        var from = page.IndexOf(begin, StringComparison.Ordinal) + begin.Length;
        Assert.True(JsonNode.DeepEquals(json, JsonNode.Parse(page[from..page.IndexOf("</script>", from, StringComparison.Ordinal)])));
    }

    private string Read(string file) => File.ReadAllText(Path.Combine(_folder, file));

    private ToolResult Shell(string line) => ToolRun.Shell(line, folder: _folder);

    /// <summary>Sentences drawn from a small stock, and benchmark items among them: whole, cut, and with other numbers.</summary>
    private void WriteCorpus()
    {
        var data = Path.Combine(SharedData.Repository, "tests", "Golden", "data");
        File.Copy(Path.Combine(data, "bench.jsonl"), Path.Combine(_folder, "bench.jsonl"));
        var items = File.ReadLines(Path.Combine(data, "bench.jsonl")).Select(l => Row.Parse(l).Required("question")).ToArray();
        string[] starts = ["The harbour master", "Every third pupil", "An old copper kettle", "Nobody in the valley", "A train of nine wagons", "小明的爸爸", "The function $f(x)$", "Her youngest brother"];
        string[] middles = ["counts", "sells", "paints", "carries home", "买了", "is divided by", "stands beside", "forgets"];
        string[] ends = ["twelve oranges before noon", "the red lantern", "$\\frac{3}{4}$ of a barrel", "一共多少个苹果", "7 of the 16 turnips", "what was left over", "the longer wall", "every morning"];
        using var lines = new StreamWriter(Path.Combine(_folder, "corpus.jsonl")) { NewLine = "\n" };
        for (var i = 0; i < Rows; i++)
        {
            var draw = CounterRandom.For(Seed, "corpus", $"{i}");
            var sentences = Enumerable.Range(0, 2 + draw.Below(0, 12)).Select(s => $"{starts[draw.Below((ulong)s * 3 + 10, 8)]} {middles[draw.Below((ulong)s * 3 + 11, 8)]} {ends[draw.Below((ulong)s * 3 + 12, 8)]}.").ToList();
            var item = items[draw.Below(1, items.Length)];
            var leak = draw.Below(2, 8) switch { 0 => item, 1 => item[..(item.Length * 6 / 10)], 2 => Digits().Replace(item, m => $"{draw.Below((ulong)m.Index + 100, 90) + 5}"), _ => null };
            if (leak is not null) sentences.Insert(draw.Below(3, sentences.Count + 1), leak);
            lines.WriteLine(JsonSerializer.Serialize(new { id = $"row {i}", source = $"source {draw.Below(4, 5)}", text = string.Join(' ', sentences), messages = new[] { new { role = "user", content = sentences[^1] } } }));
        }

        lines.Close();
        var prepared = Shell($"gzip -k corpus.jsonl && head -{Rows / 3} corpus.jsonl > one.jsonl && tail -n +{Rows / 3 + 1} corpus.jsonl > two.jsonl && (echo '['; paste -sd, corpus.jsonl; echo ']') > corpus.json && forge-decontam --quiet --benchmark b=bench.jsonl --drop none --flag none --out corpus.jsonl.zst corpus.jsonl");
        Assert.Equal((0, ""), (prepared.ExitCode, prepared.Error));
    }

    [GeneratedRegex("[0-9]+")]
    private static partial Regex Digits();
}
