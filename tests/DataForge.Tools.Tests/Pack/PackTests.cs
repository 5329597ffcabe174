using System.Security.Cryptography;
using System.Text.Json;
using DataForge.Core;
using DataForge.Formats;
using DataForge.Tests.Formats;

namespace DataForge.Tests.Tools;

/// <summary>forge-pack as it is built: what it makes of samples, problems and other rows, and that every file can be read by others.</summary>
public sealed class PackTests : IDisposable
{
    private readonly string _root = Directory.CreateTempSubdirectory("pack-").FullName;

    public void Dispose() => Directory.Delete(_root, recursive: true);

    private string At(string name) => Path.Combine(_root, name);

    private ToolResult Pack(string input, params string[] args) => ToolRun.Run("forge-pack", args, input, _root);

    private static string Samples(int problems, int samples = 1) => string.Concat(
        from p in Enumerable.Range(0, problems)
        from s in Enumerable.Range(0, samples)
        select $$$"""{"sample_id":"s{{{p}}}-{{{s}}}","problem_id":"p{{{p}}}","problem":"What is {{{p}}}+{{{p}}}?","rollout":{{{s}}},"generation":"It is \\boxed{{{{2 * p}}}}. ({{{s}}})","finish_reason":"stop","predicted_answer":"{{{2 * p}}}","reward_model_score":{{{s / 4.0}}},"vote_share":1,"model":"m","source":"made","language":"en","license":"mit","topic":["sums",{{{p}}}]}""" + "\n");

    private string[] Shards(string folder) => [.. Directory.GetFiles(At(folder), "*-of-*").Order(StringComparer.Ordinal)];

    private string[] Rows(string folder) => [.. Shards(folder).SelectMany(f => RowReader.Open(f)).Select(r => r.ToString())];

    private JsonElement Manifest(string folder) => JsonElement.Parse(File.ReadAllText(Path.Combine(At(folder), "manifest.json")));

    [Fact]
    public void A_selected_sample_becomes_a_conversation_with_its_answer()
    {
        var run = Pack(Samples(1), "--out", "o");
        Assert.Equal((0, ""), (run.ExitCode, run.Out));
        Assert.Equal(
            ["""{"messages":[{"role":"user","content":"What is 0+0?"},{"role":"assistant","content":"It is \\boxed{0}. (0)"}],"problem":"What is 0+0?","solution":"It is \\boxed{0}. (0)","answer":"0","answer_source":"predicted","source":"made","problem_id":"p0","sample_id":"s0-0","reward_model_score":0.0,"vote_share":1.0,"language":"en","license":"mit","lineage":{"model":"m"},"topic":["sums",0]}"""],
            Rows("o"));
    }

