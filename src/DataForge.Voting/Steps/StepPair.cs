namespace DataForge.Voting;

/// <summary>A better and a poorer next step of one prefix.</summary>
/// <param name="Kind"><c>branch</c>: both were taken by samples; <c>perturbed</c>: the poorer one is the better with a result of plain arithmetic made wrong.</param>
/// <param name="ChosenValue">Lower bound of the share that ends right after the better step.</param>
/// <param name="RejectedValue">Lower bound after the poorer step; 0 for a perturbed one, which is wrong by itself.</param>
/// <param name="Samples">Samples behind the better and the poorer step.</param>
public sealed record StepPair(string Kind, IReadOnlyList<string> Prefix, string Chosen, string Rejected, double ChosenValue, double RejectedValue, (int Chosen, int Rejected) Samples);

/// <summary>Contrastive pairs of steps from a prefix tree.</summary>
/// <remarks>
/// The idea is that of the abstract of MCRL (Li et al. 2023, arXiv:2310.16566), positive and negative state-action pairs with conservative values, carried over to solutions: a state is a
/// prefix, an action the next step, the value the lower Wilson bound of the share that ends right. It is no reproduction.
/// </remarks>
public static class StepPairs
{
    /// <summary>
    /// At each branching prefix with at least <paramref name="least"/> samples: steps whose lower bound is above the prefix's share are positive, those whose upper bound is below it are negative;
    /// every positive one with every negative one, best against worst first.
    /// </summary>
    public static IEnumerable<StepPair> Branching(StepTree tree, int least)
    {
        foreach (var node in tree.Branches)
        {
            if (node.Samples < least) continue;
            var positive = node.Next.Values.Where(n => n.Bounds.Low > node.Share).OrderByDescending(n => n.Bounds.Low).ToList();
            var negative = node.Next.Values.Where(n => n.Bounds.High < node.Share).OrderBy(n => n.Bounds.High).ToList();
            foreach (var good in positive)
                foreach (var poor in negative)
                    yield return new StepPair("branch", node.Prefix, good.Step, poor.Step, good.Bounds.Low, poor.Bounds.Low, (good.Samples, poor.Samples));
        }
    }

    /// <summary>For each sample that ends right, its first step in which an equation of plain arithmetic holds, against the same step with that equation's result changed.</summary>
    /// <param name="random">Draws the change; a function of the problem.</param>
    public static IEnumerable<StepPair> Perturbed(StepTree tree, Core.CounterRandom random)
    {
        var seen = new HashSet<StepNode>();
        foreach (var (path, sample) in tree.Paths)
        {
            if (sample.IsCorrect != true) continue;
            var node = path.FirstOrDefault(n => StepPerturbation.Of(n.Step, random) is not null);
            if (node is null || !seen.Add(node)) continue;
            yield return new StepPair("perturbed", node.Parent!.Prefix, node.Step, StepPerturbation.Of(node.Step, random)!, node.Bounds.Low, 0, (node.Samples, 0));
        }
    }
}
