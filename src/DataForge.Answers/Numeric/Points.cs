using DataForge.Core;

namespace DataForge.Answers.Numeric;

/// <summary>The value each variable takes: a fixed function of its name, so that one answer's fingerprint never depends on another's.</summary>
internal static class Points
{
    /// <summary>In (1, 3), a multiple of 2^-20; positive, so that roots and logarithms stay on one branch.</summary>
    public static Rational Real(string name, int turn) => new((1L << 20) + (long)(Hash(name, turn) % ((1UL << 21) - 1)) + 1, 1L << 20);

    /// <summary>2 to 41, for factorials, binomials and the like.</summary>
    public static Rational Whole(string name, int turn) => (Rational)(2 + (long)(Hash(name, turn + 100) % 40));

    public static ulong Residue(string name, ulong prime) => Hash(name, 200 + (int)(prime & 7)) % prime;

    internal static ulong Hash(string name, int turn) => StableHash.Of($"{turn}:{name}");
}
