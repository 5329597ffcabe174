namespace DataForge.Voting;

/// <summary>Which of a problem's samples go on.</summary>
public enum SelectBy
{
    /// <summary>The best scored ones; without scores those with the lowest rollout.</summary>
    TopScore,

    /// <summary>One sample a path of reasoning (<see cref="PathKey"/>), the best scored of each.</summary>
    Paths,

    /// <summary>All of them.</summary>
    All,
}

/// <summary>How samples are selected.</summary>
/// <param name="Count">Most samples a problem; at least 1.</param>
/// <param name="AmongRight">True selects among samples labelled right instead of the winner's.</param>
public sealed record SelectionSettings(SelectBy By = SelectBy.TopScore, int Count = 1, bool AmongRight = false)
{
    /// <summary>Reads <c>top-k:4</c>, <c>paths</c>, <c>paths:4</c> or <c>all</c>; null when it is none of them.</summary>
    public static SelectionSettings? Parse(string text)
    {
        var parts = text.Split(':', 2);
        var count = int.MaxValue;
        if (parts.Length == 2 && (!int.TryParse(parts[1], System.Globalization.NumberStyles.None, System.Globalization.CultureInfo.InvariantCulture, out count) || count < 1)) return null;
        return parts[0] switch
        {
            "top-k" when parts.Length == 2 => new(SelectBy.TopScore, count),
            "paths" => new(SelectBy.Paths, count),
            "all" when parts.Length == 1 => new(SelectBy.All, count),
            _ => null,
        };
    }
}

/// <summary>What became of one sample.</summary>
/// <param name="Index">Into the problem's samples.</param>
/// <param name="Rule">Null when selected; else why not: <c>unfinished</c>, <c>no_answer</c>, <c>abstained</c>, <c>outvoted</c>, <c>not_right</c>, <c>undecided</c>, <c>broken_equation</c>, <c>same_path</c>, <c>beyond_count</c>.</param>
/// <param name="Detail">What the reason names: the winning answer, the equation, the rollout that was taken.</param>
/// <param name="Path">The path key where paths were asked for.</param>
public sealed record SampleFate(int Index, string? Rule, string? Detail = null, string? Path = null)
{
    /// <summary>One sentence for a person; null when selected.</summary>
    public string? Reason => Rule switch
    {
        null => null,
        "unfinished" => "the generation was cut off or failed",
        "no_answer" => "no answer was found in the generation",
        "undecided" => "whether the answer is right is undecided",
        "not_right" => "the answer is wrong",
        "abstained" => $"the vote abstained: {Detail}",
        "outvoted" => $"the vote went to {Detail}",
        "broken_equation" => $"the equation {Detail} does not hold",
        "same_path" => $"same path of reasoning as rollout {Detail}",
        _ => "enough samples with a higher score or a lower rollout were selected",
    };
}

/// <summary>Selection among a problem's samples after the vote.</summary>
public static class Selection
{
    /// <summary>Selected samples first, best score first (equal scores: lowest rollout), then the others by rollout, each with the reason.</summary>
    public static IReadOnlyList<SampleFate> Of(IReadOnlyList<SampleView> samples, VoteResult vote, SelectionSettings settings)
    {
        var selected = new List<SampleFate>();
        var others = new List<SampleFate>();
        var ranked = Enumerable.Range(0, samples.Count)
            .OrderByDescending(i => samples[i].Ballot.Score ?? double.NegativeInfinity).ThenBy(i => samples[i].Ballot.Rollout);
        var paths = new Dictionary<string, long>(StringComparer.Ordinal);
        foreach (var i in ranked)
        {
            if (OutOfTheRunning(i, samples[i], vote, settings) is { } no)
            {
                others.Add(no);
                continue;
            }

            string? path = null;
            if (settings.By == SelectBy.Paths)
            {
                var key = samples[i].Path();
                if (key.Text is null)
                {
                    others.Add(new SampleFate(i, "broken_equation", key.BrokenEquation));
                    continue;
                }

                if (!paths.TryAdd(path = key.Text, samples[i].Ballot.Rollout))
                {
                    others.Add(new SampleFate(i, "same_path", paths[path].ToString(System.Globalization.CultureInfo.InvariantCulture), path));
                    continue;
                }
            }

            if (selected.Count < settings.Count) selected.Add(new SampleFate(i, null, Path: path));
            else others.Add(new SampleFate(i, "beyond_count", Path: path));
        }

        return [.. selected, .. others.OrderBy(f => samples[f.Index].Ballot.Rollout)];
    }

    private static SampleFate? OutOfTheRunning(int i, SampleView sample, VoteResult vote, SelectionSettings settings)
    {
        if (!sample.Ballot.Finished) return new(i, "unfinished");
        if (sample.Ballot.Key is null) return new(i, "no_answer");
        if (settings.AmongRight) return sample.IsCorrect == true ? null : new(i, sample.IsCorrect is null ? "undecided" : "not_right");
        if (vote.Winner is not { } winner) return new(i, "abstained", vote.Abstained);
        return sample.Ballot.Key == winner.Key ? null : new(i, "outvoted", winner.Answer);
    }
}
