using DataForge.Cli;
using DataForge.Tools.Audit;

return await ToolHost.Run(args, new Tool(
    "forge-audit", Tool.Description, "forge-audit --suite qwen2.5-math corpus.jsonl --json a.json --html a.html --max-share 0.01",
    AuditSettings.Options, Run.Start, [Positional.Inputs]));
