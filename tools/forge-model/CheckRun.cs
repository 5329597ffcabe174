using DataForge.Cli;
using DataForge.Core;
using DataForge.Models;

namespace DataForge.Tools.Model;

internal static class CheckRun
{
    /// <summary>One row: how far the device is from the CPU.</summary>
    public static Task<ExitCode> Check(Parsed parsed, ToolContext context)
    {
        var s = CheckSettings.From(parsed);
        using var model = LoadedModel.Open(s.Backend, context.Cancel);
        var (m, found) = (model.Imported, model.CompareWithCpu());
        var tolerance = s.ToleranceOf(m.Precision);
        var holds = found.MaxDifference <= tolerance;
        using var output = StandardStreams.OpenOutput();
        output.Write(Row.Empty.With(e => e
            .Set("model", m.Name)
            .Set("architecture", m.Config.Architecture)
            .Set("device", s.Backend.Device)
            .Set("precision", m.Precision)
            .Set("positions", found.Positions)
            .Set("max_difference", Math.Round(found.MaxDifference, 6))
            .Set("mean_difference", Math.Round(found.MeanDifference, 6))
            .Set("same_best", found.SameBest)
            .Set("tolerance", tolerance)
            .Set("holds", holds)).Utf8);
        output.WriteByte((byte)'\n');
        if (!holds) context.Say($"{m.Name} at {m.Precision} on {s.Backend.Device}: outputs differ by {found.MaxDifference:0.####} from fp32 on the CPU; {tolerance} is allowed");
        return Task.FromResult(holds ? ExitCode.Ok : ExitCode.GateFailed);
    }
}
