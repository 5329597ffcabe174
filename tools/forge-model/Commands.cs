using DataForge.Cli;

namespace DataForge.Tools.Model;

/// <summary>The tool's commands and their option tables.</summary>
internal static class Commands
{
    private static readonly Positional Source = new("SRC", 1, 1, "Hugging Face directory, or a .gguf file.");
    private static readonly Positional Model = new("MODEL", 1, 1, "Imported directory, or anything that import takes (kept in a cache).");

    public static IReadOnlyList<Tool> All { get; } =
    [
        new("forge-model import", "Makes an ONNX graph of a checkpoint; its weights stay in the original files where they can.",
            "forge-model import checkpoints/Qwen2.5-Math-1.5B --out models/qwen --precision int8", ImportSettings.Options, ImportRun.Import, [Source]),
        new("forge-model inspect", "Says what a model is: architecture, shape, precision, revision, memory.",
            "forge-model inspect models/qwen", ModelSettings.Options, InspectRun.Inspect, [Model]),
        new("forge-model tokens", "Adds the token ids of each row's text.",
            "forge-model tokens models/qwen < texts.jsonl", ModelSettings.RowOptions, RowRun.Tokens, [Model]),
        new("forge-model logits", "Adds the largest logits after each row's prompt or ids; a scorer's scores.",
            "forge-model logits models/qwen --top 20 < prompts.jsonl", ModelSettings.LogitOptions, RowRun.Logits, [Model]),
        new("forge-model logprobs", "Adds the log-probability of each token of a completion after its prompt.",
            "forge-model logprobs models/qwen < pairs.jsonl", ModelSettings.RowOptions, RowRun.LogProbabilities, [Model]),
        new("forge-model bench", "Measures prompt and decode speed by batch size, beside what memory bandwidth allows.",
            "forge-model bench models/qwen --batch 1,4,16,32", BenchSettings.Options, BenchRun.Bench, [Model]),
        new("forge-model check", "Holds a model on a device, at a precision, against the same at fp32 on the CPU; exit 1 beyond the tolerance.",
            "forge-model check models/qwen --device cuda --precision bf16", CheckSettings.Options, CheckRun.Check, [Model]),
    ];
}
