using DataForge.Cli;
using DataForge.Core;
using DataForge.Synthesis;

namespace DataForge.Tools.Instructions;

/// <summary>Options that commands of forge-if share.</summary>
internal static class InstructionOptions
{
    public static readonly ChoiceOpt Preset = new("preset", "strict", [.. InstructionPreset.All.Keys], "Thresholds: ours, ours with graded answers, AutoIF's paper, its code.");
    public static readonly FileOpt Prompts = new("prompts", null, "Folder of prompts in place of the built-in ones.", "DIR");
    public static readonly TextOpt Replies = new("replies", null, "FIELD", "Read stored replies from this field; no model is asked.");
    public static readonly SecondsOpt Timeout = new("timeout", 2, 0.05, 3600, "Longest time of one call; 5 with --preset repo.");
    public static readonly ChoiceOpt As = new("as", "rows", ["rows", "sft"], "Rows with their fields, or conversations for fine-tuning.");

    public static IReadOnlyList<Opt> Sandbox { get; } = [Timeout, .. SandboxOptions.All.Where(o => o != SandboxOptions.Timeout)];

    /// <summary>Sampling with a default of its own for the length.</summary>
    public static IReadOnlyList<Opt> Sampling { get; } = SamplingOptions.All;

    public static InstructionPreset ReadPreset(Parsed p) => InstructionPreset.All[p.Get(Preset)!];

    public static CodeLimits ReadLimits(Parsed p) => new(
        p.SourceOf(Timeout) == SettingSource.Default ? TimeSpan.FromSeconds(ReadPreset(p).SecondsPerCall) : p.Get(Timeout),
        (long)p.Get(SandboxOptions.Memory) << 20, p.Get(SandboxOptions.MaxOutput), p.Get(SandboxOptions.Processes));

    /// <exception cref="ForgeException">A model is named beside stored replies, or neither is.</exception>
    public static bool ReadsReplies(Parsed p)
    {
        var asks = p.Get(BackendOptions.Model) is not null || p.Get(BackendOptions.Endpoint) is not null;
        if (p.Get(Replies) is null) return false;
        return asks ? throw new ForgeException("--replies: stored replies are read in place of a model's; leave --model and --endpoint out") : true;
    }
}
