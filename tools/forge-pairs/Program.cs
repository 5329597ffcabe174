using DataForge.Cli;
using DataForge.Tools.Pairs;

return await ToolHost.Run(args, new Tool("forge-pairs", Tool.Description,
    "forge-pairs --as rm --for trl --rejects dropped.jsonl graded.jsonl > preferences.jsonl",
    PairsToolSettings.Options, Run.Pairs, [Positional.Inputs]));
