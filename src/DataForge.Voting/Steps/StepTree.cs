using DataForge.Core;

namespace DataForge.Voting;

/// <summary>A prefix of solutions: how many of a problem's samples begin with it, and how many of those end right.</summary>
public sealed class StepNode
{
    internal StepNode(string step, StepNode? parent) => (Step, Parent) = (step, parent);

    /// <summary>The step as the first sample worded it; empty for the root.</summary>
    public string Step { get; }

    /// <summary>Null for the root.</summary>
    public StepNode? Parent { get; }

    public int Samples { get; private set; }

    public int Right { get; private set; }

    /// <summary>Next steps by their key, in the order of the first sample that took each.</summary>
    public OrderedDictionary<string, StepNode> Next { get; } = [];

    /// <summary>Share of samples that end right.</summary>
    public double Share => (double)Right / Samples;

    /// <summary>Wilson's 95 % interval of the share; its lower end is the conservative value of the prefix.</summary>
    public (double Low, double High) Bounds => Wilson.Interval(Right, Samples);

    /// <summary>Steps from the first to this one.</summary>
    public IReadOnlyList<string> Prefix
    {
        get
        {
            var steps = new List<string>();
            for (var node = this; node.Parent is not null; node = node.Parent) steps.Add(node.Step);
            steps.Reverse();
            return steps;
        }
    }

    internal void Count(bool right)
    {
        Samples++;
        if (right) Right++;
    }
}

/// <summary>The prefixes of a problem's labelled samples. Two samples share a prefix where their steps have the same keys (<see cref="StepSplit.Key"/>).</summary>
public sealed class StepTree
{
    private readonly List<(IReadOnlyList<StepNode> Path, SampleView Sample)> _paths = [];

    /// <summary>Adds samples in the order of their rollouts, so that wordings do not depend on the order they came in.</summary>
    /// <param name="samples">Finished ones with a label and a text count; others are passed over.</param>
    public StepTree(IEnumerable<SampleView> samples, bool withReasoning)
    {
        foreach (var sample in samples.OrderBy(s => s.Ballot.Rollout))
        {
            if (sample is not { Ballot.Finished: true, IsCorrect: { } right } || sample.Shown(withReasoning) is not { } text) continue;
            var steps = StepSplit.Of(text);
            if (steps.Count == 0) continue;
            var path = new List<StepNode>(steps.Count);
            var node = Root;
            Root.Count(right);
            foreach (var step in steps)
            {
                var key = StepSplit.Key(step);
                if (!node.Next.TryGetValue(key, out var next)) node.Next[key] = next = new StepNode(step, node);
                next.Count(right);
                path.Add(node = next);
            }

            _paths.Add((path, sample));
        }
    }

    public StepNode Root { get; } = new("", null);

    /// <summary>Each sample's prefixes, shortest first.</summary>
    public IReadOnlyList<(IReadOnlyList<StepNode> Path, SampleView Sample)> Paths => _paths;

    /// <summary>All prefixes with at least two different next steps, shallower ones first.</summary>
    public IEnumerable<StepNode> Branches
    {
        get
        {
            var queue = new Queue<StepNode>([Root]);
            while (queue.TryDequeue(out var node))
            {
                if (node.Next.Count >= 2) yield return node;
                foreach (var next in node.Next.Values) queue.Enqueue(next);
            }
        }
    }
}
