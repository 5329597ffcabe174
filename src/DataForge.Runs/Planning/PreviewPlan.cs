using System.Globalization;
using DataForge.Runs.Manifests;

namespace DataForge.Runs.Planning;

/// <summary>A plan over its first rows: each stage reads no more than a few of every input that is not itself made from a few.</summary>
public static class PreviewPlan
{
    /// <param name="rows">Of each input.</param>
    public static Plan Of(Plan plan, int rows)
    {
        var few = new HashSet<string>(StringComparer.Ordinal);
        var stages = new List<PlannedStage>();
        foreach (var (position, stage) in plan.Stages.Index())
        {
            if (stage.Inputs.Count > 0) few.Add(stage.Name);
            stages.Add(stage with
            {
                Inputs = [.. stage.Inputs.Select(i => i.Stage is { } name && few.Contains(name) ? i : i with { Limit = rows })],
                Key = ContentHash.OfFacts([new Fact("preview", rows.ToString(CultureInfo.InvariantCulture)), new Fact("key", stage.Key)]),
                Shards = 1,
                Group = position,
                Link = null,
                GoesOnAfterGate = true,
            });
        }

        return plan with
        {
            Id = ContentHash.OfFacts([new Fact("preview", plan.Id), new Fact("rows", rows.ToString(CultureInfo.InvariantCulture))]),
            Stages = stages,
            Target = null,
            Limits = new RunLimits(null, null, null, null),
            Drift = null,
            OnSuccess = [],
            OnFailure = [],
        };
    }
}
