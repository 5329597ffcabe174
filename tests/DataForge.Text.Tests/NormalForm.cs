using System.Text;
using DataForge.Core;

namespace DataForge.Text.Tests;

public class NormalForm
{
    private static string[] Words(string text)
    {
        var normalizer = new Normalizer();
        var tokens = normalizer.Read(text);
        var bytes = Encoding.UTF8.GetBytes(text);
        return [.. Enumerable.Range(0, tokens.Count).Select(i => Encoding.UTF8.GetString(bytes.AsSpan()[normalizer.SourceRange(i, i + 1).Start..normalizer.SourceRange(i, i + 1).End]))];
    }

    private static void Same(string a, string b)
    {
        var first = new Normalizer().Read(a).Hashes.ToArray();
        Assert.NotEmpty(first);
        Assert.Equal(first, new Normalizer().Read(b).Hashes.ToArray());
    }

    private static void Different(string a, string b) => Assert.NotEqual(new Normalizer().Read(a).Hashes.ToArray(), new Normalizer().Read(b).Hashes.ToArray());

    [Theory]
    [InlineData("Lena picked 48 baskets.", "LENA   PICKED  ４８\nBASKETS ;")]
    [InlineData(@"\dfrac{1}{2}", @"\frac12")]
    [InlineData(@"$x^{2}+3x$", @"\( x^2 + 3 x \)")]
    [InlineData(@"\left( \frac{a}{b} \right)", @"(\tfrac a b)")]
    [InlineData(@"\text{if } x \le 2", @"if $x ≤ 2$")]
    [InlineData("1,234,567 people", "1234567 people")]
    [InlineData(@"10,\!000", "10{,}000")]
    [InlineData("three 3.50 7.00", "three 3 . 5 7")]
    [InlineData("三个苹果和一百二十只", "3个苹果和120只")]
    [InlineData("二〇二四年", "2024年")]
    [InlineData("Janet’s ducks don't", "janets DUCKS dont")]
    [InlineData("x² + ½", "x2 + 1⁄2")]
    [InlineData(@"\alpha + \infty", "α + ∞")]
    [InlineData(@"45^\circ", "45°")]
    [InlineData("a + b = c", "a b c")]
    [InlineData("caf\u00e9", "cafe\u0301")]
    [InlineData("Straße", "STRASSE")]
    [InlineData("zero\u200bwidth so\u00adft", "zerowidth soft")]
    [InlineData(@"\begin{array}{cl} x \\ y \end{array}", "x y")]
    [InlineData(@"\mathbb{R}", "R")]
    public void Two_spellings_of_the_same_are_the_same(string a, string b) => Same(a, b);

    [Theory]
    [InlineData("12 34", "1234")]
    [InlineData("1.5", "15")]
    [InlineData("(1,23)", "123")]
    [InlineData("三", "四")]
    [InlineData(@"\sin x", @"\cos x")]
    [InlineData("千克", "百克")]
    [InlineData("(3, 4)", "34")]
    public void Different_things_stay_different(string a, string b) => Different(a, b);

    [Fact]
    public void Every_token_points_at_its_own_characters() => Assert.Equal(
        ["Evaluate", @"\dfrac", "x", "2", "3", @"\sqrt", "x", "1,000", "小", "华", "有", "一百二十", "支", "cafe\u0301", "４８", "ok"],
        Words("Evaluate \\dfrac{x^2+3}{\\sqrt{x}} 1,000 小华有一百二十支。cafe\u0301 ４８ ok"));

    [Theory]
    [InlineData("Marta picked 36 baskets in May", "Name - Number - - Name")]
    [InlineData("The half of his apples. Find them", "- NumberWord - Pronoun - Break -")]
    [InlineData("MARTA X If", "- Symbol -")]
    public void Flags_tell_names_numbers_and_pronouns(string text, string expected)
    {
        var flags = new Normalizer().Read(text).Flags.ToArray();
        flags[0] &= unchecked((byte)~Token.Break);
        Assert.Equal(expected, string.Join(' ', flags.Select(f => f switch
        {
            Token.Name => "Name",
            Token.Number => "Number",
            Token.NumberWord => "NumberWord",
            Token.Pronoun => "Pronoun",
            Token.Break => "Break",
            Token.Symbol => "Symbol",
            0 => "-",
            _ => $"{f}",
        })));
    }

    public static TheoryData<int> Seeds => [.. Enumerable.Range(1, 50)];

    [Theory, MemberData(nameof(Seeds))]
    public void Two_thousand_random_texts_neither_throw_nor_point_outside(int seed)
    {
        var random = CounterRandom.For(seed, "fuzz", "");
        string[] pieces = ["\\frac", "{", "}", "$", "\\", ",", "1", "000", "{,}", "\\!", "三", "十", "亿", "万", "é", "e\u0301", "\u0301", "ﷺ", "½", "\u200b", "\ufeff", "a", "B", "'", "’", "。", "ʼ", "′", "\n", " ", "°", "\\begin{array}{", "가", "\u1161", "🍐", ".", "5", "\\hspace*{", "Ǆ", "ſ", "İ",
            "&lt;", "&amp;", "&#39;", "<b>", "</b>", "<p class=\"x\">", "<!--", "-->", "<math>", "</math>", "<img alt=\"", "\">", "<sup>[", "[b]", "[/b]", "[[x|", "]]", "](http://a)", "[12]", "\\n", "\\\\n", "\\u0041", "\\ud83c\\udf4e", "\\'",
            "%20", "%E2", "=\n", "=C3=A9", "-\n", "\n1: x", "\n2: y", "\n3: z", "\n00:01 --> 00:02\n", "\n[12:03] Al: ", " 's", " n't", "-LRB-", "a e i o ", "а", "Ε", "¹", "\u00AD", "後", "wo"];
        var normalizer = new Normalizer();
        var bytes = new List<byte>();
        for (var n = 0; n < 2000; n++)
        {
            var draw = random.Fork((ulong)n);
            bytes.Clear();
            for (var i = 1 + draw.Below(0, 24); i > 0; i--)
            {
                switch (draw.Below((ulong)i * 3, 4))
                {
                    case 0:
                        bytes.Add((byte)draw.Below((ulong)i * 3 + 1, 256)); // broken UTF-8
                        break;
                    case 1 when draw.Below((ulong)i * 3 + 1, 0x110000) is var cp && cp is < 0xD800 or >= 0xE000:
                        bytes.AddRange(Encoding.UTF8.GetBytes(char.ConvertFromUtf32(cp)));
                        break;
                    default:
                        bytes.AddRange(Encoding.UTF8.GetBytes(pieces[draw.Below((ulong)i * 3 + 2, pieces.Length)]));
                        break;
                }
            }

            var text = bytes.ToArray();
            var tokens = normalizer.Read(text);
            Assert.True(tokens.Count <= text.Length * 6, "more tokens than characters could give");
            var last = 0;
            for (var t = 0; t < tokens.Count; t++)
            {
                var (start, end) = normalizer.SourceRange(t, t + 1);
                Assert.True(start >= 0 && start < end && end <= text.Length, $"token {t} at {start}..{end} of {text.Length}");
                Assert.True(start >= last, "tokens out of order");
                last = start;
            }
        }
    }

    [Fact]
    public void Reading_again_with_the_same_object_changes_nothing()
    {
        var normalizer = new Normalizer();
        var first = normalizer.Read("Find $x^2$ for 三 pears").Hashes.ToArray();
        normalizer.Read(new string('é', 5000));
        Assert.Equal(first, normalizer.Read("Find $x^2$ for 三 pears").Hashes.ToArray());
    }
}
