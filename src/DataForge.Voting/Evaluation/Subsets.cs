using DataForge.Core;

namespace DataForge.Voting.Evaluation;

/// <summary>Choices of k of n things.</summary>
internal static class Subsets
{
    /// <summary>C(n, k), or null when it is above 10^15.</summary>
    public static long? Count(int n, int k)
    {
        k = Math.Min(k, n - k);
        long count = 1;
        for (var i = 1; i <= k; i++)
        {
            count = count * (n - k + i) / i;
            if (count > 1_000_000_000_000_000 / Math.Max(1, n)) return null;
        }

        return count;
    }

    /// <summary>The next choice in lexicographic order; false after the last.</summary>
    public static bool Next(int[] chosen, int n)
    {
        var k = chosen.Length;
        var i = k - 1;
        while (i >= 0 && chosen[i] == n - k + i) i--;
        if (i < 0) return false;
        chosen[i]++;
        for (var j = i + 1; j < k; j++) chosen[j] = chosen[j - 1] + 1;
        return true;
    }

    /// <summary>Marks k of the array's places, each choice equally likely (Floyd's method: k draws).</summary>
    public static void Draw(bool[] taken, int k, CounterRandom random)
    {
        var n = taken.Length;
        for (var j = n - k; j < n; j++)
        {
            var pick = random.Below((ulong)j, j + 1);
            taken[taken[pick] ? j : pick] = true;
        }
    }
}
