using DataForge.Cli;
using DataForge.Tools.Index;

return await ToolHost.Run(args, "forge-index", Tool.Description, [Build.Command, Merge.Command, Inspect.Command, LearnBoilerplate.Command, Vectors.Command]);
