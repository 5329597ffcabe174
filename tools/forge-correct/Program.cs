using DataForge.Cli;
using DataForge.Tools.Correct;

return await ToolHost.Run(args, JoinTool.Registration, AskTool.Registration);
