using DataForge.Core;
using DataForge.Tests;

namespace DataForge.Answers.Tests.Grading;

/// <summary>Random strings of the pieces that answers are made of: nothing throws, whatever they spell.</summary>
public sealed class FuzzTests
{
    internal static readonly string[] Pieces =
    [
        "0", "1", "2", "10", "3.5", ".5", "1,000", "x", "y", "n", "e", "i", "pi", "\\pi", "+", "-", "*", "/", "^", "_", "=", "<", ">", "\\le", "\\ne", "≤", "(", ")", "[", "]", "{", "}", "\\{", "\\}", "|", "!", "%", "\\%", "$", "\\$", ",", ";", ":", ".", "..", "…", " ", "\\ ", "\\,", "\\\\", "&",
        "\\frac", "\\frac{1}{2}", "\\sqrt", "\\sqrt[3]", "\\sin", "\\cos", "\\log", "\\ln", "\\binom", "\\pm", "\\mp", "\\cup", "\\cap", "\\setminus", "\\in", "\\infty", "\\mathbb{R}", "\\text{", "\\text{ and }", "\\text{cm}", " and ", " or ", "cm", "km", "hours", "dollars", "percent", "^\\circ", "°",
        "\\begin{pmatrix}", "\\end{pmatrix}", "\\begin{cases}", "\\boxed{", "\\left(", "\\right)", "\\left\\{", "\\lfloor", "\\rfloor", "\\sum", "\\int", "\\overline{AB}", "f(x)", "A", "B", "(B)", "two", "half", "million", "三分之二", "答案是", "元", "½", "√", "①", "²", "∪", "answer is", "####", "**", "</think>", "```", "\t", "\n", "\f", "\0", "\ud83d",
    ];

    /// <summary>Eight draws of 5,000 strings; DATAFORGE_FUZZ says how many in a soak.</summary>
    public static TheoryData<long> Seeds => [.. Enumerable.Range(0, RandomSeed.Times("DATAFORGE_FUZZ", 8)).Select(i => RandomSeed.Value * 1_000_000 + i)];

    [Theory, MemberData(nameof(Seeds))]
    public void Nothing_throws_and_every_relation_holds(long seed)
    {
        for (var i = 0; i < 5_000; i++)
        {
            var random = CounterRandom.For(seed, "fuzz-answers", i.ToString());
            var (a, b) = (Draw(random, 0), Draw(random, 40));
            var key = AnswerKey.Of(a);
            Assert.Equal(key, AnswerKey.Of(a));
            Assert.True(key.Length <= 200);
            AnswerExtractor.Extract(a);
            Assert.Equal(string.IsNullOrWhiteSpace(a) ? null : true, Grader.Verify(a, a).IsCorrect); // nothing to compare, or itself
            var verdict = Grader.Verify(a, b).IsCorrect;
            if (key == AnswerKey.Of(b) && a.Trim().Length > 0 && b.Trim().Length > 0) Assert.True(verdict == true, $"same key {key} but {verdict}: {a} | {b}");
        }
    }

    private static string Draw(CounterRandom random, ulong from)
    {
        var count = 1 + random.Below(from, 14);
        return string.Concat(Enumerable.Range(1, count).Select(k => Pieces[random.Below(from + (ulong)k, Pieces.Length)]));
    }
}
