using System.Text.Json;
using DataForge.Core;

namespace DataForge.Formats;

/// <summary>One way in which stored samples are laid out in files.</summary>
/// <param name="Name">As <c>--layout</c> takes it.</param>
/// <param name="Says">What the tool tells its user: whose layout it is.</param>
/// <param name="Fits">Whether a row is laid out so.</param>
/// <param name="Samples">A row's samples, a row each, under our own field names; fields of the problem are repeated on each.</param>
public sealed record SampleLayout(string Name, string Says, Func<Row, FieldNames, bool> Fits, Func<Row, FieldNames, IEnumerable<Row>> Samples)
{
    /// <summary>A row a sample: ours, and NeMo-Skills' single files.</summary>
    public static SampleLayout Rows { get; } = new("rows", "one row a sample", static (_, _) => true, static (row, names) => [SampleFields.Complete(SampleFields.WithGeneration(row, names), names, null)]);

    /// <summary>Qwen2.5-Math's evaluation output: arrays of equal length in one row.</summary>
    public static SampleLayout Qwen { get; } = new("qwen", "Qwen2.5-Math evaluation: arrays of samples in one row", ArrayLayouts.IsQwen, ArrayLayouts.Qwen);

    /// <summary>ZeroEval's outputs of many models, merged by question.</summary>
    public static SampleLayout ZeroEval { get; } = new("zeroeval", "ZeroEval: one row a question with the outputs of many models", static (row, _) => ArrayLayouts.HasObjects(row, "samples", "output"), ArrayLayouts.ZeroEval);

    /// <summary>OVM's generator outputs (Yu et al. 2023, arXiv:2311.09724).</summary>
    public static SampleLayout Ovm { get; } = new("ovm", "OVM: one row a question with its labelled outputs", static (row, _) => ArrayLayouts.HasObjects(row, "outputs", "response"), ArrayLayouts.Ovm);

    /// <summary>verl's rows with generated outputs, as Lazy-RLVR keeps them.</summary>
    public static SampleLayout Verl { get; } = new("verl", "verl rows with an array of outputs (main_generation, Lazy-RLVR)", ArrayLayouts.IsVerl, ArrayLayouts.Verl);

    /// <summary>What sets apart rows that show the same samples; rows unlike the file's first row in it are left out. Null: each row has samples of its own.</summary>
    public Func<Row, string?>? View { get; init; }

    /// <summary>Layouts that show in a single row, most particular first; <see cref="Rows"/> takes what is left.</summary>
    public static IReadOnlyList<SampleLayout> OneFile { get; } =
    [
        new("path", "a generation field named by its path", NamedField.Fits, NamedField.Samples),
        Qwen, ZeroEval, Ovm,
        new("openai-batch", "OpenAI or vLLM batch output", static (row, _) => BatchLayouts.IsOpenAi(row), BatchLayouts.OpenAi),
        new("anthropic-batch", "Anthropic batch results", static (row, _) => BatchLayouts.IsAnthropic(row), BatchLayouts.Anthropic),
        new("lm-eval", "lm-evaluation-harness --log_samples", static (row, _) => EvaluationLayouts.IsLmEval(row), EvaluationLayouts.LmEval) { View = static row => row.Text("filter") },
        new("lighteval", "lighteval details", static (row, _) => EvaluationLayouts.IsLighteval(row), EvaluationLayouts.Lighteval),
        new("evalscope", "evalscope reviews or predictions", static (row, _) => EvaluationLayouts.IsEvalscope(row), EvaluationLayouts.Evalscope),
        new("opencompass", "OpenCompass predictions", static (row, _) => EvaluationLayouts.IsOpenCompass(row), EvaluationLayouts.OpenCompass),
        new("deepseek-math", "DeepSeek-Math evaluation", static (row, _) => EvaluationLayouts.IsDeepSeekMath(row), EvaluationLayouts.DeepSeekMath),
        new("rllm", "rllm episodes or trajectories", static (row, _) => TrainingLayouts.IsRllm(row), TrainingLayouts.Rllm),
        new("nemo-rl", "NeMo-RL logged conversations", static (row, _) => TrainingLayouts.IsNemoRl(row), TrainingLayouts.NemoRl),
        new("vllm", "vLLM request outputs", static (row, _) => TrainingLayouts.IsVllm(row), TrainingLayouts.Vllm),
        new("openr1", "OpenR1: an array of generations in one row", static (row, _) => TrainingLayouts.IsOpenR1(row), TrainingLayouts.OpenR1),
        new("search-and-learn", "search-and-learn: an array of completions in one row", static (row, _) => TrainingLayouts.IsSearchAndLearn(row), TrainingLayouts.SearchAndLearn),
        new("trl", "TRL prompts and completions", static (row, _) => TrainingLayouts.IsTrl(row), TrainingLayouts.Trl),
        Verl,
        new("verl-rollouts", "verl rollout or validation dumps", static (row, _) => TrainingLayouts.IsVerlRollout(row), TrainingLayouts.VerlRollout),
        new("openrlhf", "OpenRLHF inputs and outputs", TrainingLayouts.IsOpenRlhf, TrainingLayouts.OpenRlhf),
        new("oumi", "conversations that end with the assistant (oumi)", TrainingLayouts.IsConversation, TrainingLayouts.Conversation),
        Rows,
    ];

    /// <summary>Several files, a sample a row in each, joined on row and problem: NeMo-Skills' output-rs0.jsonl, output-rs1.jsonl, …</summary>
    public const string Joined = "nemo";

    /// <summary>Names for <c>--layout</c>.</summary>
    public static IReadOnlyList<string> Names { get; } = [.. OneFile.Select(l => l.Name), Joined];

    /// <summary>The layout of a row: the one dispatch of every tool that reads stored samples. A generation field that the user names decides before any framework's shape.</summary>
    public static SampleLayout Of(Row row, FieldNames names) =>
        NamedField.IsGiven(names) && (FieldNames.First(row, names.Generation) is not null || NamedField.Fits(row, names))
            ? Named.First(l => l.Fits(row, names))
            : OneFile.First(l => l.Fits(row, names));

    private static IEnumerable<SampleLayout> Named => OneFile.Where(l => l.Name is "path" or "qwen" or "verl" or "rows");

    /// <summary>The layout of that name.</summary>
    public static SampleLayout Of(string name) => OneFile.First(l => l.Name == name);

    internal static bool IsArray(Row row, string name) => row.Raw(name) is [(byte)'[', ..];

    internal static IReadOnlyList<JsonElement> Items(Row row, string name) => IsArray(row, name) ? [.. row.Element(name)!.Value.EnumerateArray()] : [];
}
