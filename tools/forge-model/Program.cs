using DataForge.Cli;
using DataForge.Tools.Model;

return await ToolHost.Run(args, "forge-model", Tool.Description, Commands.All);
