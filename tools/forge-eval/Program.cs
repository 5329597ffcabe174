using DataForge.Cli;
using DataForge.Tools.Eval;

return await ToolHost.Run(args, new Tool("forge-eval", Tool.Description,
    "forge-eval --k 1,2,4,8 samples.jsonl --json r.json --markdown table.md",
    EvalToolSettings.Options, Run.Eval, [Positional.Inputs]));
