using DataForge.Core;

namespace DataForge.Voting;

/// <summary>One problem's samples as votes and gradings see them: each sample once, with one gold answer.</summary>
/// <param name="Samples">In the order read.</param>
/// <param name="Gold">Null when no sample carries one.</param>
/// <param name="Repeats">Rows that repeat an earlier sample of the problem; they take no part.</param>
/// <param name="Surplus">Rows beyond the place where drawing was to stop; they take no part, or the vote would depend on what was under way.</param>
public sealed record ProblemSamples(string ProblemId, IReadOnlyList<SampleView> Samples, string? Gold, IReadOnlyList<Row> Repeats, IReadOnlyList<Row> Surplus)
{
    /// <summary>Why a sample beyond the stop is left out.</summary>
    public static Reject BeyondStop(string stage) => new(stage, "surplus", "drawing had stopped before this sample");

    /// <summary>Why a repeated sample is left out.</summary>
    public static Reject Repeated(string stage) => new(stage, "duplicate_sample", "the problem's samples hold this one already: same rollout, same run, same text");

    /// <exception cref="ForgeException">A field holds another type than it should, a score is out of range, one rollout of one run stands there with two texts, or there are two gold answers.</exception>
    public static ProblemSamples Of(ProblemGroup group, FieldNames names, string scoreField = "reward_model_score")
    {
        Row[] surplus = [.. group.Samples.Where(r => r.Raw("surplus").SequenceEqual("true"u8))];
        var (samples, repeats) = SampleIdentity.Distinct(surplus.Length == 0 ? group.Samples : [.. group.Samples.Where(r => !r.Raw("surplus").SequenceEqual("true"u8))], names);
        return new ProblemSamples(group.ProblemId, SampleView.Of(samples, names, scoreField), Voting.Gold.Of(samples, names), repeats, surplus);
    }

    /// <summary>All problems; one that holds a bad record is left out whole and given to <paramref name="bad"/>, which may throw.</summary>
    public static IEnumerable<ProblemSamples> Of(IEnumerable<ProblemGroup> groups, FieldNames names, string scoreField, Action<ForgeException, Row> bad)
    {
        foreach (var group in groups)
        {
            ProblemSamples? problem = null;
            try
            {
                problem = Of(group, names, scoreField);
            }
            catch (ForgeException e) when (e.IsBadRecord)
            {
                bad(e, group.Samples[0]);
            }

            if (problem is not null) yield return problem;
        }
    }
}
