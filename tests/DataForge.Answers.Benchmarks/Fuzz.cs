using System.Diagnostics;
using DataForge.Core;

namespace DataForge.Answers.Benchmarks;

/// <summary>Any number of random strings of answers' pieces; reports the slowest, and stops at what breaks a relation.</summary>
internal static class Fuzz
{
    private static readonly string[] Pieces =
    [
        "0", "1", "12", "3.5", "1,000", "x", "n", "e", "i", "\\pi", "+", "-", "*", "/", "^", "_", "=", "<", "\\le", "(", ")", "[", "]", "{", "}", "\\{", "\\}", "|", "!", "\\%", "$", "\\$", ",", ";", ":", ".", " ", "\\\\", "&", "\\frac", "\\frac{1}{2}", "\\sqrt", "\\sin", "\\log", "\\binom", "\\pm", "\\cup", "\\in", "\\infty",
        "\\text{", " and ", " or ", "cm", "percent", "^\\circ", "\\begin{pmatrix}", "\\end{pmatrix}", "\\boxed{", "\\left(", "\\lfloor", "\\sum", "f(x)", "A", "(B)", "two", "million", "三分之二", "答案是", "½", "√", "①", "²", "answer is", "####", "**", "</think>", "```", "\t", "\f", "\0", "\ud83d",
    ];

    public static bool Run(int count, long seed)
    {
        var (worst, slowest) = (TimeSpan.Zero, "");
        for (var i = 0; i < count; i++)
        {
            var random = CounterRandom.For(seed, "fuzz-program", i.ToString());
            var text = string.Concat(Enumerable.Range(1, 1 + random.Below(0, 40)).Select(k => Pieces[random.Below((ulong)k, Pieces.Length)]));
            var watch = Stopwatch.StartNew();
            AnswerExtractor.Extract(text);
            AnswerKey.Of(text);
            var itself = Grader.Verify(text, text).IsCorrect;
            if (i > 2000 && watch.Elapsed > worst) (worst, slowest) = (watch.Elapsed, text);
            if (itself != false) continue;
            Console.WriteLine($"differs from itself: {text}");
            return false;
        }

        Console.WriteLine($"{count:N0} inputs, seed {seed}: none threw; slowest {worst.TotalMilliseconds:F2} ms: {slowest}");
        return true;
    }
}
