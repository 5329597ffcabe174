using System.Globalization;
using System.Text;
using DataForge.Core;
using DataForge.Voting;
using DataForge.Voting.Evaluation;

namespace DataForge.Benchmarks.Voting;

/// <summary>The plain count: accuracy by number of samples, and what is left at which accuracy when weak majorities abstain.</summary>
internal static class AbstainStudy
{
    private static readonly double[] Bounds = [0, 0.25, 0.5, 0.6, 0.75, 0.9, 1];
    private static readonly int[] Sizes = [1, 2, 4, 8, 16, 32, 44, 100];

    public static void Write(StringBuilder page, IReadOnlyList<StudySet> sets)
    {
        page.Append("## Counting\n\nSets without scores, and the scored one beside them. Labels: ");
        page.AppendJoin("; ", sets.Select(s => $"{s.Name}: {s.Labels}{(s.Undecided > 0 ? string.Create(CultureInfo.InvariantCulture, $", {s.Undecided:N0} of {s.Samples:N0} samples undecided and counted as wrong") : "")}")).Append(".\n\n");
        Sized(page, sets);
        page.Append("## Where to abstain\n\nA vote whose winner holds less than a share of the votes, or leads by less than a margin, can be left out (`--min-share`, `--min-margin`). "
            + "Kept: problems left, in percent. Right: accuracy among them, with its interval. A problem without any answer is never kept.\n\n");
        foreach (var set in sets) Abstaining(page, set);
        Reading(page, sets);
    }

    private static void Sized(StringBuilder page, IReadOnlyList<StudySet> sets)
    {
        page.Append("Accuracy of the majority of k samples (mean over choices of k):\n\n| set |");
        foreach (var k in Sizes) page.Append(CultureInfo.InvariantCulture, $" k = {k} |");
        page.Append("\n|---|").Insert(page.Length, "--:|", Sizes.Length).Append('\n');
        foreach (var set in sets)
        {
            var sizes = Sizes.Where(k => k <= set.Fewest).ToArray();
            var boot = new Bootstrap([.. set.Problems.Select(p =>
            {
                var votes = new VoteAtK(p.Ballots, p.Right, new VoteSettings(VoteWeight.Count), CounterRandom.For(0, "study", p.Id));
                return sizes.Select(votes.Share).ToArray();
            })], 0, set.Name);
            page.Append("| ").Append(set.Name).Append(" |");
            foreach (var k in Sizes) page.Append(Array.IndexOf(sizes, k) is >= 0 and var c ? " " + Show(boot.Of(c)) + " |" : " |");
            page.Append('\n');
        }

        page.Append('\n');
    }

    private static void Abstaining(StringBuilder page, StudySet set)
    {
        var votes = set.Problems.Select(p => (Problem: p, Vote: Vote.Count(p.Ballots, new VoteSettings(VoteWeight.Count)))).ToList();
        var tied = votes.Count(v => v.Vote.Tied);
        page.Append(CultureInfo.InvariantCulture, $"**{set.Name}**: {set.Problems.Count:N0} problems, {set.Samples:N0} samples, {votes.Sum(v => v.Vote.NoAnswer):N0} without an answer; {tied} ties at the top, {votes.Count(v => v.Vote.Tied && v.Problem.Correct(v.Vote) > 0)} of them right after the tie rule.\n\n");
        page.Append("| at least | share: kept | right | margin: kept | right |\n|--:|--:|--:|--:|--:|\n");
        var boot = new Bootstrap([.. votes.Select(v => Bounds.SelectMany(b => new[] { Kept(v.Vote.Share, b), Among(v.Vote.Share, b), Kept(v.Vote.Margin, b), Among(v.Vote.Margin, b) }).ToArray()
            is var row && v.Vote.Winner is null ? [.. row.Select((_, i) => i % 2 == 0 ? 0 : double.NaN)] : row.Select((x, i) => i % 2 == 1 && !double.IsNaN(x) ? v.Problem.Correct(v.Vote) : x).ToArray())], 0, set.Name);
        for (var b = 0; b < Bounds.Length; b++)
        {
            page.Append(CultureInfo.InvariantCulture, $"| {Bounds[b]:0.##} |");
            for (var c = 0; c < 4; c++)
            {
                var estimate = boot.Of((b * 4) + c);
                page.Append(double.IsNaN(estimate.Mean) ? " — |" : c % 2 == 0 ? $" {Study.Percent(estimate.Mean)} |" : $" {Show(estimate)} |");
            }

            page.Append('\n');
        }

        page.Append('\n');

        static double Kept(double value, double bound) => value >= bound ? 1 : 0;
        static double Among(double value, double bound) => value >= bound ? 1 : double.NaN;
    }

    private static void Reading(StringBuilder page, IReadOnlyList<StudySet> sets)
    {
        page.Append("## Reading\n\n");
        foreach (var set in sets)
        {
            var votes = set.Problems.Select(p => (p, v: Vote.Count(p.Ballots, new VoteSettings(VoteWeight.Count)))).Where(x => x.v.Winner is not null).ToList();
            var all = votes.Average(x => x.p.Correct(x.v));
            var half = votes.Where(x => x.v.Share >= 0.5).ToList();
            var under = votes.Where(x => x.v.Share < 0.5).ToList();
            page.Append(CultureInfo.InvariantCulture, $"- {set.Name}: {Study.Percent(all)} right; with at least half of the votes {(half.Count == 0 ? "—" : Study.Percent(half.Average(x => x.p.Correct(x.v))))} ({half.Count:N0} problems), with less {(under.Count == 0 ? "—" : Study.Percent(under.Average(x => x.p.Correct(x.v))))} ({under.Count:N0}).\n");
        }

        page.Append("\nA winner without half of the votes is the one to doubt, in every set that has such winners in number. For pseudo-labels (`expected_answer` without gold) `--min-share 0.5` is a fair first bound: it costs few problems where the model is strong and many where it is weak; "
            + "where a wrong label costs more than a lost problem, the tables above give the price of more. Abstaining is off by default: a tool that drops data does so when asked.\n");
    }

    private static string Show(Estimate e) => $"{Study.Percent(e.Mean)} [{Study.Percent(e.Low)}, {Study.Percent(e.High)}]";
}
