using System.Text;
using System.Text.RegularExpressions;

using DataForge.Core;
using DataForge.Models.Tokenizers;

namespace DataForge.Models.Tests.Tokenizers;

public sealed partial class WordScannerTests
{
    private static readonly string[] Pieces =
    [
        " ", "  ", "\t", "\n", "\r\n", "\u00a0", "\u3000", "\u2028", "'", "'s", "'S", "'ll", "'LL", "'ve", "'Re", "'\u017f", "'x", "a", "Word", "é", "\u0301", "中文", "ß", "1", "23", "4567", "²", "Ⅷ", "٣",
        ".", "!?", "+=", "—", "$", "\\frac{", "}", "☺", "❤\u200d☺", "_", "\u0000", "\ufffd", "\u200b",
    ];

    public static TheoryData<PreTokenizer, int> Seeds
    {
        get
        {
            var data = new TheoryData<PreTokenizer, int>();
            foreach (var rule in Enum.GetValues<PreTokenizer>())
                for (var seed = 0; seed < 8; seed++)
                    data.Add(rule, seed);
            return data;
        }
    }

    [Theory, MemberData(nameof(Seeds))]
    public void Cuts_where_the_regular_expression_cuts(PreTokenizer rule, int seed)
    {
        for (var round = 0; round < 400; round++)
        {
            var text = Draw(seed, round);
            Assert.Equal(ByPattern(rule, text), ByScanner(rule, text));
        }
    }

    [Theory, InlineData(PreTokenizer.Gpt2), InlineData(PreTokenizer.SmolLm), InlineData(PreTokenizer.Llama3), InlineData(PreTokenizer.Qwen2)]
    public void Long_runs_take_linear_time(PreTokenizer rule)
    {
        foreach (var run in (string[])[" ", "\n", " \n", "a", "1", "!", "'", "\t ", "中", "' "])
        {
            var text = Encoding.UTF8.GetBytes(string.Concat(Enumerable.Repeat(run, 1_000_000 / run.Length)) + "x");
            var clock = System.Diagnostics.Stopwatch.StartNew();
            var at = 0;
            while (at < text.Length) at = WordScanner.Next(rule, text, at);
            Assert.Equal(text.Length, at);
            Assert.True(clock.Elapsed < TimeSpan.FromSeconds(10), $"{run}: {clock.Elapsed}");
        }
    }

    private static string Draw(int seed, int round)
    {
        var random = CounterRandom.For(seed, "words", round.ToString());
        var text = new StringBuilder();
        for (var i = 0UL; i < 1 + (ulong)random.Below(1000, 30); i++) text.Append(Pieces[random.Below(i, Pieces.Length)]);
        return text.ToString();
    }

    private static List<string> ByScanner(PreTokenizer rule, string text)
    {
        var bytes = Encoding.UTF8.GetBytes(text);
        var words = new List<string>();
        for (int at = 0, next; at < bytes.Length; at = next)
        {
            next = WordScanner.Next(rule, bytes, at);
            words.Add(Encoding.UTF8.GetString(bytes, at, next - at));
        }

        return words;
    }

    private static List<string> ByPattern(PreTokenizer rule, string text) => rule switch
    {
        PreTokenizer.Gpt2 => [.. Gpt2().Matches(text).Select(m => m.Value)],
        PreTokenizer.SmolLm => [.. Number().Split(text).SelectMany(part => Number().IsMatch(part) ? [part] : Gpt2().Matches(part).Select(m => m.Value))],
        PreTokenizer.Llama3 => [.. Llama3().Matches(text).Select(m => m.Value)],
        _ => [.. Qwen2().Matches(text).Select(m => m.Value)],
    };

    /// <summary>.NET's \s is White_Space; (?i:'s) is spelled out because .NET does not fold U+017F to s.</summary>
    private const string AnyCase = "'[sS\u017f]|'[tT]|'[rR][eE]|'[vV][eE]|'[mM]|'[lL][lL]|'[dD]";

    [GeneratedRegex(@"'s|'t|'re|'ve|'m|'ll|'d| ?\p{L}+| ?\p{N}+| ?[^\s\p{L}\p{N}]+|\s+(?!\S)|\s+")]
    private static partial Regex Gpt2();

    [GeneratedRegex(@"(\p{N})")]
    private static partial Regex Number();

    [GeneratedRegex(AnyCase + @"|[^\r\n\p{L}\p{N}]?\p{L}+|\p{N}{1,3}| ?[^\s\p{L}\p{N}]+[\r\n]*|\s*[\r\n]+|\s+(?!\S)|\s+")]
    private static partial Regex Llama3();

    [GeneratedRegex(AnyCase + @"|[^\r\n\p{L}\p{N}]?\p{L}+|\p{N}| ?[^\s\p{L}\p{N}]+[\r\n]*|\s*[\r\n]+|\s+(?!\S)|\s+")]
    private static partial Regex Qwen2();
}
