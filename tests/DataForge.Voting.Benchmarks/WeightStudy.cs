using System.Globalization;
using System.Text;
using DataForge.Core;
using DataForge.Voting;
using DataForge.Voting.Evaluation;

namespace DataForge.Benchmarks.Voting;

/// <summary>Weights against each other, where samples carry reward scores.</summary>
internal static class WeightStudy
{
    private static readonly (string Name, VoteSettings Settings)[] Weights =
    [
        ("sigmoid", new(VoteWeight.Sigmoid)),
        ("count", new(VoteWeight.Count)),
        ("sigmoid, scale 0.25", new(VoteWeight.Sigmoid, 0.25)),
        ("sigmoid, scale 0.5", new(VoteWeight.Sigmoid, 0.5)),
        ("sigmoid, scale 2", new(VoteWeight.Sigmoid, 2)),
        ("sigmoid, scale 4", new(VoteWeight.Sigmoid, 4)),
        ("softmax", new(VoteWeight.Softmax)),
        ("softmax, scale 0.5", new(VoteWeight.Softmax, 0.5)),
        ("raw", new(VoteWeight.Raw)),
        ("max (best of k)", new(VoteWeight.Max)),
    ];

    private static readonly int[] Sizes = [2, 4, 6, 8];

    public static void Write(StringBuilder page, StudySet published, StudySet mended)
    {
        page.Append("## Weights on scored samples\n\n");
        page.Append("100 MATH questions, 8 samples each, scored by Qwen2.5-Math-RM (the example in Qwen's evaluation code, commit a45202bd16). "
            + "Two questions are mislabelled there: 3 (the gold is mangled to `4:30p..`) and 72 (`10{,}000` against `10000`); the second column has them mended.\n\n");
        page.Append("| weight | right of 100, as published | two relabelled |\n|---|--:|--:|\n");
        foreach (var (name, settings) in Weights) page.Append(CultureInfo.InvariantCulture, $"| {name} | {Right(published, settings)} | {Right(mended, settings)} |\n");
        page.Append(CultureInfo.InvariantCulture, $"| (a right sample among 8) | {published.Problems.Count(p => p.Right.Any(r => r))} | {mended.Problems.Count(p => p.Right.Any(r => r))} |\n\n");
        Split(page, mended);
        var excluded = BySize(page, mended);
        page.Append(excluded.Count == 0
            ? "No interval excludes the sigmoid of the score as it stands: no other weight is shown to be better. It stays the default, for its other merits: weights are positive and bounded, so a further vote never lowers an answer (a raw sum does) and one high score cannot decide alone (softmax and max let it).\n\n"
            : $"Better than the default sigmoid beyond chance: {string.Join("; ", excluded)}.\n\n");
    }

    private static int Right(StudySet set, VoteSettings settings) => (int)set.Problems.Sum(p => p.Correct(Vote.Count(p.Ballots, settings)));

    /// <summary>The problems on which the weights do not agree.</summary>
    private static void Split(StringBuilder page, StudySet set)
    {
        page.Append(CultureInfo.InvariantCulture, $"Only {set.Problems.Count(p => p.Ballots.Where(b => b.Votes).Select(b => b.Key).Distinct().Count() > 1)} questions have more than one answer; the weights disagree on these (r: the winner is right):\n\n| question | ");
        page.AppendJoin(" | ", Weights.Select(w => w.Name)).Append(" |\n|--:|").Insert(page.Length, "---|", Weights.Length).Append('\n');
        for (var i = 0; i < set.Problems.Count; i++)
        {
            var problem = set.Problems[i];
            var outcomes = Weights.Select(w => problem.Correct(Vote.Count(problem.Ballots, w.Settings)) > 0 ? "r" : "·").ToList();
            if (outcomes.Distinct().Count() > 1) page.Append(CultureInfo.InvariantCulture, $"| {i} | ").AppendJoin(" | ", outcomes).Append(" |\n");
        }

        page.Append('\n');
    }

    /// <summary>Accuracy by k and the paired difference to the default; returns the weights that beat it beyond chance.</summary>
    private static List<string> BySize(StringBuilder page, StudySet set)
    {
        page.Append("Fewer samples show more of the difference, since every choice of k of the 8 is a vote of its own. Accuracy, and below it the paired difference to the sigmoid:\n\n| weight |");
        foreach (var k in Sizes) page.Append(CultureInfo.InvariantCulture, $" k = {k} |");
        page.Append("\n|---|").Insert(page.Length, "--:|", Sizes.Length).Append('\n');
        var rows = set.Problems.Select(p => Weights.SelectMany(w =>
        {
            var votes = new VoteAtK(p.Ballots, p.Right, w.Settings, CounterRandom.For(0, "study", p.Id));
            return Sizes.Select(votes.Share);
        }).ToArray()).ToList();
        var boot = new Bootstrap(rows, 0, "weights");
        var better = new List<string>();
        for (var w = 0; w < Weights.Length; w++)
        {
            page.Append("| ").Append(Weights[w].Name).Append(" |");
            for (var k = 0; k < Sizes.Length; k++)
            {
                var column = (w * Sizes.Length) + k;
                page.Append(' ').Append(Study.Percent(boot.Of(column).Mean));
                if (w > 0)
                {
                    var difference = boot.Difference(column, k);
                    page.Append(CultureInfo.InvariantCulture, $"<br>{Signed(difference.Mean)} [{Signed(difference.Low)}, {Signed(difference.High)}]");
                    if (difference.Low > 0) better.Add($"{Weights[w].Name} at k = {Sizes[k]}");
                }

                page.Append(" |");
            }

            page.Append('\n');
        }

        page.Append('\n');
        return better;
    }

    private static string Signed(double share) => (100 * share).ToString("+0.0;−0.0;0.0", CultureInfo.InvariantCulture);
}
