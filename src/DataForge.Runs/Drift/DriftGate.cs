using System.Globalization;
using DataForge.Runs.Manifests;

namespace DataForge.Runs.Drift;

/// <summary>How far a run's figures may lie from the last run's before its gate fails.</summary>
internal static class DriftGate
{
    private const double Rounding = 1e-9;

    /// <summary>Each figure that went too far, in words.</summary>
    public static IEnumerable<string> Failures(DriftLimits limits, RunFigures last, RunFigures now)
    {
        if (Relative("yield", limits.Yield, last.Yield, now.Yield) is { } yield) yield return yield;
        if (Absolute("margin", limits.Margin, last.Margin, now.Margin) is { } margin) yield return margin;
        if (Absolute("contamination", limits.Contamination, last.Contamination, now.Contamination) is { } contamination) yield return contamination;
        if (Relative("length", limits.Length, last.Length, now.Length) is { } length) yield return length;

        string? Relative(string name, double? limit, double? before, double? after) =>
            limit is { } most && before is { } then && after is { } value && Math.Abs(value - then) > (most * Math.Abs(then)) + Rounding ? Said(name, then, value, string.Create(CultureInfo.InvariantCulture, $"more than {most} of it apart")) : null;

        string? Absolute(string name, double? limit, double? before, double? after) =>
            limit is { } most && before is { } then && after is { } value && Math.Abs(value - then) > most + Rounding ? Said(name, then, value, string.Create(CultureInfo.InvariantCulture, $"more than {most} apart")) : null;

        string Said(string name, double then, double value, string apart) =>
            string.Create(CultureInfo.InvariantCulture, $"drift: {name} {value:0.####}, and {then:0.####} in the run that ended {last.Ended:yyyy-MM-dd HH:mm}: {apart}");
    }
}
