using DataForge.Cli;
using DataForge.Tools.Pairs;

return await ToolHost.Run(args, PairsTool.Registration);
