using DataForge.Cli;
using DataForge.Tools.Vote;

return await ToolHost.Run(args, VoteTool.Registration);
