using DataForge.Core;

namespace DataForge.Tests.Core;

public sealed class MarkdownTextTests
{
    [Theory]
    [InlineData("math_cot_100.jsonl", "math_cot_100.jsonl")]
    [InlineData("a|b", @"a\|b")]
    [InlineData("x\n# heading\r\n---", @"x \# heading  ---")]
    [InlineData("# heading", @"\# heading")]
    [InlineData("---", @"\---")]
    [InlineData("<script>alert(1)</script>", "&lt;script&gt;alert(1)&lt;/script&gt;")]
    [InlineData("[link](https://x.org) ![i](y)", @"\[link\](https\://x.org) \!\[i\](y)")]
    [InlineData("www.x.org", @"www\.x.org")]
    [InlineData("*bold* _it_ `code` $x$ &amp; \\", @"\*bold\* \_it\_ \`code\` \$x\$ &amp;amp; \\")]
    [InlineData("\u001b[31mred\u0007", "\uFFFD\\[31mred\uFFFD")]
    [InlineData("abc\u202Etxt\u200B", "abc\uFFFDtxt\uFFFD")]
    [InlineData("小明的题 é 😀", "小明的题 é 😀")]
    public void Foreign_text_shows_and_does_nothing_else(string text, string page) => Assert.Equal(page, MarkdownText.Inline(text));

    [Fact]
    public void A_long_text_is_cut() => Assert.Equal("ab" + "…", MarkdownText.Inline("abcdef", 2));

    [Fact]
    public void A_lone_surrogate_is_replaced() => Assert.Equal("a\uFFFDb", MarkdownText.Inline("a\ud800b"));
}
