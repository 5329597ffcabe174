using DataForge.Cli;
using DataForge.Tools.Mcrl;

return await ToolHost.Run(args, "forge-mcrl", Tool.Description, [PairsTool.Registration, TrainTool.Registration, ScoreTool.Registration]);
