using DataForge.Cli;
using DataForge.Tools.Sample;

return await ToolHost.Run(args, SampleTool.Registration);
