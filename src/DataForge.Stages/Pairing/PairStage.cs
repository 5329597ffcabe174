using DataForge.Core;
using DataForge.Voting;

namespace DataForge.Stages;

/// <summary>Makes reward-model rows or reinforcement queries of each problem's graded samples.</summary>
/// <remarks>verl's rows are numbered over the run, so that form is not for shards.</remarks>
public sealed class PairStage(PairStageSettings settings) : ProblemStage(settings.Names, settings.ScoreField)
{
    private const string Kept = "kept", RowsMade = "rows", Right = "right", ByModel = "model.", SamplesKept = "samples_kept";
    private const int MostModels = 8;

    private long _kept;

    public override string Name => "pairs";

    public override ValueTask<StageResult> Process(ProblemSamples item, CancellationToken cancel) => ValueTask.FromResult(Pair(item));

    private StageResult Pair(ProblemSamples item)
    {
        var result = Begin(item);
        var samples = Gold.LabelOrFail(item, settings.Regrade);
        var query = PairQuery.Of(item, settings.Names);
        var choice = settings.Reinforcement ? query.ForReinforcement(samples, settings.Pairs) : PairRows.ForRewardModel(item.ProblemId, samples, settings.Pairs);
        if (choice.Why is { } why) return result.Drop(query.Summary(samples), why);
        SampleView[] chosen = [.. choice.Chosen.Select(i => samples[i])];
        foreach (var row in PairExport.Rows(query, chosen, _kept++, settings.Reinforcement, settings.Form, settings.Export)) result.Add(row).Count(RowsMade);
        foreach (var sample in chosen) result.Count(ByModel + (sample.Model ?? "(not named)"));
        return result.Count(Kept).Count(SamplesKept, chosen.Length).Count(Right, chosen.Count(PairRows.IsRight));
    }

    public override IEnumerable<string> Summary(RunCounts counts)
    {
        yield return $"{Quantity.Of(counts.Of(Problems), "problem")}: {counts.Of(Kept):N0} kept, {Quantity.Of(counts.Of(RowsMade), "row")}{counts.DroppedAs("dropped")}";
        if (counts.Of(Kept) > 0) yield return $"{Quantity.Of(counts.Of(SamplesKept), "sample")} in them, {counts.Of(Right):N0} right; {Models(counts)}";
    }

    private static string Models(RunCounts counts) => counts.Under(ByModel) is { Count: > MostModels } many
        ? $"{many.Count:N0} models, {many.Min(m => m.Value):N0} to {many.Max(m => m.Value):N0} samples each"
        : $"by model: {counts.List(ByModel)}";
}
