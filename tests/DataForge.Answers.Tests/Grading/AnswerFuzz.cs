using System.Text;
using DataForge.Core;

namespace DataForge.Answers.Tests.Grading;

/// <summary>Inputs for the reader of answers: pieces at random, sentences of a small grammar, and siblings with something cut, doubled, swapped or put in.</summary>
internal sealed class AnswerFuzz(long seed, IReadOnlyList<string> siblings)
{
    /// <summary>Input number <paramref name="index"/>; the same for the same seed.</summary>
    public string Draw(long index)
    {
        var random = new Source(CounterRandom.For(seed, "fuzz-answers", index.ToString()));
        return (index % 3) switch
        {
            0 => Pieces(random, 1 + random.Below(14)),
            1 => Expression(random, 1 + random.Below(6)),
            _ => Mutated(random, siblings[random.Below(siblings.Count)], 1 + random.Below(3)),
        };
    }

    private sealed class Source(CounterRandom random)
    {
        private ulong _at;

        public int Below(int count) => (int)random.Below(_at++, count);

        public string Of(params ReadOnlySpan<string> choices) => choices[Below(choices.Length)];
    }

    private static string Pieces(Source random, int count)
    {
        var text = new StringBuilder();
        for (var i = 0; i < count; i++) text.Append(FuzzTests.Pieces[random.Below(FuzzTests.Pieces.Length)]);
        return text.ToString();
    }

    /// <summary>An answer that reads well: numbers, letters, operators, brackets, sets, words around them.</summary>
    private static string Expression(Source random, int depth)
    {
        if (depth <= 0) return random.Of("1", "2", "7", "12", "0.5", "x", "y", "n", "k", "\\pi", "e", "i", "C", "10^{9}", "\\frac12", "-3", "a_n", "\\infty", "1,234", "3 cm", "\\theta");
        string Next() => Expression(random, depth - 1 - random.Below(2));
        return random.Below(30) switch
        {
            0 => $"{Next()}+{Next()}",
            1 => $"{Next()}-{Next()}",
            2 => $"{Next()}{random.Of("*", "\\cdot ", "/", " ", "")}{Next()}",
            3 => $"\\frac{{{Next()}}}{{{Next()}}}",
            4 => $"{Next()}^{{{Next()}}}",
            5 => $"\\sqrt{{{Next()}}}",
            6 => $"({Next()})",
            7 => $"|{Next()}|",
            8 => $"\\{random.Of("sin", "cos", "tan", "ln", "log", "arctan", "max", "gcd")}({Next()})",
            9 => $"({Next()}, {Next()})",
            10 => $"\\{{{Next()}, {Next()}\\}}",
            11 => $"[{Next()}, {Next()})",
            12 => $"x = {Next()}",
            13 => $"x {random.Of("<", ">", "\\le", "\\ge", "\\ne")} {Next()}",
            14 => $"{Next()}, {Next()}",
            15 => $"{Next()} {random.Of("and", "or", "\\text{ or }")} {Next()}",
            16 => $"{Next()} {random.Of("cm", "m/s", "\\text{ hours}", "apples", "%", "\\%", "dollars", "^\\circ")}",
            17 => $"{Next()}!",
            18 => $"\\binom{{{Next()}}}{{{Next()}}}",
            19 => $"\\pm {Next()}",
            20 => $"{random.Of("not", "at least", "negative", "half of", "about", "the square root of")} {Next()}",
            21 => $"\\sum_{{k=1}}^{{{Next()}}} {Next()}",
            22 => $"\\begin{{pmatrix}}{Next()}&{Next()}\\\\{Next()}&{Next()}\\end{{pmatrix}}",
            23 => $"{Next()} \\pmod{{{Next()}}}",
            24 => $"\\lfloor {Next()}\\rfloor",
            25 => $"{Next()}:{Next()}",
            26 => $"f(x)={Next()}",
            27 => $"{Next()}+C",
            28 => $"\\text{{{Next()}}}",
            _ => $"({random.Of("A", "B", "C")}) {Next()}",
        };
    }

    private static string Mutated(Source random, string text, int times)
    {
        for (var i = 0; i < times && text.Length > 0; i++)
        {
            var at = random.Below(text.Length);
            var end = Math.Min(text.Length, at + 1 + random.Below(6));
            text = random.Below(6) switch
            {
                0 => text[..at] + text[end..],
                1 => text[..end] + text[at..end] + text[end..],
                2 => text[..at],
                3 => text[..at] + FuzzTests.Pieces[random.Below(FuzzTests.Pieces.Length)] + text[at..],
                4 => text[at..] + text[..at],
                _ => text[..at] + (char)(text[at] ^ (1 + random.Below(31))) + text[(at + 1)..],
            };
        }

        return text;
    }
}
