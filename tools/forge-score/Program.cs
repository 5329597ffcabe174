using DataForge.Cli;
using DataForge.Tools.Score;

return await ToolHost.Run(args, new Tool("forge-score", Tool.Description,
    "forge-score --model REWARD_MODEL < samples.jsonl > scored.jsonl", Settings.Options, Run.Score, [Positional.Inputs]));
