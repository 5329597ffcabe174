using System.Numerics;
using System.Runtime.Intrinsics.X86;

namespace DataForge.Contamination;

/// <summary>A place in the index by which matches are found.</summary>
/// <param name="Tag">The lower half of its hash; the upper one names the bucket.</param>
/// <param name="Text">Position in the index's texts.</param>
/// <param name="At">First element of the n-gram in the text's reading.</param>
/// <param name="Next">The bucket's next seed, 0 at its end.</param>
internal readonly record struct Seed(uint Tag, int Text, int At, int Next);

/// <summary>Hash to places in the index: buckets of about one, each a chain. Filled by one thread; then safe for many.</summary>
internal sealed class SeedTable
{
    private readonly int[] _heads;
    private readonly int _shift;
    private readonly Seed[] _seeds; // the first is none

    /// <param name="capacity">Seeds at most; room for them that is not used costs next to nothing.</param>
    public SeedTable(int capacity)
    {
        var buckets = (int)BitOperations.RoundUpToPowerOf2((uint)Math.Max(2, capacity));
        _shift = 64 - BitOperations.Log2((uint)buckets);
        _heads = Core.LargePages.Array<int>(buckets);
        _seeds = Core.LargePages.Array<Seed>(capacity + 1);
    }

    public int Count { get; private set; }

    public void Add(ulong key, int text, int at)
    {
        ref var head = ref _heads[key >> _shift];
        _seeds[++Count] = new Seed((uint)key, text, at, head);
        head = Count;
    }

    /// <summary>Has the memory of a key's bucket fetched, for a look or an addition that comes soon.</summary>
    public unsafe void Prefetch(ulong key)
    {
        fixed (int* heads = _heads)
            if (Sse.IsSupported)
                Sse.Prefetch0(heads + (key >> _shift));
    }

    /// <summary>The same of a bucket's first seed, once the bucket is there.</summary>
    public unsafe void PrefetchSeed(ulong key)
    {
        fixed (Seed* seeds = _seeds)
            if (Sse.IsSupported)
                Sse.Prefetch0(seeds + _heads[key >> _shift]);
    }

    /// <summary>A key's first seed, 0 when there is none.</summary>
    public int First(ulong key) => Same(key, _heads[key >> _shift]);

    /// <summary>A key's next seed, 0 when there is none.</summary>
    public int Next(ulong key, int seed) => Same(key, _seeds[seed].Next);

    /// <summary>The seed of that number.</summary>
    public ref readonly Seed this[int seed] => ref _seeds[seed];

    private int Same(ulong key, int seed)
    {
        while (seed != 0 && _seeds[seed].Tag != (uint)key) seed = _seeds[seed].Next;
        return seed;
    }
}
