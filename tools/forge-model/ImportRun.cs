using DataForge.Cli;
using DataForge.Core;
using DataForge.Models.Import;

namespace DataForge.Tools.Model;

internal static class ImportRun
{
    public static Task<ExitCode> Import(Parsed parsed, ToolContext context)
    {
        var s = ImportSettings.From(parsed);
        var start = context.Time.GetTimestamp();
        var model = Importer.Import(s.Source, s.Out, s.Precision, s.Device, context.Cancel);
        var own = Directory.GetFiles(s.Out, "weights.bin").Sum(f => new FileInfo(f).Length);
        context.Say($"{model.Name}: {model.Config.Architecture} at {model.Precision}, revision {model.Revision[..16]}, {own / 1e6:N1} MB converted, in {context.Time.GetElapsedTime(start).TotalSeconds:N1} s → {s.Out}");
        return Task.FromResult(ExitCode.Ok);
    }
}
