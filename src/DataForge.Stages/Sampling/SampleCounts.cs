using DataForge.Core;

namespace DataForge.Stages;

/// <summary>How samples are counted, and what is said of them.</summary>
internal static class SampleCounts
{
    public const string Samples = "samples", Rows = "rows", Repeated = "repeated_problems", ByFinish = "finish.", Calls = "tool_calls", ByRule = "stopped.", Counted = "counted", Surplus = "surplus";

    public static StageResult CountTokens(this StageResult result, IEnumerable<Generation> generations)
    {
        foreach (var g in generations) result.Count(TokenCounts.Input, g.InputTokens).Count(TokenCounts.Generated, g.GeneratedTokens);
        return result;
    }

    /// <summary>A mean with two decimals.</summary>
    public static string Share(long sum, long count) => (count == 0 ? 0 : (double)sum / count).ToString("0.##", System.Globalization.CultureInfo.InvariantCulture);

    public static string Summary(RunCounts counts, long failures)
    {
        var text = $"{Quantity.Of(counts.Of(Samples), "sample")} of {Quantity.Of(counts.Of(Rows), "row")}";
        if (counts.Under(ByFinish).Count > 0) text += $" ({counts.List(ByFinish)})";
        if (counts.Of(Repeated) > 0) text += $"; {counts.Of(Repeated):N0} repeated problems dropped";
        if (failures > 0) text += $"; {Quantity.Of(failures, "generation")} failed";
        return text + $"; {Quantity.Of(counts.Of(TokenCounts.Generated), "token")} in {Durations.Text(counts[RunCounts.Seconds])}, {counts[TokenCounts.Generated] / counts[RunCounts.Seconds]:N0} tokens/s";
    }
}
