
namespace DataForge.Answers.Tests.Grading;

/// <summary>Tests that look at the clock run with no other beside them.</summary>
[CollectionDefinition("timed alone", DisableParallelization = true)]
public sealed class TimedAlone;

/// <summary>Inputs on which published graders burn their timeout or crash. Budgets, not clocks, bound ours; the clock here only holds the promise of 10 ms, and of 50 for the dearest.</summary>
[Collection("timed alone")]
public sealed class HostileInputTests
{
    private static readonly string[] Inputs =
    [
        "9^{9^{9^9}}", "3^{10^8}", "10^8!", "(10^8)!", @"\binom{10^8}{5\cdot10^7}", new string('7', 100_000), new string('(', 400) + "x" + new string(')', 400),
        string.Concat(Enumerable.Repeat("answer: $", 3000)), string.Concat(Enumerable.Repeat(@"\boxed{", 3000)), string.Concat(Enumerable.Repeat(@"\frac{1}{", 500)), new string('{', 4000), new string('-', 4000), new string('!', 4000) + "5",
        "5" + new string('!', 200), string.Join('^', Enumerable.Repeat("9", 1000)), string.Join('+', Enumerable.Repeat("1", 2000)), string.Join('/', Enumerable.Repeat("x", 2000)), string.Join(",", Enumerable.Range(0, 900)),
        string.Concat(Enumerable.Repeat(@"\pm", 1000)) + "1", string.Join(',', Enumerable.Repeat(@"\pm 1", 600)), "(" + string.Join(',', Enumerable.Repeat(@"\pm 1", 40)) + ")", @"\sqrt" + string.Concat(Enumerable.Repeat("{", 300)), string.Concat(Enumerable.Repeat("|", 3000)), "1e9999", "1e-9999", "10^{-10^{10}}", @"\sin(10^{1000})",
        @"e^{e^{e^{e^{10}}}}", @"\log(\log(\log(2)))", string.Concat(Enumerable.Repeat("<think>", 800)), string.Concat(Enumerable.Repeat("**", 2000)), string.Concat(Enumerable.Repeat("$", 4001)), new string('a', 4096), new string('\u0301', 3000), "\ud800\udc00\ud800", "\0\0\0", "x_{" + string.Concat(Enumerable.Repeat("y_{", 900)),
        string.Concat(Enumerable.Repeat("x^2+", 900)) + "1", @"\gcd(10^{300}, 10^{299})", "100000000000000000000000000000^{1/3}", @"\sqrt[1000000]{2}", "2^{0.000000000000000000000001}", @"\begin{pmatrix}" + string.Concat(Enumerable.Repeat("1&", 1500)), "0.(" + new string('3', 1000) + ")",
    ];

    public static TheoryData<int> Indexes => [.. Enumerable.Range(0, Inputs.Length)];

    /// <summary>The dearest kinds known: towers of complex powers, lists of huge factorials or of roots, nested series, matrix powers with letters, long products of fractions.</summary>
    private static readonly string[] Dearest =
    [
        "x^" + string.Concat(Enumerable.Repeat("{x i^", 30)) + "2" + new string('}', 30), "x i^{x i^{x i^{x i^{x i}}}}", @"\sqrt{" + string.Concat(Enumerable.Repeat(@"xi+\sqrt{", 30)) + "1" + new string('}', 31),
        string.Join(',', Enumerable.Repeat("5000!", 200)), string.Join(',', Enumerable.Range(0, 200).Select(i => $"{4000 + i}!")), string.Join(',', Enumerable.Range(0, 200).Select(i => $@"\sqrt{{{i}+\sqrt2}}")),
        string.Join(',', Enumerable.Range(0, 150).Select(i => $@"x^{{{i}}}\sin x")), @"\sum_{i=1}^{400}\sum_{j=1}^{400}\sin(ij)", "(1)^{C^{10^{9}}}, 2", @"\sqrt{i}", @"12!*\sqrt{(i)}, i^{i^{x}}", string.Concat(Enumerable.Repeat(@"\begin{pmatrix}1&x\\2&3\end{pmatrix}", 20)), @"\pm x\pm x^2\pm x^3\pm x^4\pm x^5",
        "3" + string.Concat(Enumerable.Repeat("xt(m/s)", 260)), string.Concat(Enumerable.Repeat("(x/y+y/z+1)", 150)), string.Concat(Enumerable.Repeat("(x+1/3)(y-2/7)", 120)),
    ];

    public static TheoryData<int> DearestIndexes => [.. Enumerable.Range(0, Dearest.Length)];

    [Theory, MemberData(nameof(Indexes))]
    public void A_hostile_input_takes_less_than_ten_milliseconds(int index) => AssertWithin(10, Inputs[index], input => Everything(input));

    [Theory, MemberData(nameof(DearestIndexes))]
    public void The_dearest_inputs_known_take_less_than_fifty_milliseconds(int index)
    {
        AssertWithin(50, Dearest[index], input => AnswerKey.Of(input));
        AssertWithin(50, Dearest[index], input => Grader.Verify("1+" + input, input + "+1"));
    }

    private static void AssertWithin(int milliseconds, string input, Action<string> work)
    {
        var best = TimeSpan.MaxValue; // the least of many turns, in time of the processor: the compiler's and the machine's time are not the input's
        for (var (turn, begun) = (0, Environment.CpuUsage.TotalTime); turn < 50 && Environment.CpuUsage.TotalTime - begun < TimeSpan.FromSeconds(1); turn++)
        {
            var start = Environment.CpuUsage.TotalTime;
            work(input);
            var spent = Environment.CpuUsage.TotalTime - start;
            if (spent < best) best = spent;
        }

        Assert.True(best < TimeSpan.FromMilliseconds(milliseconds), $"{best.TotalMilliseconds:F2} ms for {input[..Math.Min(40, input.Length)]}");
    }

    private static void Everything(string input)
    {
        AnswerExtractor.Extract(input);
        AnswerKey.Of(input);
        Grader.Verify("5", input);
    }

    [Theory, MemberData(nameof(Indexes))]
    public void A_hostile_input_equals_itself(int index) => Assert.True(Grader.Verify(Inputs[index], Inputs[index]).IsCorrect);

    [Theory]
    [InlineData("9^{9^{9^9}}", "9^{9^{9^8}}")]
    [InlineData("(10^8)!", "(10^8+1)!")]
    public void What_cannot_be_computed_is_undecided_not_equal(string gold, string predicted) => Assert.Null(Grader.Verify(gold, predicted).IsCorrect);
}
