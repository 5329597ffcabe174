using DataForge.Core;

namespace DataForge.Interactions;

/// <summary>Which head ranks actions.</summary>
public enum ActionRank
{
    /// <summary>What users do next.</summary>
    Policy,

    /// <summary>The conservative value: discounted reward from here on.</summary>
    Value,

    /// <summary>The reward head.</summary>
    Reward,
}

/// <summary>A state encoder and four heads: policy, reward, value, transition.</summary>
/// <remarks>The state is the recency-weighted mean of its items' vectors; heads are bilinear. So small a backbone stands in for the recurrent and attention networks of the literature.</remarks>
public sealed class McrlModel
{
    private readonly Names _names;

    internal McrlModel(IEnumerable<string> items, int width, double recency)
    {
        _names = new Names(items);
        Width = width;
        Recency = recency;
        Embeddings = new float[_names.Count * width];
        (Policy, Reward, Value) = (new Head(_names.Count, width), new Head(_names.Count, width), new Head(_names.Count, width));
        (Mix, Actions) = (new float[width * width], new float[_names.Count * width]);
    }

    public IReadOnlyList<string> Items => _names.All;

    internal int Width { get; }

    internal double Recency { get; }

    internal float[] Embeddings { get; }

    internal Head Policy { get; }

    internal Head Reward { get; }

    internal Head Value { get; }

    /// <summary>Of the transition: next state = Mix · state + the action's row.</summary>
    internal float[] Mix { get; }

    internal float[] Actions { get; }

    /// <summary>All numbers of the model, in the order of its file.</summary>
    internal IReadOnlyList<float[]> Parameters => [Embeddings, Policy.Weights, Policy.Biases, Reward.Weights, Reward.Biases, Value.Weights, Value.Biases, Mix, Actions];

    /// <summary>An item's number; null for one that was not in the training rows.</summary>
    public int? Find(string item) => _names.Find(item);

    /// <summary>The vector of a state.</summary>
    /// <param name="items">Oldest first; at least one.</param>
    public float[] Encode(ReadOnlySpan<int> items)
    {
        var state = new float[Width];
        Encode(items, state, 0);
        return state;
    }

    /// <summary>A number for an action; of the reward head σ makes it a share of pairs won, of the value head it is discounted reward.</summary>
    public double Score(float[] state, int action, ActionRank by) => Of(by).Of(state, action);

    /// <summary>The best actions, best first; the item seen first before others of the same number.</summary>
    public IReadOnlyList<int> Top(float[] state, int count, ActionRank by)
    {
        var head = Of(by);
        return [.. Enumerable.Range(0, Items.Count).Select(a => (Action: a, Score: head.Of(state, a))).OrderByDescending(a => a.Score).ThenBy(a => a.Action).Take(count).Select(a => a.Action)];
    }

    /// <summary>The predicted vector of the next state.</summary>
    public float[] NextState(float[] state, int action)
    {
        var next = Actions.AsSpan(action * Width, Width).ToArray();
        for (var i = 0; i < Width; i++) next[i] += Vectors.Dot(Mix, i * Width, state, 0, Width);
        return next;
    }

    internal void Encode(ReadOnlySpan<int> items, float[] to, int at)
    {
        Array.Clear(to, at, Width);
        var all = WeightSum(items.Length);
        var weight = 1.0;
        for (var i = items.Length - 1; i >= 0; i--, weight *= Recency) Vectors.AddScaled(to, at, (float)(weight / all), Embeddings, items[i] * Width, Width);
    }

    internal double WeightSum(int items)
    {
        var (sum, weight) = (0.0, 1.0);
        for (var i = 0; i < items; i++, weight *= Recency) sum += weight;
        return sum;
    }

    private Head Of(ActionRank by) => by switch
    {
        ActionRank.Policy => Policy,
        ActionRank.Value => Value,
        ActionRank.Reward => Reward,
        _ => throw new ForgeException($"expected policy, value or reward, found {by}"),
    };
}
