using DataForge.Answers;
using DataForge.Core;
using DataForge.Voting;

namespace DataForge.Stages;

/// <summary>Makes reward-model rows, pairs or reinforcement queries of each problem's graded samples; or examples, which take a trainer's form elsewhere.</summary>
public sealed class PairStage(PairStageSettings settings) : ProblemStage(settings.Names, settings.ScoreField)
{
    private const string Kept = "kept", RowsMade = "rows", Right = "right", ByModel = "model.", SamplesKept = "samples_kept";
    private const int MostModels = 8;

    public override string Name => "pairs";

    public override ValueTask<StageResult> Process(ProblemSamples item, CancellationToken cancel) => ValueTask.FromResult(Pair(item));

    private StageResult Pair(ProblemSamples item)
    {
        var result = Begin(item);
        var samples = Gold.LabelOrFail(item, settings.Regrade);
        var query = PairQuery.Of(item, settings.Names);
        var choice = settings.Kind == PairKind.Reinforcement ? query.ForReinforcement(samples, settings.Pairs) : PairRows.ForRewardModel(item.ProblemId, samples, settings.Pairs);
        if ((choice.Why ?? Unverified(query)) is { } why) return result.Drop(query.Summary(samples), why);
        SampleView[] chosen = [.. choice.Chosen.Select(i => samples[i])];
        var rows = settings.Measure is { } measure ? Examples(query, chosen, measure, result) : PairExport.Rows(query, chosen, settings.Kind, settings.Export);
        var made = 0;
        foreach (var row in rows)
        {
            result.Add(row).Count(RowsMade);
            made++;
        }

        if (made == 0) return result;
        foreach (var sample in chosen) result.Count(ByModel + (sample.Model ?? "(not named)"));
        return result.Count(Kept).Count(SamplesKept, chosen.Length).Count(Right, chosen.Count(PairRows.IsRight));
    }

    /// <summary>A query whose gold answer our own grader does not find equal to itself would never be rewarded.</summary>
    private Reject? Unverified(PairQuery query) => settings is { Kind: PairKind.Reinforcement, Measure: not null } && Grader.Verify(query.Gold!, query.Gold!).IsCorrect != true
        ? new Reject(Name, "gold_unverified", "the grader does not find the gold answer equal to itself, so no sample could earn its reward")
        : null;

    private IEnumerable<Row> Examples(PairQuery query, IReadOnlyList<SampleView> chosen, Func<TrainingExample, ExampleLength> measure, StageResult result)
    {
        foreach (var example in PairExport.Examples(query, chosen, settings.Kind, settings.Export))
        {
            var measured = example with { Length = measure(example) };
            if (TooLong(measured.Length.Value) is { } why) result.Drop(measured.ToRow(), why);
            else yield return measured.ToRow();
        }
    }

    private Reject? TooLong(ExampleLength length)
    {
        var tokens = settings.Kind == PairKind.Reinforcement ? length.Prompt : length.Row;
        return tokens > settings.MaxLength ? new Reject(Name, "too_long", $"{tokens} tokens; {settings.MaxLength} are allowed") : null;
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
