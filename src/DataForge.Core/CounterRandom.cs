namespace DataForge.Core;

/// <summary>Random numbers as a function of (seed, stage, id, position): no state, so neither order nor thread count can change them.</summary>
/// <remarks>SplitMix64's finalizer (Steele, Lea and Flood, OOPSLA 2014, figure 16) over a counter; not for cryptography.</remarks>
public readonly record struct CounterRandom(ulong Key)
{
    private const ulong Golden = 0x9E3779B97F4A7C15;

    /// <summary>The generator of one record in one stage of one run.</summary>
    public static CounterRandom For(long seed, string stage, string id) =>
        new(Mix(unchecked((ulong)seed * Golden) ^ Mix(StableHash.Of(stage) ^ Mix(StableHash.Of(id)))));

    /// <summary>A generator below this one, as for rollout 3 of a problem.</summary>
    public CounterRandom Fork(ulong child) => new(Mix(Key ^ Mix(unchecked(child * Golden + 1))));

    /// <summary>64 random bits of the given position.</summary>
    public ulong Bits(ulong position) => Mix(unchecked(Key + (position + 1) * Golden));

    /// <summary>A number in [0, 1) with 53 random bits.</summary>
    public double Share(ulong position) => (Bits(position) >> 11) * (1.0 / (1UL << 53));

    /// <summary>A number in [0, count), unbiased to within count / 2^64.</summary>
    public int Below(ulong position, int count)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(count);
        return (int)Math.BigMul(Bits(position), (ulong)count, out _);
    }

    private static ulong Mix(ulong z)
    {
        unchecked
        {
            z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9;
            z = (z ^ (z >> 27)) * 0x94D049BB133111EB;
            return z ^ (z >> 31);
        }
    }
}
