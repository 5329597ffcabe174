using DataForge.Cli;
using DataForge.Tools.Pack;

return await ToolHost.Run(args, new Tool("forge-pack", Tool.Description,
    "forge-pack --dedup --shuffle 1 --split valid=0.01 --license mit --out shards/ < selected.jsonl",
    PackSettings.Options, Run.Pack, [Positional.Inputs]));
