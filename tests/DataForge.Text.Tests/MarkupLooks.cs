using System.Text;
using DataForge.Core;
using DataForge.Text.Markup;

namespace DataForge.Text.Tests;

/// <summary>The look by tables against the one that compares pair by pair.</summary>
public class MarkupLooks
{
    private static readonly string[] Pieces =
    [
        "&amp;", "&", "& ", "&#x27;", "<b>", "</p>", "< b", "<3", "<!--", "-->", "[1]", "[b]", "[/b]", "[[a|b]]", "](", "] ", "[0,1]", "%20", "%2", "25%", "=\n", "= \n", "\\n", "\\\\n", "\\nu", "\\u0041", "\\frac", "\\right", "\\'", "\\times", "\\left", "\\gamma",
        "\n", "\n ", "\n1 ", "\n[", "\n\n", "\r\n", "-\n", "-", "--", "-LRB-", "-RSB-", "it's", "it 's", "do n't", " 2", " \"", "n'", "s p a c e d", " w o r d ", "a b c d", "  x  y  z  w", "é", "ﬁ", "а", "Α", "²", "三十", "カ", "\u00ad", "\u200b", "\ufeff", "word", " ", "2", "6x", ",a", ",1",
    ];

    [Theory, InlineData(1), InlineData(2), InlineData(3), InlineData(4)]
    public void Both_call_for_the_same_steps(int seed)
    {
        for (var n = 0; n < 20_000; n++)
        {
            var draw = CounterRandom.For(seed, "looks", $"{n}");
            var text = new List<byte>();
            for (ulong i = 0; i < (ulong)draw.Below(0, 30); i++)
                if (draw.Below(i * 3 + 1, 12) == 0) text.Add((byte)draw.Below(i * 3 + 2, 256));
                else text.AddRange(Encoding.UTF8.GetBytes(Pieces[draw.Below(i * 3 + 3, Pieces.Length)]));
            byte[] bytes = [.. text];
            Assert.True(MarkupLook.ByComparing(bytes) == MarkupLook.At(bytes), $"seed {seed}, text {n}: {Convert.ToHexString(bytes)}");
        }
    }

    [Fact]
    public void Every_pair_of_bytes_behind_a_word_is_told_alike()
    {
        var text = "word  \0\0 and more than a block of thirty-two bytes behind it"u8.ToArray();
        for (var first = 0; first < 256; first++)
            for (var second = 0; second < 256; second++)
            {
                (text[5], text[6]) = ((byte)first, (byte)second);
                Assert.True(MarkupLook.ByComparing(text) == MarkupLook.At(text), $"{first:X2} {second:X2}");
            }
    }
}
