using DataForge.Cli;
using DataForge.Tools.Exec;

return await ToolHost.Run(args, ExecTool.Registration);
