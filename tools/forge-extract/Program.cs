using DataForge.Cli;
using DataForge.Tools.Extraction;

return await ToolHost.Run(args, ExtractTool.Registration);
