using DataForge.Cli;
using DataForge.Core;
using DataForge.Interactions;
using DataForge.Runner;

namespace DataForge.Tools.Mcrl;

/// <summary>forge-mcrl score.</summary>
internal static class ScoreTool
{
    private static readonly FileOpt Model = new("model", null, "Model of forge-mcrl train.");
    private static readonly IntOpt Top = new("top", 10, 0, 100_000, "items", "Items to name for each state.");
    private static readonly ChoiceOpt By = new("by", "policy", ["policy", "value", "reward"], "policy: what users do next; value: reward from here on.");

    public static readonly Tool Registration = new("forge-mcrl score", "Names the best items for a state, and an action's reward and value.",
        "forge-mcrl score --model model.mcrl --by value < states.jsonl > ranked.jsonl", [Model, Top, By, .. RunOptions.Rows], Run, [Positional.Inputs]);

    private static Task<ExitCode> Run(Parsed p, ToolContext context)
    {
        var path = p.Get(Model) ?? throw new ForgeException("--model: expected a model of forge-mcrl train");
        var by = p.Get(By) switch
        {
            "value" => ActionRank.Value,
            "reward" => ActionRank.Reward,
            _ => ActionRank.Policy,
        };
        return RunOptions.Run(new RecommendStage(McrlFile.Read(InputFiles.Bytes(path), path), p.Get(Top), by), RunOptions.Read(p, new RowsInput(p.Inputs)), context);
    }
}
