using DataForge.Core;
using DataForge.Synthesis;

namespace DataForge.Tests.Synthesis;

/// <summary>Answers held against what calls of code printed.</summary>
public sealed class ComputedAnswerTests
{
    private static string? RuleOf(string answer, params (string Output, ExecutionStatus Status)[] calls) =>
        ComputedAnswer.Refuse("vote", [.. calls.Select(c => new ToolCall("code", c.Output, c.Status))], answer)?.Rule;

    [Theory]
    [InlineData("21", "21")]
    [InlineData("21", "pens: 12\ntotal: 21")]
    [InlineData("21", "pens = 12\ntotal = 21.0")]
    [InlineData("21", "The total is 21 dollars.")]
    [InlineData("\\$21", "21")]
    [InlineData("21", "$21")]
    [InlineData("12\\text{ cm}", "12")]
    [InlineData("\\frac{3}{4}", "0.75")]
    [InlineData("\\frac{3}{4}", "[Fraction(3, 4), 2]")]
    [InlineData("25\\%", "0.25")]
    [InlineData("1{,}234", "1234")]
    [InlineData("1234", "sum: 1,234")]
    [InlineData("\\frac{\\sqrt{2}}{2}", "sqrt(2)/2")]
    [InlineData("\\sqrt{2}", "1.41421356237310")]
    [InlineData("3.14", "3.14159265358979")]
    [InlineData("8", "7.2")]
    [InlineData("7", "buses: 7.2")]
    [InlineData("3.5", "np.float64(3.5)")]
    [InlineData("(3,4)", "(3, 4)")]
    [InlineData("(3,4)", "x: 3\ny: 4")]
    [InlineData("x=3,y=4", "{x: 3, y: 4}")]
    [InlineData("\\{2,3\\}", "[2, 3]")]
    [InlineData("3\\text{ and }4", "[4, 3]")]
    [InlineData("[2,\\infty)", "Interval(2, oo)")]
    [InlineData("\\begin{pmatrix}1&2\\\\3&4\\end{pmatrix}", "Matrix([[1, 2], [3, 4]])")]
    [InlineData("2", "[-sqrt(2), 2]")]
    [InlineData("\\sqrt{2}", "[-sqrt(2), sqrt(2)]")]
    [InlineData("x^2+1", "x**2 + 1")]
    [InlineData("1-\\sqrt{2},1+\\sqrt{2}", "[1 - sqrt(2), 1 + sqrt(2)]")]
    [InlineData("1024", "2**10")]
    [InlineData("-5", "x = -5")]
    [InlineData("5", "7 - 2 = 5")]
    [InlineData("10:30", "10:30")]
    [InlineData("B", "12")]
    [InlineData("\\text{(C)}", "12")]
    [InlineData("Tuesday", "2")]
    [InlineData("\\text{No solution}", "[]")]
    public void An_answer_that_a_call_printed_stands_on_it(string answer, string output) => Assert.Null(RuleOf(answer, (output, ExecutionStatus.Ok)));

    [Theory]
    [InlineData("22", "21")]
    [InlineData("2", "x**2 - 5*x + 6")]
    [InlineData("2", "x2: 7")]
    [InlineData("2", "sqrt(2)")]
    [InlineData("\\sqrt{2}", "2")]
    [InlineData("4", "14\n40\n5.4\n1/4")]
    [InlineData("5", "-5")]
    [InlineData("21", "pens: 12\nbook: 9")]
    [InlineData("12", "7 - 12*x")]
    [InlineData("(3,5)", "x: 3\ny: 4")]
    [InlineData("\\{2,3\\}", "[2, 4]")]
    [InlineData("9", "7.2")]
    [InlineData("8", "7")]
    [InlineData("x^2+1", "1\n2")]
    [InlineData("\\infty", "3")]
    [InlineData("7", "Done")]
    public void An_answer_that_no_call_printed_is_refused(string answer, string output) => Assert.Equal("not_computed", RuleOf(answer, (output, ExecutionStatus.Ok)));

    [Fact]
    public void A_solution_without_a_call_is_refused() => Assert.Equal(("no_call", "no_call"), (RuleOf("4"), RuleOf("Tuesday")));

    [Theory]
    [InlineData(ExecutionStatus.Error, "4")]
    [InlineData(ExecutionStatus.Timeout, "4")]
    [InlineData(ExecutionStatus.Refused, "4")]
    [InlineData(ExecutionStatus.Ok, " \n")]
    public void A_call_that_failed_or_printed_nothing_carries_no_answer(ExecutionStatus status, string output) =>
        Assert.Equal(("no_output", "no_output"), (RuleOf("4", (output, status)), RuleOf("Tuesday", (output, status))));

    [Fact]
    public void Any_call_that_ran_to_its_end_may_carry_the_answer() =>
        Assert.Equal((null, "not_computed"), (RuleOf("4", ("4", ExecutionStatus.Ok), ("ZeroDivisionError", ExecutionStatus.Error)), RuleOf("4", ("4", ExecutionStatus.Error), ("5", ExecutionStatus.Ok))));

    [Fact]
    public void A_flood_of_values_ends_in_bounded_time()
    {
        var flood = string.Join('\n', Enumerable.Range(0, 100_000).Select(i => $"v{i} = [{i}, {new string('(', 200)}"));
        var clock = System.Diagnostics.Stopwatch.StartNew();
        Assert.Equal("not_computed", RuleOf("(-1,-2)", (flood, ExecutionStatus.Ok)));
        Assert.True(clock.Elapsed < TimeSpan.FromSeconds(30), $"{clock.Elapsed}");
    }
}
