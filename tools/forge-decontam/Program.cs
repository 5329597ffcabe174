using DataForge.Cli;
using DataForge.Tools.Decontam;

return await ToolHost.Run(args, new Tool(
    "forge-decontam", Tool.Description, "forge-decontam --benchmark gsm8k=test.jsonl --rejects r.jsonl < in.jsonl > kept.jsonl",
    DecontamSettings.Options, Run.Start, [Positional.Inputs]));
