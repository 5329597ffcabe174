using DataForge.Cli;
using DataForge.Tools.Sample;

return await ToolHost.Run(args, new Tool("forge-sample", Tool.Description,
    "forge-sample --model MODEL --samples 8 --seed 1 --rejects failed.jsonl < problems.jsonl > samples.jsonl", Settings.Options, Run.Sample, [Positional.Inputs]));
