namespace DataForge.Cli;

/// <summary>How stored samples come in.</summary>
public static class SampleOptions
{
    public static readonly ChoiceOpt Layout = new("layout", null,
        [
            "path", "qwen", "zeroeval", "ovm", "openai-batch", "anthropic-batch", "lm-eval", "lighteval", "evalscope", "opencompass", "deepseek-math", "rllm", "nemo-rl", "vllm", "openr1", "search-and-learn",
            "trl", "verl", "verl-rollouts", "openrlhf", "oumi", "rows", "nemo",
        ], "How samples lie in the files; told by the first row when absent.");
    public static readonly TextOpt ScoreField = new("score-field", "reward_model_score", "NAME", "Field with the reward model's score.");
    public static readonly FlagOpt Sort = new("sort", "Sort the samples by problem and rollout first, on disk where needed.");
    public static readonly FlagOpt Regrade = new("regrade", "Label samples by the gold answer, whatever label they carry.");

    /// <summary>For the tools that choose solutions with code.</summary>
    public static readonly FlagOpt Computed = new("computed", "Only solutions whose answer a call of code printed take part.");

    public static IReadOnlyList<Opt> All { get; } = [Layout, ScoreField, Sort, Regrade];
}
