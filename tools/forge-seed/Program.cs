using DataForge.Cli;
using DataForge.Tools.Seed;

return await ToolHost.Run(args, MakeTool.Registration, SolveTool.Registration);
