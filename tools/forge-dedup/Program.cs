using DataForge.Cli;
using DataForge.Tools.Dedup;

return await ToolHost.Run(args, DedupTool.Registration);
