using DataForge.Cli;
using DataForge.Tools.Eval;

var measure = new Tool("forge-eval", Tool.Description,
    "forge-eval --k 1,2,4,8 samples.jsonl --json r.json --markdown table.md",
    EvalToolSettings.Options, Run.Eval, [Positional.Inputs]);
return await ToolHost.Run(args, measure, JoinTool.Registration);
