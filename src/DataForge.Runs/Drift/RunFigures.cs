using System.Text.Json.Serialization;
using DataForge.Runs.Manifests;
using DataForge.Runs.Work;

namespace DataForge.Runs.Drift;

/// <summary>What a whole run is like in four figures, to be held against another night's. Null where the run has no such thing.</summary>
/// <param name="Yield">Rows of the last stage for a row of the first ones.</param>
/// <param name="Margin">Mean share of the winning answer, from tenths, in [0, 1].</param>
/// <param name="Contamination">Share of rows that forge-decontam dropped, in [0, 1].</param>
/// <param name="Length">Bytes of a row of the last stage that writes rows.</param>
public sealed record RunFigures(DateTimeOffset Ended, string Plan, double? Yield, double? Margin, double? Contamination, double? Length)
{
    private const string Decontamination = "forge-decontam";

    /// <param name="state">Of a complete run.</param>
    public static RunFigures Of(RunState state, DateTimeOffset now)
    {
        var stages = state.Stages.ToList();
        var first = stages.Where(s => s.Stage.Inputs.All(i => i.Stage is null)).Sum(s => s.Figures.Sum(f => f.RowsOut));
        var accepted = stages.LastOrDefault(s => s.Stage.Output != OutputKind.Files && s.Stage.TableLine is { Length: > 0 })?.Figures.Sum(f => f.RowsOut) ?? 0;
        var votes = stages.SelectMany(s => s.Figures).Select(f => f.Votes).OfType<long[]>().ToList();
        var counted = votes.Sum(v => v.Sum());
        var scanned = stages.Where(s => s.Stage.Tool == Decontamination).SelectMany(s => s.Figures).ToList();
        var last = stages.LastOrDefault(s => s.Stage.Output == OutputKind.Rows && s.Stage.TableLine is { Length: > 0 })?.Figures.ToList() ?? [];
        return new RunFigures(
            now, state.Plan.Id,
            first == 0 ? null : (double)accepted / first,
            counted == 0 ? null : votes.Sum(v => v.Select((n, i) => n * (i + 0.5) / v.Length).Sum()) / counted,
            scanned.Sum(f => f.RowsIn) is > 0 and var read ? (double)scanned.Sum(f => f.Rejects.Values.Sum()) / read : null,
            last.Sum(f => f.RowsOut) is > 0 and var rows ? (double)last.Sum(f => f.Bytes) / rows : null);
    }
}

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower, NewLine = "\n")]
[JsonSerializable(typeof(RunFigures))]
internal sealed partial class FiguresJson : JsonSerializerContext;
