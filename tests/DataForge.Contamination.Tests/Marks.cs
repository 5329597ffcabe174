using DataForge.Core;

namespace DataForge.Contamination.Tests;

public class Marks
{
    [Fact]
    public void A_range_is_counted_as_its_places_one_by_one()
    {
        var random = CounterRandom.For(1, "marks", "");
        for (ulong n = 0; n < 300; n++)
        {
            var draw = random.Fork(n);
            var marks = new GramMarks(draw.Below(0, 60));
            for (var at = 0; at < marks.Count; at++) marks[at] = draw.Below((ulong)at + 1, 2) == 0;
            for (var from = 0; from <= marks.Count; from++)
                for (var end = 0; end <= marks.Count; end++)
                    Assert.Equal(Enumerable.Range(0, marks.Count).Count(at => at >= from && at < end && marks[at]), marks.CountIn(from, end));
        }
    }
}
