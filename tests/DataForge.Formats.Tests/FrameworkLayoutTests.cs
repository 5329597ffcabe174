using DataForge.Core;
using DataForge.Formats;

namespace DataForge.Tests.Formats;

/// <summary>A row of each framework in the shape that its own code writes, and what it is read as.</summary>
public sealed class FrameworkLayoutTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("frameworks-").FullName;
    private readonly List<string> _said = [];

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    private string Write(string name, params string[] lines)
    {
        var path = Path.Combine(_folder, name);
        File.WriteAllLines(path, lines);
        return path;
    }

    private static string Told(Row row) =>
        $"{row.Text("problem") ?? row.Text("problem_id")} | {row.Text("expected_answer")} | {row.Text("generation")}{(row.Integer("rollout") is { } n ? $" | {n}" : "")}{(row.Flag("is_correct") is { } label ? $" | {label}" : "")}{(row.Number("reward_model_score") is { } score ? $" | {score}" : "")}{(row.Text("finish_reason") is { } finish ? $" | {finish}" : "")}";

    private const string Evalscope = "evalscope reviews or predictions";
    private const string Lighteval = "lighteval details";
    private const string Trl = "TRL prompts and completions";
    private const string Verl = "verl rollout or validation dumps";
    private const string NemoRl = "NeMo-RL logged conversations";
    private const string Batch = "OpenAI or vLLM batch output";

    public static TheoryData<string, string, string> Rows => new()
    {
        // verl: _dump_generations writes input, output, gts, score, step and what the reward function adds
        { Verl, """{"input":"system\nBe brief.\nuser\nWhat is 2+2?\nassistant\n","output":"It is \\boxed{4}.","gts":"4","score":1.0,"step":20,"acc":true,"pred":"4"}""", "What is 2+2? | 4 | It is \\boxed{4}." },
        { Verl, """{"input":"<|im_start|>user\nWhat is 2+2?<|im_end|>\n<|im_start|>assistant\n","output":"4","score":0.0,"step":1}""", "What is 2+2? |  | 4" },
        { "verl rows with an array of outputs (main_generation, Lazy-RLVR)", """{"data_source":"gsm8k","prompt":[{"role":"user","content":"What is 2+2?"}],"reward_model":{"ground_truth":"4","style":"rule"},"responses":["four","\\boxed{4}"]}""", "What is 2+2? | 4 | four | 0\nWhat is 2+2? | 4 | \\boxed{4} | 1" },
        { Trl, """{"step":5,"prompt":"What is 2+2?","completion":"It is 4.","accuracy_reward":1.0,"advantage":0.5,"solution":"$\\boxed{4}$"}""", "What is 2+2? | 4 | It is 4." },
        { Trl, """{"prompt":[{"role":"system","content":"S"},{"role":"user","content":"What is 2+2?"}],"completion":[{"role":"assistant","content":"It is 4."}],"answer":"4"}""", "What is 2+2? | 4 | It is 4." },
        { "OpenRLHF inputs and outputs", """{"input":"User: What is 2+2?\n\nAssistant:","output":"It is 4.","reward":-0.25}""", "What is 2+2? |  | It is 4. | -0.25" },
        { Evalscope, """{"index":0,"model":"m","model_output":{"model":"m","choices":[{"message":{"role":"assistant","content":[{"type":"reasoning","reasoning":"no"},{"type":"text","text":"It is 4."}]},"stop_reason":"stop"}]},"messages":[{"id":"1","role":"user","content":"What is 2+2?"}],"metadata":{}}""", "What is 2+2? |  | It is 4. | stop" },
        { Evalscope, """{"index":0,"input":"**User**: \nWhat is 2+2?","target":"4","sample_score":{"score":{"value":{"acc":1.0},"extracted_prediction":"4","prediction":"It is 4.","main_score_name":"acc"},"sample_id":0,"group_id":0}}""", "What is 2+2? | 4 | It is 4. | True" },
        { Evalscope, """{"index":3,"raw_input":{"question":"What is 2+2?","answer":"4"},"choices":[{"index":0,"message":{"role":"assistant","content":"It is 5."},"review":{"gold":"4","pred":"5","result":0.0}}],"reviewed":true}""", "What is 2+2? | 4 | It is 5. | False" },
        { "lm-evaluation-harness --log_samples", """{"doc_id":0,"doc":{"question":"What is 2+2?","answer":"2+2=4\n#### 4"},"target":"2+2=4\n#### 4","arguments":{"gen_args_0":{"arg_0":"Q: What is 2+2?\nA:","arg_1":{"until":["Q:"]}}},"resps":[["It is 4."]],"filtered_resps":["4"],"filter":"strict-match","metrics":["exact_match"],"exact_match":1.0}""", "What is 2+2? | 4 | It is 4." },
        { "lm-evaluation-harness --log_samples", """{"doc_id":1,"doc":{},"target":"4","arguments":[["What is 2+2?",{"until":[]}]],"resps":[["four","4"]],"filtered_resps":["4"],"filter":"none"}""", "What is 2+2? | 4 | four | 0\nWhat is 2+2? | 4 | 4 | 1" },
        { Lighteval, """{"doc":{"query":"What is 2+2?","choices":["So $\\boxed{4}$."],"gold_index":[0],"specific":null},"model_response":{"text":["four","4"],"text_post_processed":null},"metric":{"math_pass@1":1.0}}""", "What is 2+2? | 4 | four | 0\nWhat is 2+2? | 4 | 4 | 1" },
        { Lighteval, """{"example":"What is 2+2?","full_prompt":"Solve. What is 2+2?","predictions":["It is 4."],"gold":["4"],"choices":["4"],"gold_index":[0],"metrics":{"em":1.0}}""", "What is 2+2? | 4 | It is 4." },
        { Batch, """{"id":"batch_req_1","custom_id":"q-1","response":{"status_code":200,"request_id":"r","body":{"object":"chat.completion","model":"m","choices":[{"index":0,"message":{"role":"assistant","content":"It is 4."},"finish_reason":"stop"},{"index":1,"message":{"role":"assistant","content":"5"},"finish_reason":"length"}]}},"error":null}""", "q-1 |  | It is 4. | 0 | stop\nq-1 |  | 5 | 1 | length" },
        { Batch, """{"id":"b","custom_id":"q-1","response":{"status_code":200,"body":{"object":"response","output":[{"type":"reasoning","summary":[]},{"type":"message","role":"assistant","content":[{"type":"output_text","text":"It is 4."}]}]}},"error":null}""", "q-1 |  | It is 4." },
        { "Anthropic batch results", """{"custom_id":"q-1","result":{"type":"succeeded","message":{"role":"assistant","model":"m","content":[{"type":"thinking","thinking":"no"},{"type":"text","text":"It is 4."}],"stop_reason":"max_tokens"}}}""", "q-1 |  | It is 4. | length" },
        { "search-and-learn: an array of completions in one row", """{"problem":"What is 2+2?","solution":"$\\boxed{4}$","answer":"4","completions":["four","4"],"scores":[[0.1,0.2],[0.5,0.75]],"agg_scores":[0.2,0.75],"pred":"4"}""", "What is 2+2? | 4 | four | 0 | 0.2\nWhat is 2+2? | 4 | 4 | 1 | 0.75" },
        { "OpenR1: an array of generations in one row", """{"problem":"What is 2+2?","solution":"s","answer":"4","generations":["<think>x</think>4","5"],"correctness_math_verify":[true,false],"is_reasoning_complete":[true,true],"finish_reasons":["stop",null]}""", "What is 2+2? | 4 | <think>x</think>4 | 0 | True | stop\nWhat is 2+2? | 4 | 5 | 1 | False" },
        { "vLLM request outputs", """{"request_id":"0","prompt":"What is 2+2?","outputs":[{"index":0,"text":"four","finish_reason":"stop"},{"index":1,"text":"4","finish_reason":"length"}],"expected_answer":"4"}""", "What is 2+2? | 4 | four | 0 | stop\nWhat is 2+2? | 4 | 4 | 1 | length" },
        { "OpenCompass predictions", """{"origin_prompt":[{"role":"HUMAN","prompt":"What is 2+2?"}],"prediction":"It is 4.","gold":"4"}""", "What is 2+2? | 4 | It is 4." },
        { "conversations that end with the assistant (oumi)", """{"conversation_id":"c","messages":[{"role":"user","content":"What is 2+2?"},{"role":"assistant","content":"It is 4."}],"metadata":{"answer":"4"}}""", "What is 2+2? | 4 | It is 4." },
        { "rllm episodes or trajectories", """{"id":"e","task":{"question":"What is 2+2?","ground_truth":"4"},"is_correct":true,"trajectories":[{"name":"solver","steps":[{"model_response":"Let me see.","chat_completions":[]},{"model_response":"It is 4."}],"reward":1.0}]}""", "What is 2+2? | 4 | It is 4. | True" },
        { "rllm episodes or trajectories", """{"task":"What is 2+2?","steps":[{"chat_completions":[{"role":"user","content":"What is 2+2?"},{"role":"assistant","content":"It is 4."}],"reward":1.0}],"reward":1.0}""", "What is 2+2? |  | It is 4." },
        { NemoRl, """{"content":[[{"role":"user","content":"What is 2+2?"},{"role":"assistant","content":"It is 4."}]],"rewards":[1.0],"idx":0}""", "What is 2+2? |  | It is 4." },
        { NemoRl, """{"content":[["<|im_start|>user\nWhat is 2+2?<|im_end|>\n<|im_start|>assistant\n","It is 4."]],"rewards":[1.0],"input_lengths":[9],"idx":0}""", "What is 2+2? |  | It is 4." },
        { "DeepSeek-Math evaluation", """{"dataset":"gsm8k","id":1,"messages":[{"role":"user","content":"What is 2+2?"},{"role":"assistant","content":""}],"reference":["4"],"answer":["4"],"prompt":"User: What is 2+2?\n\nAssistant:","model_output":"It is 4.","prediction":["4"],"accuracy":1}""", "What is 2+2? | 4 | It is 4. | True" },
    };

    [Theory]
    [MemberData(nameof(Rows))]
    public void Is_read_in_the_shape_that_its_code_writes_and_the_same_to_grade_as_to_vote(string layout, string row, string told)
    {
        var path = Write("a.jsonl", row);
        Assert.Equal(told, string.Join('\n', StoredSamples.Open([path], FieldNames.Default, null, _said.Add).Select(Told)));
        Assert.Equal(["layout: " + layout], _said);
        Assert.Equal(told, string.Join('\n', StoredSamples.OpenToGrade(path, FieldNames.Default, null, _said.Add).Select(Told)));
        Assert.Equal(["layout: " + layout, "layout: " + layout], _said);
    }

    [Fact]
    public void OpenCompass_keys_its_samples_by_number_in_one_object()
    {
        var path = Write("gsm8k.json", """{"0":{"origin_prompt":"What is 2+2?","prediction":["It is 4.","5"],"gold":"4"},""", """ "1":{"origin_prompt":"What is 3+3?","prediction":["6","7"],"gold":"6"}}""");
        Assert.Equal(["What is 2+2? | 4 | It is 4. | 0", "What is 2+2? | 4 | 5 | 1", "What is 3+3? | 6 | 6 | 0", "What is 3+3? | 6 | 7 | 1"], StoredSamples.Open([path], FieldNames.Default, null, _said.Add).Select(Told));
    }

    [Fact]
    public void A_further_filter_of_lm_eval_shows_the_same_samples_and_is_left_out()
    {
        const string row = """{"doc_id":0,"doc":{"question":"What is 2+2?"},"target":"4","resps":[["It is 4."]],"filtered_resps":["4"],"filter":"strict-match"}""";
        var path = Write("samples_gsm8k.jsonl", row, row.Replace("strict-match", "flexible-extract", StringComparison.Ordinal));
        Assert.Single(StoredSamples.Open([path], FieldNames.Default, null, _said.Add));
        Assert.Equal($"{path}: 1 rows left out that show the same samples again (filters other than strict-match)", _said[^1]);
    }

    [Theory]
    [InlineData("""{"problem":"P","solution":"4","text":"It is 4."}""", "expected a generation in one of the fields generation, response, output, completion, generated_solution, or predicted_answer, found problem, solution, text; name it with --generation-field")]
    [InlineData("""{"problem":"P","generations":[]}""", "expected a generation in generations, found none (fields here: problem, generations)")]
    [InlineData("""{"problem":"P","completions":["a",null]}""", "expected a generation in completions[1], found none (fields here: problem, completions)")]
    [InlineData("""{"custom_id":"q-7","response":null,"error":{"code":"expired","message":"took too long"}}""", "request q-7 has no generation: it failed (took too long); --max-bad passes over such rows")]
    [InlineData("""{"custom_id":"q-7","result":{"type":"errored","error":{"type":"error","error":{"type":"overloaded_error","message":"busy"}}}}""", "request q-7 has no generation: it failed (busy); --max-bad passes over such rows")]
    [InlineData("""{"index":0,"messages":[{"role":"user","content":"P"}],"model_output":{"choices":[]}}""", "expected a generation in model_output.choices[].message.content, found none (fields here: index, messages, model_output)")]
    public void A_row_without_a_generation_is_a_bad_record_and_no_missing_answer(string row, string message)
    {
        var path = Write("a.jsonl", row);
        Assert.Equal($"{path}:1: {message}", Assert.Throws<ForgeException>(() => StoredSamples.Open([path], FieldNames.Default, null, _said.Add).ToList()).Message);
    }

    [Theory]
    [InlineData("outs", """{"problem":"P","outs":["a","b"]}""", "P |  | a | 0\nP |  | b | 1")]
    [InlineData("outs", """{"problem":"P","outs":[[{"role":"assistant","content":"a"}],{"text":"b"}],"generations":["no"]}""", "P |  | a | 0\nP |  | b | 1")]
    [InlineData("reply.text", """{"problem":"P","reply":{"text":"a"}}""", "P |  | a")]
    [InlineData("reply.choices.message.content", """{"problem":"P","reply":{"choices":[{"message":{"content":"a"}},{"message":{"content":"b"}}]}}""", "P |  | a | 0\nP |  | b | 1")]
    public void A_named_generation_field_may_be_an_array_or_a_path(string field, string row, string told)
    {
        var names = FieldNames.Default with { Generation = [field] };
        Assert.Equal(told, string.Join('\n', StoredSamples.Open([Write("a.jsonl", row)], names, null, _said.Add).Select(Told)));
    }

    [Fact]
    public void Chats_and_arrays_in_Parquet_are_read_as_in_JSON()
    {
        var path = Path.Combine(_folder, "completions_00005.parquet");
        using (var writer = RowWriter.Open(path))
        {
            writer.Write(Row.Parse("""{"prompt":[{"role":"user","content":"What is 2+2?"}],"completion":[{"role":"assistant","content":"It is 4."}],"answer":"4"}"""));
            writer.Commit();
        }

        Assert.Equal("What is 2+2? | 4 | It is 4.", Told(Assert.Single(StoredSamples.Open([path], FieldNames.Default, null, _said.Add))));
        Assert.Equal(["layout: " + Trl], _said);
    }
}
