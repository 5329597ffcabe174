using DataForge.Core;
using DataForge.Voting;

namespace DataForge.Tests.Voting;

public sealed class ProblemGroupsTests
{
    private static IEnumerable<Row> Rows(params string[] ids) => ids.Select((id, i) => Row.Parse($$"""{"problem_id":"{{id}}"}""", "samples.jsonl", i + 1));

    [Fact]
    public void Neighbours_with_one_id_are_one_problem() =>
        Assert.Equal(["a:2", "b:1", "c:3"], ProblemGroups.Of(Rows("a", "a", "b", "c", "c", "c")).Select(g => $"{g.ProblemId}:{g.Samples.Count}"));

    [Fact]
    public void A_problem_that_comes_back_is_an_error_that_names_the_line_and_the_way_out()
    {
        var error = Assert.Throws<ForgeException>(() => ProblemGroups.Of(Rows("a", "b", "a")).ToList());
        Assert.Equal("samples.jsonl:3: problem a comes back after other problems: its samples must stand together; sort the rows by problem, or give --sort", error.Message);
    }

    [Fact]
    public void No_samples_are_no_problems() => Assert.Empty(ProblemGroups.Of([]));

    [Fact]
    public void A_million_problems_that_passed_take_at_most_16_bytes_each_and_none_is_forgotten()
    {
        var seen = new SeenProblems();
        for (var i = 0; i < 1_000_000; i++) Assert.True(seen.Add("problem " + i));
        Assert.InRange(seen.Slots * 8.0 / seen.Count, 8, 16);
        for (var i = 0; i < 1_000_000; i += 1000) Assert.False(seen.Add("problem " + i));
        Assert.Equal(1_000_000, seen.Count);
    }
}
