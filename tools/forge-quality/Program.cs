using DataForge.Cli;
using DataForge.Tools.Quality;

return await ToolHost.Run(args, QualityTool.Registration);
