using System.Numerics;

namespace DataForge.Contamination;

/// <summary>A place in the index by which matches are found.</summary>
/// <param name="Tag">The lower half of its hash; the upper one names the bucket.</param>
/// <param name="Text">Position in the index's texts.</param>
/// <param name="At">First element of the n-gram in the text's reading.</param>
internal readonly record struct Seed(uint Tag, int Text, int At);

/// <summary>Hash to places in the index, in buckets of about one. Read-only; safe for many threads.</summary>
internal sealed class SeedTable
{
    private readonly int[] _begins;
    private readonly Seed[] _seeds;
    private readonly int _shift;

    /// <param name="keys">One for each seed.</param>
    /// <param name="seeds">In index order, which a bucket keeps; their tags are set here.</param>
    public SeedTable(ReadOnlySpan<ulong> keys, ReadOnlySpan<Seed> seeds)
    {
        var buckets = (int)BitOperations.RoundUpToPowerOf2((uint)Math.Max(2, keys.Length));
        _shift = 64 - BitOperations.Log2((uint)buckets);
        _begins = new int[buckets + 1];
        _seeds = new Seed[keys.Length];
        foreach (var key in keys) _begins[key >> _shift]++;
        for (int b = 0, end = 0; b <= buckets; b++) _begins[b] = end += _begins[b];
        for (var i = keys.Length - 1; i >= 0; i--) _seeds[--_begins[keys[i] >> _shift]] = seeds[i] with { Tag = (uint)keys[i] };
    }

    public int Count => _seeds.Length;

    /// <summary>The seeds among which those of a key are, told by their tag.</summary>
    public ReadOnlySpan<Seed> Bucket(ulong key)
    {
        var bucket = (int)(key >> _shift);
        var begin = _begins[bucket];
        return _seeds.AsSpan(begin, _begins[bucket + 1] - begin);
    }

    public bool Holds(ulong key)
    {
        foreach (var seed in Bucket(key))
            if (seed.Tag == (uint)key)
                return true;
        return false;
    }
}
