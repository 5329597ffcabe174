using DataForge.Core;

namespace DataForge.Tests.Core;

public sealed class NamedFieldsTests
{
    private static FieldNames Names(string problem) => FieldNames.Default with { Problem = [problem] };

    [Theory]
    [InlineData("meta.q", """{"meta":{"q":"What?"}}""", "What?")]
    [InlineData("messages[0].content", """{"messages":[{"content":"One"},{"content":"Two"}]}""", "One")]
    [InlineData("messages[].content", """{"messages":[{"content":"One"},{"content":"Two"}]}""", "One\nTwo")]
    [InlineData("passage+question", """{"passage":"A farm.","question":"How many?"}""", "A farm.\nHow many?")]
    [InlineData("meta.q+n", """{"meta":{"q":"What?"},"n":3}""", "What?\n3")]
    [InlineData("meta.q", """{"meta.q":"own","meta":{"q":"What?"}}""", "own")] // a field of that very name goes first
    public void A_path_or_a_join_gives_the_problem(string name, string row, string problem)
    {
        var map = new NamedFields(Names(name));
        Assert.Equal(problem, Problem.TextOf(map.Apply(Row.Parse(row)), map.Names));
    }

    [Theory]
    [InlineData("passage+question", """{"question":"How many?"}""")] // half of a join is not the problem
    [InlineData("meta.q", """{"meta":{"q":null}}""")]
    [InlineData("meta.q[2]", """{"meta":{"q":["a"]}}""")]
    public void A_path_that_leads_nowhere_gives_none(string name, string row)
    {
        var map = new NamedFields(Names(name));
        Assert.Null(Problem.TextOf(map.Apply(Row.Parse(row)), map.Names));
    }

    [Fact]
    public void A_row_without_paths_is_the_same_row()
    {
        var row = Row.Parse("""{"problem":"x"}""");
        Assert.Same(row, new NamedFields(FieldNames.Default).Apply(row));
    }

    [Theory]
    [InlineData("""{"Question":"a"}""", "Question")]
    [InlineData("""{"PROBLEM":"a","query":"b"}""", "query")] // the same case first
    [InlineData("""{"Problem":null,"QUERY":"b"}""", "QUERY")]
    public void Names_match_whatever_their_case(string row, string name) => Assert.Equal(name, FieldNames.First(Row.Parse(row), FieldNames.Default.Problem));
}
