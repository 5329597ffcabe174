using DataForge.Core;
using DataForge.Formats;

namespace DataForge.Tests.Formats;

public sealed class RowSortTests
{
    public static TheoryData<int> Seeds() => [.. Enumerable.Range(0, 20)];

    private static Row[] Draw(int seed)
    {
        var random = CounterRandom.For(seed, "sort", "");
        return [.. Enumerable.Range(0, random.Below(0, 600)).Select(i => Row.Parse(
            $$"""{"problem_id":"p{{random.Fork((ulong)i).Below(0, 40)}}","rollout":{{random.Fork((ulong)i).Below(1, 5)}},"n":{{i}},"text":"{{new string('é', i % 50)}}"}""", "f" + (i % 2), i + 1))];
    }

    [Theory, MemberData(nameof(Seeds))]
    public void Runs_on_disk_give_what_a_sort_in_memory_gives(int seed)
    {
        var rows = Draw(seed);
        var plain = rows.OrderBy(r => r.Text("problem_id"), StringComparer.Ordinal).ThenBy(r => r.Integer("rollout")).ThenBy(r => r.Integer("n")).Select(Outline);
        foreach (var runBytes in new long[] { 1, 200, 5000, long.MaxValue })
            Assert.Equal(plain, RowSort.By(rows, r => r.Text("problem_id")!, r => r.Integer("rollout")!.Value, runBytes, default).Select(Outline));

        static string Outline(Row r) => $"{r.Path}:{r.Line} {r}";
    }
}
