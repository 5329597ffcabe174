using DataForge.Cli;
using DataForge.Tools.Qa;

return await ToolHost.Run(args, "forge-qa", Tool.Description, [ExtractTool.Registration, MakeTool.Registration]);
