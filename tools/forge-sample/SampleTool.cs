using DataForge.Cli;
using DataForge.Core;
using DataForge.Models;
using DataForge.Runner;
using DataForge.Stages;
using DataForge.Synthesis;

namespace DataForge.Tools.Sample;

/// <summary>forge-sample: its options, and the stage they make.</summary>
internal static class SampleTool
{
    private static readonly IntOpt Samples = new("samples", 1, 1, 4096, "samples", "Solutions drawn per problem.");
    private static readonly TextOpt System = new("system", null, "TEXT", "System message in place of the prompt's own; empty leaves it out.");
    private static readonly FileOpt Prompts = new("prompts", null, "Folder of prompts in place of the built-in ones.", "DIR");
    private static readonly TextOpt Source = new("source", null, "NAME", "Source of problems that name none.");
    private static readonly FlagOpt ShowPrompt = new("show-prompt", "Print the first problem's prompt as the model sees it, and stop.") { ChangesOutput = false };
    private static readonly FlagOpt Raw = new("raw", "Continue each row's {\"prompt\"} as it stands, or {\"ids\"}.");
    private static readonly FlagOpt Ids = new("ids", "With --raw: write generated_ids as well.");

    public static readonly Tool Registration = new("forge-sample", Tool.Description,
        "forge-sample --model MODEL --samples 8 --seed 1 --rejects failed.jsonl < problems.jsonl > samples.jsonl",
        [Samples, System, Prompts, Source, ShowPrompt, Raw, Ids, .. FieldOptions.Problems, .. SamplingOptions.All, .. RunOptions.Model, .. BackendOptions.All], Run, [Positional.Inputs]);

    private static async Task<ExitCode> Run(Parsed p, ToolContext context)
    {
        if (p.Get(Ids) && !p.Get(Raw)) throw new ForgeException("--ids: goes with --raw");
        var fields = FieldOptions.ReadMap(p);
        using var runner = new StageRunner(RunOptions.Read(p, new RowsInput(p.Inputs, fields)), context, context.Cancel);
        await using var generator = runner.Keep(await Backend.OpenGenerator(BackendOptions.Read(p), context.Cancel));
        var sampling = SamplingOptions.Read(p);
        if (p.Get(Raw))
        {
            var raw = new RawStage(p.Get(Samples), sampling, p.Get(Ids), generator);
            return p.Get(ShowPrompt) ? FirstRow.Show(p, context, row => raw.Show(row) + "\n") : await runner.Run(raw);
        }

        var stage = new SampleStage(new SampleStageSettings(p.Get(Samples), sampling, PromptLibrary.Open(p.Get(Prompts)), p.Get(System), p.Get(Source), fields.Names), generator);
        return p.Get(ShowPrompt) ? FirstRow.Show(p, context, row => stage.Show(fields.Apply(row)) + "\n") : await runner.Run(stage);
    }
}