    [Fact]
    public void Its_own_turns_are_kept_and_reasoning_only_where_asked_for()
    {
        const string Row = """{"problem":"p","generation":"four","reasoning":"two and two","messages":[{"role":"system","content":"s"},{"role":"user","content":"p"}]}""";
        Pack(Row, "--out", "o", "--format", "jsonl");
        Pack(Row, "--out", "w", "--format", "jsonl", "--with-reasoning");
        Assert.StartsWith("""{"messages":[{"role":"system","content":"s"},{"role":"user","content":"p"},{"role":"assistant","content":"four"}],"problem":"p","solution":"four",""", Rows("o")[0], StringComparison.Ordinal);
        Assert.Contains("\"solution\":\"<think>\\ntwo and two\\n</think>\\n\\nfour\",", Rows("w")[0], StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("<think>two and two</think>\\n\\nfour")]
    [InlineData("two and two\\n</think>\\n\\nfour")]
    [InlineData("[THINK]two and two[/THINK]four")]
    [InlineData("<|channel|>analysis<|message|>two and two<|end|><|start|>assistant<|channel|>final<|message|>four")]
    public void Thinking_inside_a_generation_is_taken_out_in_whatever_form_it_came(string generation)
    {
        var row = $$"""{"problem":"p","generation":"{{generation}}"}""";
        Pack(row, "--out", "o", "--format", "jsonl");
        Pack(row, "--out", "w", "--format", "jsonl", "--with-reasoning");
        Assert.Equal("four", JsonElement.Parse(Rows("o")[0]).GetProperty("solution").GetString());
        Assert.Equal("<think>\ntwo and two\n</think>\n\nfour", JsonElement.Parse(Rows("w")[0]).GetProperty("solution").GetString());
        Assert.Equal("<think>\ntwo and two\n</think>\n\nfour", JsonElement.Parse(Rows("w")[0]).GetProperty("messages")[1].GetProperty("content").GetString());
    }

    [Fact]
    public void A_generation_of_thinking_alone_is_a_counted_reject()
    {
        var run = Pack("""{"problem":"p","generation":"<think>and so on"}""" + "\n" + Samples(1), "--out", "o", "--rejects", At("r"));
        Assert.Equal(0, run.ExitCode);
        Assert.Equal(("empty", "the generation is reasoning alone"), JsonElement.Parse(File.ReadAllText(At("r"))).GetProperty("reject") is var why ? (why.GetProperty("rule").GetString(), why.GetProperty("reason").GetString()) : default);
    }

    [Fact]
    public void Messages_in_parts_give_their_text_and_earlier_turns_lose_their_thinking()
    {
        const string Row = """{"problem":"p","messages":[{"role":"user","content":[{"type":"text","text":"p"}]},{"role":"assistant","content":"<think>hm</think>one","reasoning_content":"hm"},{"role":"user","content":"again"},{"role":"assistant","content":[{"type":"thinking","thinking":"hm"},{"type":"text","text":"fo"},{"type":"text","text":"ur"}]}]}""";
        Pack(Row, "--out", "o", "--format", "jsonl");
        Assert.StartsWith("""{"messages":[{"role":"user","content":[{"type":"text","text":"p"}]},{"role":"assistant","content":"one"},{"role":"user","content":"again"},{"role":"assistant","content":"four"}],"problem":"p","solution":"four",""", Rows("o")[0], StringComparison.Ordinal);
    }

    [Fact]
    public void Other_peoples_problems_come_in_under_our_names()
    {
        Pack("""{"question":"How many?","answer":"Count them.\n#### 1,234","idx":7}""", "--as", "problem", "--out", "o");
        Assert.Equal(
            [$$"""{"problem_id":"{{Identity.OfProblem("How many?")}}","problem":"How many?","solution":"Count them.\n#### 1,234","expected_answer":"1,234","answer_source":"gold","language":"en","idx":7}"""],
            Rows("o"));
    }

    [Fact]
    public void Rows_as_they_are_come_back_as_they_were()
    {
        var rows = Samples(40, 3);
        Pack(rows, "--as", "is", "--out", "o", "--rows-per-shard", "50");
        Assert.Equal(["data-00000-of-00003.parquet", "data-00001-of-00003.parquet", "data-00002-of-00003.parquet"], Shards("o").Select(f => Path.GetFileName(f)));
        var before = rows.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(r => JsonElement.Parse(r)).ToArray();
        var after = Rows("o").Select(r => JsonElement.Parse(r)).ToArray();
        Assert.Equal(before.Length, after.Length);
        Assert.All(before.Zip(after), pair => Assert.True(JsonElement.DeepEquals(pair.First, pair.Second)));
    }

    [Theory]
    [InlineData("parquet")]
    [InlineData("jsonl")]
    [InlineData("jsonl.gz")]
    [InlineData("jsonl.zst")]
    public void Two_runs_give_the_same_bytes_but_for_the_timings(string format)
    {
        string[] Make(string folder)
        {
            string[] args = ["--out", folder, "--format", format, "--shuffle", "5", "--split", "valid=0.2", "--dedup", "--rows-per-shard", "70"];
            Assert.Equal(0, Pack(Samples(200), args).ExitCode);
            return [.. Directory.GetFiles(At(folder)).Where(f => Path.GetFileName(f) != "timings.json").Order(StringComparer.Ordinal).Select(f => Path.GetFileName(f) + " " + Convert.ToHexString(SHA256.HashData(File.ReadAllBytes(f))))];
        }

        Assert.Equal(Make("a"), Make("b"));
        Assert.True(File.Exists(At("a/timings.json")));
    }

    [Fact]
    public void A_shuffle_depends_on_the_seed_and_not_on_the_order_of_the_input()
    {
        var rows = Samples(300).Split('\n', StringSplitOptions.RemoveEmptyEntries);
        Pack(string.Join('\n', rows), "--out", "a", "--shuffle", "1");
        Pack(string.Join('\n', rows.Reverse()), "--out", "b", "--shuffle", "1");
        Pack(string.Join('\n', rows), "--out", "c", "--shuffle", "2");
        Assert.Equal(Rows("a"), Rows("b"));
        Assert.NotEqual(Rows("a"), Rows("c"));
        Assert.Equal(Rows("a").Order(StringComparer.Ordinal), Rows("c").Order(StringComparer.Ordinal));
    }

    [Fact]
    public void A_problem_never_straddles_a_split()
    {
        Pack(Samples(400, 3), "--out", "o", "--split", "valid=0.1", "--split", "test=0.2", "--shuffle", "9");
        Assert.Equal(["data-test-00000-of-00001.parquet", "data-train-00000-of-00001.parquet", "data-valid-00000-of-00001.parquet"], Shards("o").Select(f => Path.GetFileName(f)));
        var splits = Shards("o").SelectMany(f => RowReader.Open(f).Select(r => (Split: f, Id: r.Text("problem_id")!))).ToLookup(r => r.Id, r => r.Split);
        Assert.Equal(400, splits.Count);
        Assert.All(splits, s => Assert.Equal((3, 1), (s.Count(), s.Distinct().Count())));
        Assert.InRange(RowReader.Open(Shards("o")[2]).Count() / 3, 22, 60);
        Assert.InRange(RowReader.Open(Shards("o")[0]).Count() / 3, 56, 108);
    }

    [Fact]
    public void Repeats_and_unfinished_generations_are_counted_rejects()
    {
        var input = Samples(2) + Samples(1).Replace("What is", " What  is") + """{"problem":"p","generation":"half","finish_reason":"length"}""" + "\n" + """{"problem":"p","generation":" "}""" + "\n";
        var run = Pack(input, "--out", "o", "--dedup", "--rejects", "r.jsonl");
        Assert.Equal(0, run.ExitCode);
        Assert.Equal("""{"duplicate":1,"empty":1,"unfinished":1}""", JsonSerializer.Serialize(Manifest("o").GetProperty("rejects")));
        Assert.Equal("""{"read":5,"written":2,"rejected":3}""", JsonSerializer.Serialize(Manifest("o").GetProperty("rows")));
        Assert.Equal(["duplicate", "unfinished", "empty"], File.ReadAllLines(At("r.jsonl")).Select(l => JsonElement.Parse(l).GetProperty("reject").GetProperty("rule").GetString()));
        Assert.Equal(1, Pack(Samples(3), "--as", "is", "--dedup-by", "source", "--out", "d").ExitCode switch { 0 => Rows("d").Length, var e => -e });
    }

    [Fact]
    public void The_manifest_accounts_for_every_byte()
    {
        File.WriteAllText(At("in.jsonl"), Samples(50));
        Pack("", "in.jsonl", "--out", "o", "--rows-per-shard", "30", "--license", "mit");
        var manifest = Manifest("o");
        var input = manifest.GetProperty("inputs")[0];
        Assert.Equal(("in.jsonl", 50, new FileInfo(At("in.jsonl")).Length), (input.GetProperty("path").GetString(), input.GetProperty("rows").GetInt32(), input.GetProperty("bytes").GetInt64()));
        Assert.Equal(Convert.ToHexStringLower(SHA256.HashData(File.ReadAllBytes(At("in.jsonl")))), input.GetProperty("sha256").GetString());
        foreach (var output in manifest.GetProperty("outputs").EnumerateArray())
        {
            var bytes = File.ReadAllBytes(Path.Combine(At("o"), output.GetProperty("path").GetString()!));
            Assert.Equal((bytes.Length, Convert.ToHexStringLower(SHA256.HashData(bytes))), (output.GetProperty("bytes").GetInt32(), output.GetProperty("sha256").GetString()));
        }

        var settings = manifest.GetProperty("settings").EnumerateArray().ToDictionary(s => s.GetProperty("name").GetString()!, s => (s.GetProperty("value").GetString(), s.GetProperty("source").GetString()));
        Assert.Equal((("30", "flag"), ("sft", "default")), (settings["rows-per-shard"], settings["as"]));
    }

    [Fact]
    public void Other_readers_read_the_shards_and_their_provenance()
    {
        Pack(Samples(120), "--out", "o", "--shuffle", "3", "--rows-per-shard", "100");
        Assert.Equal([3, 3], Shards("o").Select(f => JsonElement.Parse(SecondReader.Head(f).Metadata["dataforge"]).GetProperty("seed").GetInt32()));
        var read = Shards("o").SelectMany(SecondReader.Read).Select(l => JsonElement.Parse(l)).Select(r => $"{r.GetProperty("problem_id")} {r.GetProperty("messages").GetArrayLength()} {r.GetProperty("messages")[1].GetProperty("content")} {r.GetProperty("topic")[0]}");
        var expected = Shards("o").SelectMany(f => RowReader.Open(f)).Select(r => $"{r.Text("problem_id")} 2 {r.Text("solution")} \"sums\"");
        Assert.Equal(expected, read);
        Assert.Equal(120, expected.Count());
    }

    [Fact]
    public void The_manifest_names_the_columns_those_of_json_text_and_what_read_the_shards_back()
    {
        const string Rows = """
            {"id":1,"text":"a","n":1}
            {"id":2,"text":"b","n":"two","info":{"a":[1,"x"]}}
            """;
        Assert.Equal(0, Pack(Rows, "--as", "is", "--out", "o").ExitCode);
        var manifest = Manifest("o");
        Assert.Equal("""{"id":"integer","text":"text","n":"JSON text","info":"{a: list of JSON text}"}""", JsonSerializer.Serialize(manifest.GetProperty("columns")));
        Assert.Equal("""["n","info.a[]"]""", JsonSerializer.Serialize(manifest.GetProperty("json_text_columns")));
        Assert.StartsWith("Parquet.Net 6.", manifest.GetProperty("read_back_by").GetString(), StringComparison.Ordinal);
        Assert.Equal(Rows.ReplaceLineEndings("\n").Split('\n'), this.Rows("o"));
        Pack(Rows, "--as", "is", "--out", "o", "--no-verify");
        Assert.Equal(JsonValueKind.Null, Manifest("o").GetProperty("read_back_by").ValueKind);
    }

    [Fact]
    public void A_lone_surrogate_is_a_counted_reject_in_every_format()
    {
        const string Rows = """
            {"problem":"p","generation":"a\ud83d\ude00"}
            {"problem":"p","generation":"b\ud83d"}
            {"problem":"p","generation":"c"}
            """;
        foreach (var format in (string[])["parquet", "jsonl"])
        {
            Assert.Equal(0, Pack(Rows, "--out", format, "--format", format, "--rejects", "r.jsonl").ExitCode);
            Assert.Equal("""{"lone_surrogate":1}""", JsonSerializer.Serialize(Manifest(format).GetProperty("rejects")));
            Assert.Equal(["a😀", "c"], this.Rows(format).Select(r => JsonElement.Parse(r).GetProperty("solution").GetString()));
            Assert.Contains("\"rule\":\"lone_surrogate\"", File.ReadAllText(At("r.jsonl")), StringComparison.Ordinal);
        }
    }

    [Fact]
    public void Shards_and_splits_have_the_same_columns_though_a_field_comes_late()
    {
        var rows = string.Concat(Enumerable.Range(0, 400).Select(i => $$"""{"problem_id":"p{{i}}","n":{{(i < 390 ? $"{i}" : "0.5")}}{{(i < 395 ? "" : ",\"late\":\"x\"")}}}""" + "\n"));
        Assert.Equal(0, Pack(rows, "--as", "is", "--out", "o", "--split", "valid=0.3", "--rows-per-shard", "50").ExitCode);
        Assert.InRange(Shards("o").Length, 7, 9);
        Assert.Equal(["problem_id,n,late"], Shards("o").Select(f => string.Join(',', SecondReader.Head(f).Columns)).Distinct());
        var after = Rows("o").Select(r => JsonElement.Parse(r)).ToDictionary(r => r.GetProperty("problem_id").GetString()!);
        Assert.All(rows.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(r => JsonElement.Parse(r)), r => Assert.True(JsonElement.DeepEquals(r, after[r.GetProperty("problem_id").GetString()!])));
        Assert.Equal(400, after.Count);
    }

    [Fact]
    public void The_card_has_the_head_that_hubs_read()
    {
        Pack(Samples(1500), "--out", "o", "--split", "valid=0.01", "--name", "sums", "--license", "cc-by-4.0", "--title", "Sums: a test");
        Assert.StartsWith(
            """
            ---
            pretty_name: "Sums: a test"
            license: cc-by-4.0
            language:
            - en
            task_categories:
            - text-generation
            tags:
            - math
            - reasoning
            - synthetic
            size_categories:
            - 1K<n<10K
            configs:
            - config_name: default
              data_files:
              - split: train
                path: "sums-train-*.parquet"
              - split: valid
                path: "sums-valid-*.parquet"
            ---

            # Sums: a test

            """, File.ReadAllText(At("o/README.md")), StringComparison.Ordinal);
        Assert.Contains("| made | 1,500 |", File.ReadAllText(At("o/README.md")), StringComparison.Ordinal);
    }

    [Fact]
    public void Samples_labelled_wrong_are_counted_rejects_unless_asked_for()
    {
        const string Input = """
            {"problem":"2+2?","generation":"\\boxed{4}","is_correct":true}
            {"problem":"2+2?","generation":"\\boxed{5}","is_correct":false}
            {"problem":"2+2?","generation":"\\boxed{6}","symbolic_correct":false}
            {"problem":"2+2?","generation":"\\boxed{7}","is_correct":null}
            {"problem":"2+2?","generation":"\\boxed{8}"}

            """;
        Assert.Equal(0, Pack(Input, "--out", "o", "--rejects", "r.jsonl").ExitCode);
        Assert.Equal(["\\boxed{4}", "\\boxed{7}", "\\boxed{8}"], Shards("o").SelectMany(f => RowReader.Open(f)).Select(r => r.Text("solution")));
        Assert.Equal("""{"wrong_answer":2}""", JsonSerializer.Serialize(Manifest("o").GetProperty("rejects")));
        Assert.Equal(["wrong_answer", "wrong_answer"], File.ReadAllLines(At("r.jsonl")).Select(l => JsonElement.Parse(l).GetProperty("reject").GetProperty("rule").GetString()));
        Assert.Equal(0, Pack(Input, "--out", "all", "--keep-wrong").ExitCode);
        Assert.Equal(5, Rows("all").Length);
    }

    [Fact]
    public void A_packed_answer_says_whether_it_is_gold()
    {
        Pack("""
            {"problem":"a?","generation":"1","expected_answer":"1"}
            {"problem":"b?","generation":"1","expected_answer":"1","answer_source":"majority"}
            {"problem":"c?","generation":"1","predicted_answer":"1"}
            {"problem":"d?","generation":"1"}

            """, "--out", "o");
        Assert.Equal(["gold", "majority", "predicted", null], Shards("o").SelectMany(f => RowReader.Open(f)).Select(r => r.Text("answer_source")));
    }

    [Fact]
    public void A_row_keeps_its_lineage_and_the_manifest_states_models_and_decontamination()
    {
        const string Row = """{"problem":"p","generation":"g","model":"m","model_revision":"r","prompt_hash":"h","seed":7,"temperature":0.7,"top_p":0.95,"evolver":{"model":"e","model_revision":"r2","prompt_hash":"h2"},"scored_by":{"model":"rm","model_revision":"r3","method":"head"},"decontamination":{"action":"keep","index":"00ff"}}""";
        File.WriteAllText(At("report.json"), """{"rows":9,"dropped":8,"flagged":0,"benchmarks":[{"name":"gsm8k"}],"index":"00ff","rules_in_force":{"drop":["exact13"],"flag":["short"]},"undetectable":[1]}""");
        Assert.Equal((0, ""), (Pack(Row, "--out", "o", "--quiet", "--decontam-report", "report.json").ExitCode, ""));
        var lineage = JsonElement.Parse(Rows("o")[0]).GetProperty("lineage");
        Assert.True(JsonElement.DeepEquals(JsonElement.Parse("""{"model":"m","model_revision":"r","prompt_hash":"h","seed":7,"temperature":0.7,"top_p":0.95,"evolver":{"model":"e","model_revision":"r2","prompt_hash":"h2"},"reward_model":{"model":"rm","model_revision":"r3","method":"head"},"decontamination":"00ff"}"""), lineage), lineage.GetRawText());
        Assert.Equal("""[{"part":"problems","model":"e","model_revision":"r2","rows":1},{"part":"scores","model":"rm","model_revision":"r3","rows":1},{"part":"solutions","model":"m","model_revision":"r","rows":1}]""", JsonSerializer.Serialize(Manifest("o").GetProperty("models")));
        Assert.Equal("""{"indexes":[{"index":"00ff","rows":1}],"rows_not_stated":0,"report":{"rows":9,"dropped":8,"flagged":0,"benchmarks":[{"name":"gsm8k"}],"index":"00ff","rules_in_force":{"drop":["exact13"],"flag":["short"]}}}""", JsonSerializer.Serialize(Manifest("o").GetProperty("decontamination")));
        Assert.Contains("The check with index `00ff` read 9 rows, dropped 8 and flagged 0. Rules that drop: exact13; that flag: short. Benchmarks: gsm8k.", File.ReadAllText(At("o/README.md")), StringComparison.Ordinal);
    }

    [Fact]
    public void A_report_about_another_index_is_refused()
    {
        File.WriteAllText(At("report.json"), """{"rows":9,"dropped":8,"flagged":0,"benchmarks":[],"index":"aa","rules_in_force":{"drop":[],"flag":[]}}""");
        var run = Pack("""{"problem":"p","generation":"g","decontamination":{"action":"keep","index":"00ff"}}""", "--out", "o", "--decontam-report", "report.json");
        Assert.Equal((2, "forge-pack: report.json: is about the index aa, and 1 rows were checked against 00ff: give the report of the run that made them\n"), (run.ExitCode, run.Error));
        Assert.False(File.Exists(At("o/manifest.json")));
    }

    /// <summary>Seeds, three generations of their descendants and near-duplicates of all: no family in two splits.</summary>
    [Theory]
    [InlineData()]
    [InlineData("--shuffle", "3")]
    public void No_family_of_seeds_stands_in_two_splits(params string[] more)
    {
        var run = ToolRun.Shell("forge-seed --count 60 --seed 1 --evolve all --quiet", folder: _root);
        var seeds = run.Out.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(l => JsonElement.Parse(l)).ToList();
        Assert.True(seeds.Count >= 200, run.Error);
        var rows = seeds.Select(s => (Id: s.GetProperty("problem_id").GetString()!, Parent: s.TryGetProperty("parent_id", out var p) ? p.GetString() : null, Problem: s.GetProperty("problem").GetString()!)).ToList();
        rows.AddRange(rows.Take(100).Select((r, i) => (Id: $"child {i}", Parent: (string?)r.Id, Problem: $"Told by nobody number {i} in quite other words, how many are left over there ({Spelled(i)})?")).ToList());
        rows.AddRange(Enumerable.Range(0, 100).Select(i => (Id: $"grandchild {i}", Parent: (string?)$"child {i}", Problem: $"What about {Spelled(i)} and the rest of it, now that everything has changed?")));
        string[] pens = [.. Enumerable.Range(0, 50).Select(i => $"pens {i}")];
        rows.AddRange(pens.Select((id, i) => (Id: id, Parent: (string?)null, Problem: $"{(i % 2 == 0 ? "Ann" : "Bob")} buys {i + 2} pens at {3 * i} cents each and loses one. What are the others worth?")));
        var input = string.Concat(rows.Select(r => JsonSerializer.Serialize(new { problem_id = r.Id, parent_id = r.Parent, problem = r.Problem }) + "\n"));
        Assert.Equal(0, Pack(input, ["--as", "problem", "--out", "o", "--split", "valid=0.3", .. more]).ExitCode);

        var split = Shards("o").SelectMany(f => RowReader.Open(f).Select(r => (Split: f, Row: r))).ToDictionary(r => r.Row.Text("problem_id")!, r => r.Split);
        Assert.Equal(rows.Count, split.Count);
        Assert.Equal(2, split.Values.Distinct().Count());
        string Root(string id) => rows.FirstOrDefault(r => r.Id == id).Parent is { } parent ? Root(parent) : id;
        Assert.Empty(rows.GroupBy(r => Root(r.Id)).Where(g => g.Select(r => split[r.Id]).Distinct().Count() > 1));
        Assert.Single(pens.Select(id => split[id]).Distinct());
    }

    private static string Spelled(int number) => string.Concat(number.ToString(System.Globalization.CultureInfo.InvariantCulture).Select(d => (char)('q' + (d - '0') % 9)));

    [Fact]
    public void No_rows_still_make_a_set_with_its_columns()
    {
        Assert.Equal(0, Pack("", "--allow-empty", "--out", "o").ExitCode);
        Assert.Empty(Rows("o"));
        Assert.Equal(["data-00000-of-00001.parquet"], Shards("o").Select(f => Path.GetFileName(f)));
    }

    [Theory]
    [InlineData("--out: expected the folder of the shard set, as --out shards/")]
    [InlineData("--split: expected NAME=SHARE with a share between 0 and 1, as valid=0.01, found \"valid\"", "--out", "o", "--split", "valid")]
    [InlineData("--split: the shares add up to 1.1 and leave nothing for train", "--out", "o", "--split", "a=0.6,b=0.5")]
    [InlineData("--license: expected an identifier of the Hugging Face hub, as mit or cc-by-4.0, found \"apche-2.0\"; the nearest is apache-2.0, and other stands for all that it does not list", "--out", "o", "--license", "apche-2.0")]
    [InlineData("--name: expected letters, digits, -, _ and ., found \"a/b\"", "--out", "o", "--name", "a/b")]
    public void A_bad_setting_is_named(string message, params string[] args)
    {
        var run = Pack("", args);
        Assert.Equal((2, $"forge-pack: {message}\n"), (run.ExitCode, run.Error));
        Assert.False(Directory.Exists(At("o")));
    }
}
