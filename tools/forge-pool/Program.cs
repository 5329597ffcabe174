using DataForge.Cli;
using DataForge.Tools.Pool;

return await ToolHost.Run(args, PoolTool.Registration);
