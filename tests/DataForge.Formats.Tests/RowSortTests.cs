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

    [Fact]
    public void Rows_without_a_rollout_come_before_those_with_one_in_their_own_order()
    {
        string[] lines =
        [
            """{"problem_id":"b","rollout":0}""", """{"problem_id":"a","rollout":1}""", """{"problem_id":"a","n":1}""", """{"problem_id":"a","rollout":0}""", """{"problem_id":"a","n":2}""",
            """{"problem_id":"B"}""",
        ];
        int[] order = [5, 2, 4, 3, 1, 0];
        Assert.Equal(order.Select(i => lines[i]), RowSort.ByProblem(lines.Select((l, i) => Row.Parse(l, "f", i + 1))).Select(r => r.ToString()));
    }
}
