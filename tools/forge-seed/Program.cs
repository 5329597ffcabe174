using DataForge.Cli;
using DataForge.Tools.Seed;

return args is ["solve" or "--describe", ..]
    ? await ToolHost.Run(args, "forge-seed", Tool.Description, [MakeTool.Registration, SolveTool.Registration])
    : await ToolHost.Run(args, MakeTool.Registration);
