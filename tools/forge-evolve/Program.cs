using DataForge.Cli;
using DataForge.Tools.Evolve;

return await ToolHost.Run(args, EvolveTool.Registration, GateTool.Registration, TranslateTool.Registration);
