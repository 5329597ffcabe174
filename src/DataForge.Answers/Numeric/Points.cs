using DataForge.Core;

namespace DataForge.Answers.Numeric;

/// <summary>The value each variable takes: a fixed function of its name, so that one answer's fingerprint never depends on another's.</summary>
internal static class Points
{
    /// <summary>The first eight in (1, 3), where roots and logarithms stay on one branch; the next in (0, 1), for arcsin and the like; multiples of 2^-20. Other signs and sizes: <see cref="Corners"/>.</summary>
    public static Rational Real(string name, int turn) => turn < 8
        ? new((1L << 20) + (long)(Hash(name, turn) % ((1UL << 21) - 1)) + 1, 1L << 20)
        : new((long)(Hash(name, turn) % ((1UL << 20) - 1)) + 1, 1L << 20);

    /// <summary>2 to 41, for factorials, binomials and the like.</summary>
    public static Rational Whole(string name, int turn) => (Rational)(2 + (long)(Hash(name, turn + 100) % 40));

    public static ulong Residue(string name, ulong prime) => Hash(name, 200 + (int)(prime & 7)) % prime;

    internal static ulong Hash(string name, int turn) => StableHash.Of($"{turn}:{name}");
}
