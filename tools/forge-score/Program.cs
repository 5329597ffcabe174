using DataForge.Cli;
using DataForge.Tools.Score;

return await ToolHost.Run(args, ScoreTool.Registration);
