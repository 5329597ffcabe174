using DataForge.Cli;
using DataForge.Tools.Grading;

return await ToolHost.Run(args, new Tool("forge-grade", Tool.Description,
    "forge-grade --gold-field answer --generation-field generation < samples.jsonl",
    GradeToolSettings.Options, Run.Grade, [Positional.Inputs]));
