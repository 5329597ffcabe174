using DataForge.Cli;
using DataForge.Tools.Recall;

return await ToolHost.Run(args, "forge-recall", Tool.Description, [TrainTool.Registration, ScoreTool.Registration]);
