using System.Text;
using DataForge.Text.Markup;

namespace DataForge.Text.Tests;

/// <summary>Markup, escapes and layout around and inside a text leave its tokens as they are, and a token's place is in the raw text.</summary>
public class MarkupForms
{
    private static uint[] Tokens(string text) => new Normalizer().Read(text).Hashes.ToArray();

    [Theory]
    [InlineData("Two&nbsp;pears &amp; a plum", "Two pears a plum")]
    [InlineData("Sam&#39;s &#x61;pple, &amp;amp;lt; 5", "Sam's apple, < 5")]
    [InlineData("a &unknown; b &amp c", "a unknown b amp c")]
    [InlineData("<p class=\"x y\"><b>W</b>ord and <span id=w1>an</span>other</p>", "Word and another")]
    [InlineData("one<br/>two<br />three<td>four</td>five", "one two three four five")]
    [InlineData("10<sup>2</sup> pears<sup class=\"reference\"><a href=\"#n\">[3]</a></sup> left", "10^2 pears left")]
    [InlineData("pears <!-- buy 3 now --> left <script>var x = \"y\";</script><style>p { color: red }</style>", "pears left")]
    [InlineData("<text><![CDATA[x < 5 pears]]></text>", "x < 5 pears")]
    [InlineData("if a<b and c>d, and x < y, then <b>c</b>", "if a<b and c>d, and x < y, then c")]
    [InlineData("<script type=\"math/tex\">\\frac{1}{2}</script> of it", "\\frac{1}{2} of it")]
    [InlineData("<math><semantics><mrow><mi>x</mi><mo>=</mo><mn>12</mn></mrow><annotation encoding=\"application/x-tex\">x=12</annotation></semantics></math><span class=\"katex-html\" aria-hidden=\"true\"><span>x</span>12</span> now", "x=12 now")]
    [InlineData("<math><mn>12</mn><mi>x</mi><mi>y</mi></math> or <math>x^2</math>", "12 x y or x^2")]
    [InlineData("Find <img class=\"latex\" src=\"a/7.png\" alt=\"x &lt; 9\" width=\"31\"> now", "Find x < 9 now")]
    [InlineData("[b]Two[/b] pears in [color=red]red[/color] [tex]x^2[/tex]", "Two pears in red x^2")]
    [InlineData("the interval [b] and a[i], [0, 1] and f[2]", "the interval b and a i, 0 1 and f 2")]
    [InlineData("[[Some page|pears]] and [plums](https://example.org/a_1)[^2] grow[17] here", "pears and plums grow here")]
    [InlineData("two dogs.\\nShe said \\\"no\\\" to\\tall \\u0027pears\\u0027, don\\'t", "two dogs. She said no to all 'pears', don't")]
    [InlineData("C:\\\\\\\"x\\\\\\\" dogs\\\\nthe and\\\\nno more", "C x dogs the and no more")]
    [InlineData("\\u82f9\\u679c \\ud83c\\udf4e", "苹果 🍎")]
    [InlineData("Two%20pears%20and%20a%20caf%C3%A9", "Two pears and a café")]
    [InlineData("Two pea=\nrs and caf=C3=A9", "Two pears and café")]
    [InlineData("The exam-\nple of well-\n  known things", "The example of wellknown things")]
    [InlineData("1\n00:00:01,000 --> 00:00:02,000\nTwo pears\n\n2\n00:00:02,000 --> 00:00:03,000\nand a plum", "Two pears and a plum")]
    [InlineData("  1  Two pears\n  2  and a\n  3  plum", "Two pears and a plum")]
    [InlineData("17: Two pears\n18: and a\n19: plum", "Two pears and a plum")]
    [InlineData("[12:03] Robin: two pears\n[12:04] Al: and a plum", "two pears and a plum")]
    [InlineData("pe\u00ADars and pl\u200Bums \u202Ahere\u202C 1\u200B2", "pears and plums here 12")]
    [InlineData("Тwo реаrs аnd a plum", "Two pears and a plum")]
    [InlineData("Ηow many Αpples", "How many Apples")]
    [InlineData("Find f o u r pears", "Find four pears")]
    [InlineData("pears¹² in the box.³ Now x² and 5 cm² and sin² stay", "pears in the box. Now x^2 and 5 cm 2 and sin 2 stay")]
    [InlineData("Kimberly 's pears do n't -LRB- fall -RRB-", "Kimberly's pears don't ( fall )")]
    [InlineData("後來買了兩個蘋果", "后来买了两个苹果")]
    public void Leave_the_tokens_of_the_plain_text(string marked, string plain) => Assert.Equal(Tokens(plain), Tokens(marked));

    [Theory]
    [InlineData("$\\nabla f \\neq \\nu \\times \\theta \\text{if } \\tan x \\to \\tfrac12$")]
    [InlineData("\\begin{matrix} a \\\\next & b \\end{matrix}")]
    [InlineData("Русский текст о сорока яблоках")]
    [InlineData("1. Two pears.\n2. A plum.\n3. A fig.")]
    [InlineData("variables x y z w and A B C D")]
    [InlineData("α + β = 180° and Δ = 4")]
    [InlineData("100% of 20% = 5")]
    public void What_only_looks_like_it_stays(string text)
    {
        var plain = new Normalizer(plain: false, markup: false);
        Assert.Equal(plain.Read(text).Hashes.ToArray(), Tokens(text));
    }

    [Fact]
    public void A_text_without_markup_is_handed_on_as_it_is()
    {
        var text = Encoding.UTF8.GetBytes("Mara packs 1,250 jars – “into” crates of 24 (or $x^2 \\cdot \\frac{1}{2}$), a < b; [0, 1].\nHow many? 苹果");
        var decoder = new MarkupDecoder();
        Assert.True(decoder.Decode(text) == text);
        Assert.Equal((3, 9), decoder.ToRaw(3, 9));
    }

    [Fact]
    public void Places_are_those_of_the_raw_text()
    {
        const string raw = "<p>Sam&#39;s <b>p</b>ears:\\u0020tw\u200Bo</p>";
        var normalizer = new Normalizer();
        var tokens = normalizer.Read(raw);
        var bytes = Encoding.UTF8.GetBytes(raw);
        var places = Enumerable.Range(0, tokens.Count).Select(i => normalizer.SourceRange(i, i + 1)).Select(r => Encoding.UTF8.GetString(bytes[r.Start..r.End]));
        Assert.Equal(["Sam&#39;s", "p</b>ears", "tw\u200Bo"], places);
    }

    [Fact]
    public void A_long_text_of_opened_tags_is_read_in_time_that_grows_with_its_length()
    {
        var text = string.Concat(Enumerable.Repeat("<span class=\"katex-html\"><math><sup>[<!-- [b] &amp; \\u00", 4_000));
        Assert.InRange(new Normalizer().Read(text).Count, 1, 100_000);
    }
}
