using DataForge.Cli;
using DataForge.Tools.Solve;

return await ToolHost.Run(args, SolveTool.Registration);
