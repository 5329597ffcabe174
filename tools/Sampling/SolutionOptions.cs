using DataForge.Cli;
using DataForge.Core;
using DataForge.Models;
using DataForge.Runner;
using DataForge.Stages;
using DataForge.Synthesis;

namespace DataForge.Tools.Sampling;

/// <summary>How solutions are drawn, for the tools that draw them.</summary>
internal static class SolutionOptions
{
    public const string WithCode = "tir";

    public static readonly ChoiceOpt Mode = new("mode", "cot", ["cot", WithCode], "Solutions in one turn, or with calls of Python in a sandbox.");
    public static readonly TextOpt Protocol = new("protocol", "qwen", "PROTOCOL", "How code is called: " + string.Join(", ", ToolProtocol.BuiltIn) + ", or a JSON file.");
    public static readonly TextOpt System = new("system", null, "TEXT", "System message in place of the prompt's own; empty leaves it out.");
    public static readonly TextOpt PromptName = new("prompt", SolutionPrompt.ChainOfThought, "NAME", "Prompt of --mode cot: cot, few-shot, choice, or one of --prompts.");
    public static readonly FileOpt Prompts = new("prompts", null, "Folder of prompts in place of the built-in ones.", "DIR");

    /// <exception cref="ForgeException">Options that do not go together.</exception>
    public static void Check(Parsed p)
    {
        if (p.Get(Mode) == WithCode && p.Get(PromptName) != SolutionPrompt.ChainOfThought) throw new ForgeException("--prompt: goes with --mode cot; with tir the prompt is the protocol's");
    }

    /// <summary>How code is called in <c>--mode tir</c>; the protocol's own time limit holds where none is given.</summary>
    public static ToolSettings Tools(Parsed p, ICodeRunner runner, IReplyStore replies)
    {
        var protocol = ToolProtocol.Load(p.Get(Protocol)!);
        var limits = SandboxOptions.Read(p);
        if (p.SourceOf(SandboxOptions.Timeout) == SettingSource.Default) limits = limits with { Wall = TimeSpan.FromSeconds(protocol.Seconds) };
        return new ToolSettings(protocol, limits, runner, replies);
    }

    /// <summary>A reward model in this process, on the device of the model that draws.</summary>
    public static async Task<ScoreMethod> OpenReward(Parsed p, string model, StageRunner runner, CancellationToken cancel)
    {
        var backend = new BackendSettings(model, Device: p.Get(BackendOptions.Device)!, Threads: p.Get(BackendOptions.Threads), MaxBatch: p.Get(BackendOptions.MaxBatch)) { DeviceId = BackendOptions.ReadDeviceId(p) };
        return ScoreMethod.OfHead(runner.Keep(await Backend.OpenScorer(backend, StepAggregation.Product, cancel)), PromptLibrary.Open(p.Get(Prompts)), p.Get(System));
    }
}
