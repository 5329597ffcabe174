using DataForge.Cli;
using DataForge.Tools.Correct;

return args is ["ask" or "--describe", ..]
    ? await ToolHost.Run(args, "forge-correct", Tool.Description, [JoinTool.Registration, AskTool.Registration])
    : await ToolHost.Run(args, JoinTool.Registration);
