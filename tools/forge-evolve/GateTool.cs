using DataForge.Cli;
using DataForge.Core;
using DataForge.Formats;
using DataForge.Runner;
using DataForge.Stages;
using DataForge.Synthesis;

namespace DataForge.Tools.Evolve;

/// <summary>forge-evolve gate: its options, and the stage they make.</summary>
internal static class GateTool
{
    private static readonly OptionalShareOpt MinShare = new("min-share", "share of the samples", "0.5", "Drop a problem whose commonest answer fewer samples give.");
    private static readonly IntOpt MinVotes = new("min-votes", 2, 1, int.MaxValue, "samples", "Drop a problem whose commonest answer fewer samples give.");
    private static readonly ListOpt Seeds = new("seeds", [], "FILE", "Problems that a new one may not be nearly the same as.");

    public static readonly Tool Registration = new("forge-evolve gate", "Drops new problems whose samples do not agree, or that are seeds again.",
        "forge-evolve gate --seeds problems.jsonl --rejects dropped.jsonl < samples.jsonl > gated.jsonl",
        [MinShare, MinVotes, Seeds, SampleOptions.Computed, SampleOptions.Layout, SampleOptions.ScoreField, SampleOptions.Sort, .. FieldOptions.All, .. RunOptions.Rows], Run, [Positional.Inputs]);

    private static Task<ExitCode> Run(Parsed p, ToolContext context)
    {
        var names = FieldOptions.Read(p);
        var settings = new AgreementStageSettings(p.Get(MinShare) ?? 0.5, p.Get(MinVotes), p.Get(SampleOptions.Computed), Read(p.Get(Seeds), names, context.Cancel), names, p.Get(SampleOptions.ScoreField)!);
        return RunOptions.Run(new AgreementStage(settings), RunOptions.Read(p, new SamplesInput(p.Inputs, names, p.Get(SampleOptions.Layout), p.Get(SampleOptions.Sort))), context);
    }

    /// <exception cref="ForgeException">A file cannot be read, or a row holds no problem.</exception>
    private static NearProblems Read(IReadOnlyList<string> files, FieldNames names, CancellationToken cancel)
    {
        var seeds = new NearProblems();
        foreach (var row in InputFiles.Expand(files).SelectMany(f => RowReader.Open(f, cancel: cancel)))
        {
            var problem = Problem.From(row, names);
            seeds.Add(problem.Id, problem.Text);
        }

        return seeds;
    }
}
