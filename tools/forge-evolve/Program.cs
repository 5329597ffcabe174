using DataForge.Cli;
using DataForge.Tools.Evolve;

return await ToolHost.Run(args, new Tool("forge-evolve", Tool.Description,
    "forge-evolve --model MODEL --rejects dropped.jsonl < problems.jsonl > new-problems.jsonl", Settings.Options, Run.Evolve, [Positional.Inputs]));
