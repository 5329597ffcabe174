using DataForge.Core;

namespace DataForge.Text.Tests;

public class LongestCommonSubsequence
{
    public static TheoryData<int> Seeds => [.. Enumerable.Range(1, 200)];

    [Theory, MemberData(nameof(Seeds))]
    public void Matches_the_plain_table_forwards_and_backwards(int seed)
    {
        var random = CounterRandom.For(seed, "lcs", "");
        var alphabet = 2 + random.Below(0, 40);
        var a = Draw(random.Fork(1), random.Below(1, 300), alphabet);
        var b = Draw(random.Fork(2), random.Below(2, 400), alphabet);
        var pattern = new LcsPattern();
        pattern.Set(a);
        var length = pattern.Measure(b, out var needed);
        Assert.Equal(Plain(a, b), length);
        Assert.Equal(length, Plain(a, b[..needed]));
        if (needed > 0) Assert.Equal(length - 1, Plain(a, b[..(needed - 1)]));
        pattern.Set(a, reverse: true);
        Assert.Equal(length, pattern.Measure(b, out needed, reverse: true));
        Assert.Equal(length, Plain(a, b[^needed..]));
    }

    private static uint[] Draw(CounterRandom random, int length, int alphabet) =>
        [.. Enumerable.Range(0, length).Select(i => (uint)random.Below((ulong)i, alphabet) * 2654435761u | 1)];

    private static int Plain(uint[] a, uint[] b)
    {
        var table = new int[a.Length + 1, b.Length + 1];
        for (var i = 1; i <= a.Length; i++)
            for (var j = 1; j <= b.Length; j++)
                table[i, j] = a[i - 1] == b[j - 1] ? table[i - 1, j - 1] + 1 : Math.Max(table[i - 1, j], table[i, j - 1]);
        return table[a.Length, b.Length];
    }
}
