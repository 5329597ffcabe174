using DataForge.Core;
using DataForge.Voting;

namespace DataForge.Stages;

/// <summary>Problems that few samples solve, as rows for another round of sampling, each with the number of samples that it asks for.</summary>
/// <remarks>
/// That number goes down with the rate of success, as DART-Math's Prop2Diff does (Tong et al. 2024, arXiv:2407.13690, section 3.1), with the rate smoothed as under a uniform prior:
/// all of them where none of n samples was right, (n − r + 1) / (n + 1) of them where r were.
/// </remarks>
public sealed class HardStage(HardStageSettings settings) : ProblemStage(settings.Names, settings.ScoreField)
{
    /// <summary>The field that says how many samples a problem asks for.</summary>
    public const string Wanted = "samples_wanted";

    private const string Hard = "hard", Asked = "asked", Unsolved = "unsolved";
    private static readonly string[] Carried = ["answer_source", "reference_solution", "parent_id", "evolution", "tags", "difficulty"];

    public override string Name => "pairs";

    public override ValueTask<StageResult> Process(ProblemSamples item, CancellationToken cancel) => ValueTask.FromResult(Choose(item));

    private StageResult Choose(ProblemSamples item)
    {
        var result = Begin(item);
        if (item.Samples.Count == 0) return result;
        var query = PairQuery.Of(item, settings.Names);
        var samples = item.Gold is not null || item.Samples.Any(s => s.IsCorrect is not null) ? Gold.LabelOrFail(item, settings.Regrade) : item.Samples;
        var labelled = samples.Any(s => s.IsCorrect is not null);
        var hits = labelled ? samples.Count(PairRows.IsRight) : Vote.Count([.. samples.Select(s => s.Ballot)], new VoteSettings(VoteWeight.Count)).Winner?.Members.Count ?? 0;
        if (hits > settings.MaxRate * samples.Count)
            return result.Drop(Counted(query, samples, labelled, hits), new Reject(Name, "easy", $"{hits} of {Quantity.Of(samples.Count, "sample")} {(labelled ? hits == 1 ? "is right" : "are right" : hits == 1 ? "agrees" : "agree")}"));
        var wanted = Math.Max(1, (long)Math.Round((double)settings.More * (samples.Count - hits + 1) / (samples.Count + 1), MidpointRounding.AwayFromZero));
        return result.Add(Counted(query, samples, labelled, hits).With(e =>
        {
            e.Carry(query.First, Carried);
            e.Set(Wanted, wanted);
        })).Count(Hard).Count(Asked, wanted).Count(Unsolved, hits == 0 ? 1 : 0);
    }

    /// <summary>Where nobody knows what is right, the leading answer's votes stand for what is.</summary>
    private static Row Counted(PairQuery query, IReadOnlyList<SampleView> samples, bool labelled, int hits) =>
        labelled ? query.Summary(samples) : query.Summary(samples).With(e => e.Remove("pass_count").Set("votes", (long)hits));

    public override IEnumerable<string> Summary(RunCounts counts)
    {
        yield return $"{Quantity.Of(counts.Of(Problems), "problem")}: {counts.Of(Hard):N0} hard, {counts.Of(Unsolved):N0} of them without a right sample; they ask for {Quantity.Of(counts.Of(Asked), "sample")}{counts.DroppedAs("dropped")}";
    }
}
