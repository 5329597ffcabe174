using DataForge.Core;
using DataForge.Voting;

namespace DataForge.Stages;

/// <summary>The solutions of a problem, to be compared with each other.</summary>
public sealed record JudgedProblem(string ProblemId, IReadOnlyList<ScoredSample> Samples)
{
    /// <summary>All problems; one that holds a bad record is left out whole.</summary>
    internal static IEnumerable<JudgedProblem> Of(IEnumerable<Row> rows, FieldNames names, IBadRecords bad)
    {
        foreach (var group in ProblemGroups.Of(rows))
        {
            JudgedProblem? problem = null;
            try
            {
                problem = new JudgedProblem(group.ProblemId, [.. group.Samples.Select(r => ScoredSample.From(r, names))]);
            }
            catch (ForgeException e) when (e.IsBadRecord)
            {
                bad.Pass(e, group.Samples[0].Utf8);
            }

            if (problem is not null) yield return problem;
        }
    }

    /// <summary>Pairs of solutions with text, by their places: each with those behind it in a ring, so that each meets about as many others.</summary>
    /// <param name="opponents">Others that each meets, where there are so many.</param>
    internal IReadOnlyList<(int First, int Second)> Pairs(int opponents)
    {
        int[] written = [.. Enumerable.Range(0, Samples.Count).Where(i => Samples[i].Generation is not null)];
        var pairs = new SortedSet<(int, int)>();
        for (var distance = 1; distance <= Math.Min((opponents + 1) / 2, written.Length / 2); distance++)
            for (var i = 0; i < written.Length; i++)
                pairs.Add((Math.Min(written[i], written[(i + distance) % written.Length]), Math.Max(written[i], written[(i + distance) % written.Length])));
        return [.. pairs];
    }
}
