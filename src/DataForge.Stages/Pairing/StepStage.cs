using DataForge.Core;
using DataForge.Voting;

namespace DataForge.Stages;

/// <summary>Makes rows for step rewards of each problem's graded samples: labels and conservative values by prefix, and pairs of steps.</summary>
public sealed class StepStage(StepStageSettings settings) : ProblemStage(settings.Names, settings.ScoreField)
{
    private const string ProcessRows = "process_rows", StepsMade = "steps", RightSteps = "right_steps", ByKind = "pairs.", Shared = "shared_prefixes";

    public override string Name => "pairs";

    public override ValueTask<StageResult> Process(ProblemSamples item, CancellationToken cancel) => ValueTask.FromResult(Steps(item));

    private StageResult Steps(ProblemSamples item)
    {
        var result = Begin(item);
        var samples = Gold.LabelOrFail(item, settings.Regrade);
        var query = PairQuery.Of(item, settings.Names);
        var tree = new StepTree(samples, settings.Export.WithReasoning);
        if (tree.Paths.Count == 0) return result.Drop(query.Summary(samples), new Reject(Name, "no_samples", "no finished sample with a label and a text"));
        if (settings.Process) AddProcess(query, tree, result);
        if (settings.Preferences) AddPreferences(query, tree, result);
        return result;
    }

    /// <summary>One row a path: samples that took the same steps would repeat it.</summary>
    private void AddProcess(PairQuery query, StepTree tree, StageResult result)
    {
        var seen = new HashSet<StepNode>();
        foreach (var (path, sample) in tree.Paths)
        {
            if (!seen.Add(path[^1])) continue;
            if (settings.Measure is { } measure)
            {
                var example = StepRows.Example(query, path, sample, tree.Root, settings.Export);
                example = example with { Length = measure(example) };
                if (example.Length!.Value.Row > settings.MaxLength)
                {
                    result.Drop(example.ToRow(), new Reject(Name, "too_long", $"{example.Length.Value.Row} tokens; {settings.MaxLength} are allowed"));
                    continue;
                }

                result.Add(example.ToRow());
            }
            else
            {
                result.Add(StepRows.Process(query, path, sample));
            }

            result.Count(ProcessRows).Count(StepsMade, path.Count).Count(RightSteps, path.Count(n => n.Right > 0)).Count(Shared, path.Count(n => n.Samples > 1));
        }
    }

    private void AddPreferences(PairQuery query, StepTree tree, StageResult result)
    {
        var random = CounterRandom.For(settings.Seed, "steps", query.ProblemId);
        var pairs = StepPairs.Branching(tree, settings.MinSamples).Concat(StepPairs.Perturbed(tree, random));
        foreach (var pair in pairs.Take((int)Math.Min(settings.Export.MaxPairs ?? int.MaxValue, int.MaxValue)))
            result.Add(StepRows.Preference(query, pair)).Count(ByKind + pair.Kind);
    }

    public override IEnumerable<string> Summary(RunCounts counts)
    {
        var pairs = settings.Preferences ? $"; pairs of steps: {(counts.Under(ByKind).Count > 0 ? counts.List(ByKind) : "none")}" : "";
        yield return $"{Quantity.Of(counts.Of(Problems), "problem")}: {Quantity.Of(counts.Of(ProcessRows), "process row")} with {counts.Of(StepsMade):N0} steps, {counts.Of(RightSteps):N0} labelled right, {counts.Of(Shared):N0} on prefixes that samples share{pairs}{counts.DroppedAs("dropped")}";
    }
}
