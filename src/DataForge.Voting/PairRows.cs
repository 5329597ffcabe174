using DataForge.Core;

namespace DataForge.Voting;

/// <summary>Bounds of the rows for reward models and reinforcement learning.</summary>
/// <param name="Responses">Most samples in a reward model row; at least 2. The report takes 6.</param>
/// <param name="MinResponses">Fewest samples in it; at least 2. The report takes 6 everywhere; a model that often repeats itself gives fewer different ones.</param>
/// <param name="Samples">Samples that a query of reinforcement learning is judged by. The report takes 8.</param>
/// <param name="MinPass">Fewest of them right.</param>
/// <param name="MaxPass">Most of them right. The report takes 2 to 5.</param>
/// <param name="Seed">Which samples are taken where there are more than needed.</param>
/// <param name="WithReasoning">Samples are shown, and told apart, with their reasoning.</param>
/// <remarks>Qwen2.5-Math (arXiv:2409.12122), sections 3.1 and 3.2.1.</remarks>
public sealed record PairSettings(int Responses = 6, int MinResponses = 6, int Samples = 8, int MinPass = 2, int MaxPass = 5, long Seed = 0, bool WithReasoning = false);

/// <summary>The samples chosen for a row, or why the problem gives none.</summary>
/// <param name="Chosen">Indices by rollout; empty when <paramref name="Why"/> is set.</param>
public sealed record PairChoice(IReadOnlyList<int> Chosen, Reject? Why);

/// <summary>Chooses the samples of reward model rows and the queries of reinforcement learning.</summary>
public static class PairRows
{
    private const string Stage = "pairs";

    /// <summary>
    /// As many different, finished, labelled samples as a row takes: right ones in the proportion they have among the candidates (at least one, and at least one wrong),
    /// and within each label as evenly over the models as they allow.
    /// </summary>
    /// <remarks>Samples with the same text count once, whatever blank space ends it and, without reasoning, whatever was thought before it. Which ones are taken is a function of the seed and the problem, not of their order.</remarks>
    public static PairChoice ForRewardModel(string problemId, IReadOnlyList<SampleView> samples, PairSettings settings)
    {
        var texts = new HashSet<string>(StringComparer.Ordinal);
        var candidates = Enumerable.Range(0, samples.Count).OrderBy(i => samples[i].Ballot.Rollout)
            .Where(i => samples[i] is { Ballot.Finished: true, IsCorrect: not null } sample && sample.Shown(settings.WithReasoning)?.TrimEnd() is { Length: > 0 } text && texts.Add(text)).ToArray();
        var right = candidates.Count(i => samples[i].IsCorrect == true);
        if (candidates.Length < settings.MinResponses)
            return No("too_few", $"{candidates.Length} different, finished, labelled samples; {settings.MinResponses} are needed");
        if (right == 0) return No("all_wrong", $"none of {candidates.Length} samples is right");
        if (right == candidates.Length) return No("all_right", $"all of {candidates.Length} samples are right");

        var n = Math.Min(settings.Responses, candidates.Length);
        var share = (int)Math.Round((double)n * right / candidates.Length, MidpointRounding.AwayFromZero);
        var rights = Math.Clamp(share, Math.Max(1, n - (candidates.Length - right)), Math.Min(n - 1, right));
        var taken = new Dictionary<string, int>(StringComparer.Ordinal);
        var random = CounterRandom.For(settings.Seed, Stage, problemId);
        IEnumerable<int> chosen =
            [
                .. Balanced(candidates.Where(i => samples[i].IsCorrect == true), rights, samples, taken, random.Fork(1)),
                .. Balanced(candidates.Where(i => samples[i].IsCorrect == false), n - rights, samples, taken, random.Fork(0)),
            ];
        return new PairChoice([.. chosen.OrderBy(i => samples[i].Ballot.Rollout)], null);
    }

    /// <summary>Takes samples one by one, each time from the model that has given least so far.</summary>
    private static List<int> Balanced(IEnumerable<int> from, int count, IReadOnlyList<SampleView> samples, Dictionary<string, int> taken, CounterRandom random)
    {
        var pool = from.OrderBy(i => random.Bits(unchecked((ulong)samples[i].Ballot.Rollout))).ThenBy(i => samples[i].Ballot.Rollout).ToList();
        var chosen = new List<int>(count);
        while (chosen.Count < count)
        {
            var next = pool.MinBy(i => taken.GetValueOrDefault(Model(i)));
            pool.Remove(next);
            taken[Model(next)] = taken.GetValueOrDefault(Model(next)) + 1;
            chosen.Add(next);
        }

        return chosen;

        string Model(int i) => samples[i].Model ?? "";
    }

    /// <summary>The first samples by rollout, when enough and not too many of them are right. An undecided or unfinished one counts as wrong.</summary>
    public static PairChoice ForReinforcement(IReadOnlyList<SampleView> samples, PairSettings settings)
    {
        if (samples.Count < settings.Samples) return No("too_few", $"{samples.Count} samples; {settings.Samples} are needed");
        int[] first = [.. Enumerable.Range(0, samples.Count).OrderBy(i => samples[i].Ballot.Rollout).Take(settings.Samples)];
        var right = first.Count(i => IsRight(samples[i]));
        if (right < settings.MinPass) return No("too_hard", $"{right} of {settings.Samples} samples are right; {settings.MinPass} to {settings.MaxPass} are wanted");
        if (right > settings.MaxPass) return No("too_easy", $"{right} of {settings.Samples} samples are right; {settings.MinPass} to {settings.MaxPass} are wanted");
        return new PairChoice(first, null);
    }

    /// <summary>Finished and labelled right.</summary>
    public static bool IsRight(SampleView sample) => sample is { Ballot.Finished: true, IsCorrect: true };

    private static PairChoice No(string rule, string reason) => new([], new Reject(Stage, rule, reason));
}
