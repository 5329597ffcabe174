using DataForge.Runs.Manifests;
using DataForge.Runs.Planning;

namespace DataForge.Runs.Clusters;

/// <summary>Neighbouring stages that ask for the same resources and have parts for several workers, or for one: one job array each.</summary>
/// <param name="Tasks">Workers, no more than there are parts.</param>
internal sealed record SlurmSegment(IReadOnlyList<string> Stages, StageResources Resources, int Tasks)
{
    /// <param name="workers">Most workers at a time.</param>
    public static IReadOnlyList<SlurmSegment> Of(Plan plan, int workers)
    {
        var segments = new List<SlurmSegment>();
        foreach (var group in plan.Groups)
        {
            var needs = group.Select(s => s.Resources).Aggregate(Larger);
            var tasks = Math.Min(workers, group[0].Shards);
            if (segments is [.., var last] && last.Resources == needs && last.Tasks == 1 == (tasks == 1))
                segments[^1] = last with { Stages = [.. last.Stages, .. group.Select(s => s.Name)], Tasks = Math.Max(last.Tasks, tasks) };
            else segments.Add(new SlurmSegment([.. group.Select(s => s.Name)], needs, tasks));
        }

        return segments;
    }

    private static StageResources Larger(StageResources a, StageResources b) =>
        new(Math.Max(a.Cpus, b.Cpus), Math.Max(a.Gpus, b.Gpus), ResourceSize.Larger(a.Memory, b.Memory, ResourceSize.Mebibytes), ResourceSize.Larger(a.Time, b.Time, ResourceSize.Minutes));
}
