namespace DataForge.Semantic;

/// <summary>Decides cheaply which windows of a long text are worth a vector: those that hold enough of the rarer words and numbers of one item of about their length.</summary>
/// <remarks>
/// A word weighs by how few items have it, ln(items / items with it); one that more than <see cref="CommonShare"/> of the items have weighs nothing. A window must hold
/// <see cref="LeastShare"/> of an item's weight, and <see cref="EnoughWeight"/> in all: three or four rare words. Of an item that has little more than that itself,
/// <see cref="ShortShare"/> and at least <see cref="LeastWeight"/>. The limits were chosen on lm-sys's rephrasings and OpenStax's modules; what they lose is in docs/benchmarks.md. Immutable; scratch memory is the caller's.
/// </remarks>
internal sealed class WordGate
{
    private const double CommonShare = 0.05;
    private const float LeastShare = 0.25f, EnoughWeight = 25, ShortShare = 0.8f, LeastWeight = 15;
    private readonly Dictionary<uint, (float Weight, int[] Items)> _words = [];
    private readonly float[] _needed; // weight of each item that a window must hold
    private readonly int[] _lengths;

    public WordGate(TextFeatures[] items)
    {
        var places = new Dictionary<uint, List<int>>();
        for (var i = 0; i < items.Length; i++)
            foreach (var word in items[i].Words.Concat(items[i].Numbers))
            {
                if (!places.TryGetValue(word, out var list)) places[word] = list = [];
                list.Add(i);
            }

        var totals = new float[items.Length];
        _lengths = [.. items.Select(i => i.Tokens)];
        var most = Math.Max(1, CommonShare * items.Length);
        foreach (var (word, list) in places)
        {
            if (list.Count > most) continue;
            var weight = MathF.Log((items.Length + 1f) / list.Count);
            _words[word] = (weight, [.. list]);
            foreach (var item in list) totals[item] += weight;
        }

        _needed = [.. totals.Select(t => Math.Max(Math.Max(LeastShare * t, LeastWeight), Math.Min(EnoughWeight, ShortShare * t)))];
    }

    /// <summary>Counts of one thread.</summary>
    public sealed class Scratch(WordGate gate)
    {
        internal readonly float[] Found = new float[gate._needed.Length];
        internal readonly List<int> Touched = [];
    }

    /// <summary>True when some item of half to twice the text's length has enough of its words there.</summary>
    public bool Passes(TextFeatures text, Scratch scratch)
    {
        foreach (var word in text.Words.Concat(text.Numbers))
        {
            if (!_words.TryGetValue(word, out var known)) continue;
            foreach (var item in known.Items)
            {
                if (scratch.Found[item] == 0) scratch.Touched.Add(item);
                scratch.Found[item] += known.Weight;
            }
        }

        var passes = false;
        foreach (var item in scratch.Touched)
        {
            passes |= scratch.Found[item] >= _needed[item] && _lengths[item] <= 2 * text.Tokens && text.Tokens <= 2 * _lengths[item];
            scratch.Found[item] = 0;
        }

        scratch.Touched.Clear();
        return passes;
    }
}
