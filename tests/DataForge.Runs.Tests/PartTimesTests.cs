using DataForge.Runs.Work;

namespace DataForge.Tests.Runs;

public sealed class PartTimesTests
{
    private static PartTimes Times()
    {
        var times = new PartTimes();
        foreach (var worker in new[] { "a", "b", "c", "d" })
        {
            times.Add(worker, 0.5);
            times.Add(worker, 1.5);
        }

        times.Add("slow", 10);
        return times;
    }

    [Theory]
    [InlineData(40, false)] // the four need 11 s for what is left, the slow one 10 s for a part
    [InlineData(36, false)]
    [InlineData(35, true)]
    [InlineData(0, true)]
    public void A_slow_worker_leaves_parts_that_the_others_end_sooner(int free, bool isLeft) => Assert.Equal(isLeft, Times().IsLeftToOthers("slow", ["a", "b", "c", "d", "slow"], free));

    [Fact]
    public void A_worker_that_is_as_fast_as_the_others_leaves_nothing_to_them() => Assert.False(Times().IsLeftToOthers("a", ["b", "c", "d"], 0));

    [Fact]
    public void Nothing_is_left_to_workers_that_have_no_part_or_have_ended_none()
    {
        Assert.False(Times().IsLeftToOthers("slow", [], 1));
        Assert.False(Times().IsLeftToOthers("slow", ["slow"], 1));
        Assert.False(Times().IsLeftToOthers("slow", ["new"], 1));
        Assert.False(Times().IsLeftToOthers("new", ["a"], 1));
    }
}
