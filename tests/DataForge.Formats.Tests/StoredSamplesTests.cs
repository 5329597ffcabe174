using DataForge.Cli;
using DataForge.Core;
using DataForge.Formats;

namespace DataForge.Tests.Formats;

public sealed class StoredSamplesTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("layouts-").FullName;
    private readonly List<string> _said = [];

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    private string Write(string name, params string[] lines)
    {
        var path = Path.Combine(_folder, name);
        File.WriteAllLines(path, lines);
        return path;
    }

    private List<Row> Open(string? layout, params string[] paths) => [.. StoredSamples.Open(paths, FieldNames.Default, layout, _said.Add)];

    [Fact]
    public void Our_rows_pass_as_they_are()
    {
        var line = """{"problem_id":"p","rollout":3,"generation":"x","odd":1.50}""";
        Assert.Equal(line, Assert.Single(Open(null, Write("a.jsonl", line))).ToString());
        Assert.Equal(["layout: one row a sample"], _said);
    }

    [Fact]
    public void A_missing_problem_id_is_filled_in_from_the_problem()
    {
        var row = Assert.Single(Open(null, Write("a.jsonl", """{"question":"What is  1+1?","response":"2"}""")));
        Assert.Equal(Identity.OfProblem("What is 1+1?"), row.Text("problem_id"));
    }

    [Fact]
    public void Qwens_arrays_become_a_row_a_sample()
    {
        var rows = Open(null, Write("a.jsonl", """{"idx":7,"question":"Q?","gt":"2","answer":"2","code":["one","two"],"pred":["1","2"],"report":[null,"ok"],"score":[false,true],"response":["one","two"],"history":[],"pred_score":[[-1.5],[2]]}"""));
        Assert.Equal(["layout: Qwen2.5-Math evaluation: arrays of samples in one row"], _said);
        var id = Identity.OfProblem("Q?");
        Assert.Equal($$"""{"idx":7,"question":"Q?","gt":"2","answer":"2","history":[],"problem_id":"{{id}}","problem":"Q?","rollout":0,"expected_answer":"2","generation":"one","predicted_answer":"1","is_correct":false,"reward_model_score":-1.5}""", rows[0].ToString());
        Assert.Equal($$"""{"idx":7,"question":"Q?","gt":"2","answer":"2","report":"ok","history":[],"problem_id":"{{id}}","problem":"Q?","rollout":1,"expected_answer":"2","generation":"two","predicted_answer":"2","is_correct":true,"reward_model_score":2}""", rows[1].ToString());
    }

    [Fact]
    public void Arrays_of_different_length_are_a_bad_record()
    {
        var path = Write("a.jsonl", """{"question":"Q?","code":["one","two"],"pred":["1"]}""");
        Assert.Equal($"{path}:1: arrays of samples differ in length: \"code\" has 2, \"pred\" has 1", Assert.Throws<ForgeException>(() => Open(null, path)).Message);
    }

    [Fact]
    public void Zero_evals_models_become_samples_and_a_null_answer_stays_none()
    {
        var rows = Open(null, Write("a.jsonl", """{"id":"g0","question":"Q?","answer":"18","samples":[{"model":"A","output":"{18}","answer_field":"18","match":true},{"model":"B","output":"?","answer_field":null,"match":false}]}"""));
        var id = Identity.OfProblem("Q?");
        Assert.Equal($$"""{"id":"g0","question":"Q?","answer":"18","problem_id":"{{id}}","problem":"Q?","rollout":1,"expected_answer":"18","model":"B","generation":"?","predicted_answer":null,"is_correct":false}""", rows[1].ToString());
    }

    [Fact]
    public void Ovms_outputs_become_samples()
    {
        var rows = Open(null, Write("a.jsonl", """{"idx":0,"question":"Q?","answer":"so #### 72","ground_truth":"72","outputs":[{"response":"r","response_answer":"72","label":true}]}"""));
        var id = Identity.OfProblem("Q?");
        Assert.Equal($$"""{"idx":0,"question":"Q?","answer":"so #### 72","ground_truth":"72","problem_id":"{{id}}","problem":"Q?","rollout":0,"expected_answer":"72","generation":"r","predicted_answer":"72","is_correct":true}""", Assert.Single(rows).ToString());
    }

    [Fact]
    public void Verls_outputs_take_problem_and_gold_from_where_verl_keeps_them()
    {
        var rows = Open(null, Write("a.jsonl", """{"prompt":[{"role":"system","content":"S"},{"role":"user","content":"Q?"}],"reward_model":{"ground_truth":"5","style":"rule"},"output":["a","b"]}"""));
        Assert.Equal([("Q?", "5", "a", 0L), ("Q?", "5", "b", 1L)], rows.Select(r => (r.Text("problem")!, r.Text("expected_answer")!, r.Text("generation")!, r.Integer("rollout")!.Value)));
    }

    [Fact]
    public void Nemo_skills_files_are_joined_on_row_and_problem()
    {
        var a = Write("output-rs0.jsonl", """{"problem":"P1","generation":"a","symbolic_correct":true}""", """{"problem":"P2","generation":"b"}""");
        var b = Write("output-rs4.jsonl", """{"problem":"P1","generation":"c","symbolic_correct":false}""", """{"problem":"P2","generation":"d"}""");
        var rows = Open("nemo", a, b);
        Assert.Equal(["layout: NeMo-Skills: 2 files joined on row and problem"], _said);
        Assert.Equal([("P1", 0L, true), ("P1", 4L, false), ("P2", 0L, null), ("P2", 4L, (bool?)null)], rows.Select(r => (r.Text("problem")!, r.Integer("rollout")!.Value, r.Flag("is_correct"))));
        Assert.Equal(2, rows.Select(r => r.Text("problem_id")).Distinct().Count());
    }

    [Fact]
    public void Joined_files_that_do_not_match_are_an_error_that_names_both_places()
    {
        var a = Write("output-rs0.jsonl", """{"problem":"P1"}""", """{"problem":"P2"}""");
        var b = Write("output-rs1.jsonl", """{"problem":"P1"}""", """{"problem":"P3"}""");
        Assert.Equal($"{b}:2: expected the problem of {a}:2: joined files must hold the same problems in the same order", Assert.Throws<ForgeException>(() => Open("nemo", a, b)).Message);
        var c = Write("output-rs2.jsonl", """{"problem":"P1"}""");
        Assert.StartsWith($"{c}: ends after 1 rows, and {a} goes on", Assert.Throws<ForgeException>(() => Open("nemo", a, c)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Two_runs_over_one_benchmark_are_joined_only_where_the_user_says_so()
    {
        var a = Write("a.jsonl", """{"problem":"P1","generation":"a"}""");
        var b = Write("b.jsonl", """{"problem":"P1","generation":"b"}""");
        Assert.Equal(["a", "b"], Open(null, a, b).Select(r => r.Text("generation")));
        Assert.DoesNotContain(_said, s => s.Contains("joined", StringComparison.Ordinal));
        Assert.True(StoredSamples.BeginAlike([a, b], FieldNames.Default));
        Assert.False(StoredSamples.BeginAlike([a], FieldNames.Default));
    }

    [Theory]
    [InlineData("{\"problem\":\"\",\"generation\":\"a\"}")]
    [InlineData("{\"problem\":\" \\n\",\"generation\":\"a\"}")]
    [InlineData("{\"prompt\":[{\"role\":\"user\",\"content\":\"\"}],\"output\":[\"a\"]}")]
    public void A_problem_without_text_is_a_bad_record_and_merges_with_no_other(string row)
    {
        var path = Write("a.jsonl", row, row);
        Assert.EndsWith("expected a problem, found an empty string", Assert.Throws<ForgeException>(() => Open(null, path)).Message, StringComparison.Ordinal);
        var bad = new BadRows("vote", 2, null);
        Assert.Empty(StoredSamples.Open([path], FieldNames.Default, null, _ => { }, bad));
        Assert.Equal((2, false), (bad.Count, bad.Overspent));
    }

    [Fact]
    public void Files_of_different_problems_follow_one_another()
    {
        var a = Write("a.jsonl", """{"problem":"P1","generation":"a"}""");
        var b = Write("b.jsonl", """{"problem":"P2","generation":"b"}""");
        Assert.Equal(["P1", "P2"], Open(null, a, b).Select(r => r.Text("problem")));
    }

    [Fact]
    public void A_row_of_another_layout_is_a_bad_record()
    {
        var path = Write("a.jsonl", """{"question":"Q?","outputs":[{"response":"r"}]}""", """{"question":"Q?","generation":"g"}""");
        Assert.Equal($"{path}:2: expected the layout of the first row (OVM: one row a question with its labelled outputs)", Assert.Throws<ForgeException>(() => Open(null, path)).Message);
    }

    [Fact]
    public void A_layout_can_be_named() =>
        Assert.Equal("P1", Assert.Single(Open("nemo", Write("a.jsonl", """{"problem":"P1","generation":"a"}"""))).Text("problem"));

    [Fact]
    public void The_option_lists_the_layouts_that_there_are() => Assert.Equal(string.Join('|', SampleLayout.Names), SampleOptions.Layout.ValueName);

    [Theory]
    [InlineData("qwen25-math/eval_rm_maj_example/math_cot_100.jsonl.gz", "Qwen2.5-Math", 800, 100)]
    [InlineData("zeroeval/gsm.merged.jsonl.gz", "ZeroEval", 57398, 1319)]
    [InlineData("ovm/model_generation__train__responses_n100_llama7b-2-ep2_samples.jsonl", "OVM", 1000, 10)]
    [InlineData("lazy-rlvr/Qwen3-8B-Base-MATH_vllm.jsonl.gz", "verl", 2048, 128)]
    [InlineData("nemo-skills/output-rs0.test nemo-skills/output-rs1.test nemo-skills/output-rs2.test", "NeMo-Skills", 150, 50)]
    public void Real_files_come_in_whole(string files, string layout, int samples, int problems)
    {
        var rows = Open(files.Contains(' ', StringComparison.Ordinal) ? "nemo" : null, [.. files.Split(' ').Select(f => SharedData.Require(["data", .. f.Split('/')]))]);
        Assert.StartsWith("layout: " + layout, Assert.Single(_said), StringComparison.Ordinal);
        Assert.Equal((samples, problems), (rows.Count, rows.Select(r => r.Text("problem_id")).Distinct().Count()));
        Assert.All(rows, r => Assert.False(string.IsNullOrEmpty(r.Text("generation"))));
        Assert.All(rows, r => Assert.False(string.IsNullOrEmpty(r.TextOrNumber("expected_answer"))));
    }
}
