using DataForge.Core;

namespace DataForge.Interactions;

/// <summary>Draws items by popularity to a power, without those that a user touched.</summary>
internal sealed class NegativeSampler
{
    private const int TriesEach = 8; // draws per wanted item before the rest of the catalogue is gone through

    private readonly double[] _weights;
    private readonly double[] _upTo;

    /// <param name="counts">Interactions of each item, by number.</param>
    public NegativeSampler(IReadOnlyList<int> counts, double power)
    {
        _weights = [.. counts.Select(c => Math.Pow(c, power))];
        _upTo = new double[_weights.Length];
        var sum = 0.0;
        for (var i = 0; i < _weights.Length; i++) _upTo[i] = sum += _weights[i];
    }

    /// <summary>Different items, none of them in <paramref name="touched"/>; fewer than <paramref name="count"/> where the catalogue has no more.</summary>
    public List<int> Draw(int count, IReadOnlySet<int> touched, CounterRandom random)
    {
        var drawn = new List<int>(count);
        var position = 0UL;
        for (var tries = 0; tries < TriesEach * count && drawn.Count < count; tries++)
        {
            var found = Array.BinarySearch(_upTo, random.Share(position++) * _upTo[^1]);
            var item = Math.Min(found >= 0 ? found + 1 : ~found, _upTo.Length - 1);
            if (!touched.Contains(item) && !drawn.Contains(item)) drawn.Add(item);
        }

        if (drawn.Count < count) drawn.AddRange(Rest(touched, drawn, random.Fork(position)).Take(count - drawn.Count).ToList());
        return drawn;
    }

    /// <summary>All other items in a weighted random order (Efraimidis and Spirakis 2006: ascending −ln(u) / weight).</summary>
    private IEnumerable<int> Rest(IReadOnlySet<int> touched, List<int> drawn, CounterRandom random) =>
        Enumerable.Range(0, _weights.Length).Where(i => !touched.Contains(i) && !drawn.Contains(i)).OrderBy(i => -Math.Log(1 - random.Share((ulong)i)) / _weights[i]).ThenBy(i => i);
}
