using DataForge.Cli;
using DataForge.Tools.Mix;

return await ToolHost.Run(args, MixTool.Registration);
