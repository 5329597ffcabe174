using DataForge.Cli;
using DataForge.Tools.Grading;

return await ToolHost.Run(args, GradeTool.Registration);
