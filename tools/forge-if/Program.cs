using DataForge.Cli;
using DataForge.Tools.Instructions;

return await ToolHost.Run(args, "forge-if", Tool.Description,
    [InstructTool.Registration, MakeTool.Registration, CheckTool.Registration, AskTool.Registration, VerifyTool.Registration, FitTool.Registration]);
