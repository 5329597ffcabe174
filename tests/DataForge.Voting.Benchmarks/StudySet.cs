using DataForge.Core;
using DataForge.Formats;
using DataForge.Voting;

namespace DataForge.Benchmarks.Voting;

/// <summary>One problem of the study: its samples by rollout and whether each is right.</summary>
internal sealed record StudyProblem(string Id, IReadOnlyList<Ballot> Ballots, IReadOnlyList<bool> Right)
{
    /// <summary>1 when the vote's winner is right, else 0; no winner is wrong.</summary>
    public double Correct(VoteResult vote) => vote.Winner is { } winner && Right[winner.Members[0]] ? 1 : 0;
}

/// <summary>Stored samples of one source.</summary>
/// <param name="Undecided">Samples with an answer whose label could not be decided; they count as wrong.</param>
internal sealed record StudySet(string Name, string Labels, IReadOnlyList<StudyProblem> Problems, int Undecided)
{
    public int Samples => Problems.Sum(p => p.Ballots.Count);

    public int Fewest => Problems.Min(p => p.Ballots.Count);

    /// <param name="relabel">Whether a sample of the problem with this row is right in spite of its label; null changes none.</param>
    public static StudySet Read(string name, string labels, string data, string files, Func<Row, Ballot, bool>? relabel = null)
    {
        var problems = new List<StudyProblem>();
        var undecided = 0;
        foreach (var group in files.Split(' ').Select(f => Path.Combine(data, f)).GroupBy(f => files.Contains("output-rs", StringComparison.Ordinal) ? "joined" : f))
        {
            foreach (var problem in ProblemGroups.Of(StoredSamples.Open([.. group], FieldNames.Default, group.Key == "joined" ? SampleLayout.Joined : null, _ => { })))
            {
                var samples = Gold.LabelOrFail(ProblemSamples.Of(problem, FieldNames.Default), anew: false);
                undecided += samples.Count(s => s.IsCorrect is null && s.Ballot.Votes);
                problems.Add(new StudyProblem(problem.ProblemId, [.. samples.Select(s => s.Ballot)], [.. samples.Select(s => s.IsCorrect == true || (relabel?.Invoke(s.Row, s.Ballot) ?? false))]));
            }
        }

        return new StudySet(name, labels, problems, undecided);
    }
}
