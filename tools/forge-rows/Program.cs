using DataForge.Cli;
using DataForge.Tools.Rows;

return await ToolHost.Run(args, "forge-rows", Tool.Description,
    [FilterTool.Registration, SelectTool.Registration, SampleTool.Registration, SortTool.Registration, MergeTool.Registration, DiffTool.Registration, ConvertTool.Registration, ViewTool.Registration]);
