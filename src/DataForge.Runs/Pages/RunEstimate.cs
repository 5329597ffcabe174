using System.Globalization;
using System.Text;
using DataForge.Runs.Manifests;
using DataForge.Runs.Planning;
using DataForge.Runs.Work;

namespace DataForge.Runs.Pages;

/// <summary>What a whole run will take, from a preview's figures: each stage's rows by the preview's yield, its calls, tokens, money and hours in proportion.</summary>
/// <remarks>P90 adds 1.2816 standard errors of a preview of so few rows: the figure times 1 + 1.2816 ÷ √(rows of the preview), that is, rows are taken to vary by as much as their mean.</remarks>
public sealed record RunEstimate(IReadOnlyList<EstimateLine> Stages, int Jobs)
{
    private const double Ninety = 1.2816;

    /// <param name="whole">The plan that is to be run.</param>
    /// <param name="preview">The state of its preview, which is complete.</param>
    public static RunEstimate Of(Plan whole, RunState preview, int jobs, CancellationToken cancel)
    {
        var rows = new Dictionary<string, double>(StringComparer.Ordinal);
        var lines = new List<EstimateLine>();
        foreach (var stage in whole.Stages)
        {
            var seen = preview.Of(preview.Plan.Stage(stage.Name)).Figures.FirstOrDefault() ?? new ShardFigures();
            var rowsIn = Math.Min(stage.Inputs.Sum(i => i.Stage is { } name ? rows[name] : ShardTally.CountRows([i.Path!], cancel)), (double?)stage.MostRowsIn * stage.Shards ?? double.MaxValue);
            var times = stage.Inputs.Count == 0 ? 1 : seen.RowsIn == 0 ? 0 : rowsIn / seen.RowsIn;
            rows[stage.Name] = stage.Output == OutputKind.Rows ? Math.Min(seen.RowsOut * times, (double?)stage.MostRowsOut * stage.Shards ?? double.MaxValue) : 0;
            var seconds = preview.Of(preview.Plan.Stage(stage.Name)).Spent.LastOrDefault()?.Seconds ?? 0;
            lines.Add(new EstimateLine(
                stage.Name, stage.Role, stage.Inputs.Count == 0 ? seen.RowsOut : rowsIn, rows[stage.Name], seen.Calls * times, (seen.TokensIn + seen.TokensOut) * times,
                RunUsage.Cost(stage.PriceIn, stage.PriceOut, seen) * times, seconds * times / Math.Min(jobs, stage.Shards), stage.Inputs.Count == 0 ? 1 : 1 + (Ninety / Math.Sqrt(Math.Max(1, seen.RowsIn)))));
        }

        return new RunEstimate(Until(whole, lines, rows), jobs);
    }

    /// <summary>Parts are worked through until the target is reached, so that the stages of its group are needed by that share; later ones read no more rows than it asks for.</summary>
    private static List<EstimateLine> Until(Plan plan, List<EstimateLine> lines, Dictionary<string, double> rows)
    {
        if (plan.Target is not { } target || rows[target.Stage] <= target.Rows) return lines;
        var (at, share) = (plan.Stage(target.Stage).Group, target.Rows / rows[target.Stage]);
        var behind = new HashSet<string>([target.Stage], StringComparer.Ordinal);
        foreach (var stage in plan.Stages.Where(s => s.Inputs.Any(i => i.Stage is { } name && behind.Contains(name)))) behind.Add(stage.Name);
        return [.. lines.Select(l => plan.Stage(l.Stage).Group == at || behind.Contains(l.Stage) ? l.Times(share) : l)];
    }

    public string Text()
    {
        var page = new StringBuilder();
        page.Append(CultureInfo.InvariantCulture, $"{"stage",-16} {"rows in",10} {"rows out",10} {"calls",10} {"tokens P50",12} {"tokens P90",12} {"money P50",10} {"money P90",10} {"hours P50",9} {"hours P90",9}\n");
        foreach (var s in Stages)
            page.Append(CultureInfo.InvariantCulture, $"{s.Stage,-16} {s.RowsIn,10:0} {s.RowsOut,10:0} {s.Calls,10:0} {s.Tokens,12:0} {s.Tokens * s.Ninety,12:0} {s.Money,10:0.0000} {s.Money * s.Ninety,10:0.0000} {s.Seconds / 3600,9:0.000} {s.Seconds * s.Ninety / 3600,9:0.000}\n");
        page.Append(CultureInfo.InvariantCulture, $"{"all",-16} {"",10} {"",10} {Stages.Sum(s => s.Calls),10:0} {Stages.Sum(s => s.Tokens),12:0} {Stages.Sum(s => s.Tokens * s.Ninety),12:0} {Stages.Sum(s => s.Money),10:0.0000} {Stages.Sum(s => s.Money * s.Ninety),10:0.0000} {Stages.Sum(s => s.Seconds) / 3600,9:0.000} {Stages.Sum(s => s.Seconds * s.Ninety) / 3600,9:0.000}\n");
        page.Append(CultureInfo.InvariantCulture, $"workers of this machine: {Jobs}; a preview's seconds hold each tool's start, so that hours are an upper estimate\n");
        return page.ToString();
    }
}

/// <summary>A stage's estimate.</summary>
/// <param name="Ninety">What P50 is multiplied with for P90.</param>
public sealed record EstimateLine(string Stage, string? Role, double RowsIn, double RowsOut, double Calls, double Tokens, double Money, double Seconds, double Ninety)
{
    /// <summary>A share of the stage.</summary>
    public EstimateLine Times(double share) => this with { RowsIn = RowsIn * share, RowsOut = RowsOut * share, Calls = Calls * share, Tokens = Tokens * share, Money = Money * share, Seconds = Seconds * share };
}
