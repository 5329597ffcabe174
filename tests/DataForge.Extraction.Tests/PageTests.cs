using System.Diagnostics;
using System.Text;
using DataForge.Extraction;
using DataForge.Extraction.Pages;

namespace DataForge.Tests.Extraction;

public sealed class PageTests
{
    private static readonly ExtractSettings Settings = new(false, 1, TimeSpan.FromSeconds(60), 1);

    private static ExtractedPage Extract(string html) => Extract(System.Text.Encoding.UTF8.GetBytes(html), null);

    private static ExtractedPage Extract(byte[] bytes, string? contentType) => PageExtractor.Read(bytes, contentType, Settings, TimeProvider.System);

    private static string Text(string body, string head = "") => Extract($"<html><head>{head}</head><body>{body}</body></html>").Text;

    [Theory]
    [InlineData("<p>It costs $5 or $6, at most $20/$30.</p>", @"It costs \$5 or \$6, at most \$20/\$30.")]
    [InlineData("<p>The file C:\\(new)\\[x] and $HOME/$USER stay.</p>", @"The file C:\(new)\[x] and \$HOME/\$USER stay.")]
    [InlineData("<p>Let $n$ be odd and $x_1 &lt; x_2$.</p>", "Let $n$ be odd and $x_1 < x_2$.")]
    [InlineData("<p>Then \\[ a = b \\] holds.</p>", "Then\n$$a = b$$\nholds.")]
    [InlineData("<p>So $$\\text{if $x$ is even}$$ holds.</p>", "So\n$$\\text{if \\(x\\) is even}$$\nholds.")]
    [InlineData("<p>By [tex]x^2[/tex] and $latex y^2$ here.</p>", "By $x^2$ and $y^2$ here.")]
    [InlineData("<p>\\begin{align} a &amp;= b \\\\ c &amp;= d \\end{align}</p>", "$$\\begin{align} a &= b \\\\ c &= d \\end{align}$$")]
    [InlineData("<p>Run <code>echo $a$b</code> now.</p><pre>$x$ and \\(y\\)</pre>", "Run `echo $a$b` now.\n\n```\n$x$ and \\(y\\)\n```")]
    [InlineData("<p>Price: \\$5 and \\(5\\) apples</p>", @"Price: \$5 and $5$ apples")]
    public void Delimiters_count_where_a_formula_stands_between_them(string body, string text) => Assert.Equal(text, Text(body));

    [Theory]
    [InlineData("<p>In $a b c$ words</p>", "In $a b c$ words")]
    [InlineData("<p>The \\(word one two\\) stands</p>", "The $word one two$ stands")]
    public void A_renderer_that_takes_the_delimiters_settles_it(string body, string text) =>
        Assert.Equal(text, Text(body, "<script>MathJax = {tex: {inlineMath: [['$', '$'], ['\\\\(', '\\\\)']]}};</script><script src='/mathjax/tex-chtml.js'></script>"));

    [Theory]
    [InlineData("<math><semantics><mi>x</mi><annotation encoding='application/x-tex'>x &amp;lt; y % note\n+1</annotation></semantics></math>", "$x < y +1$")]
    [InlineData("<span class='math inline'>\\(x+1\\)</span>", "$x+1$")]
    [InlineData("<span class='math'>\\alpha_1</span>", @"$\alpha_1$")]
    [InlineData("<script type='math/tex; mode=display'>% <![CDATA[\nx<y %]]></script>", "$$x<y$$")]
    [InlineData("<img src='/eq.png' class='equation_image' alt='LaTeX: \\frac{1}{2}'>", @"$\frac{1}{2}$")]
    [InlineData("a<img src='https://latex.codecogs.com/svg.image?\\inline&amp;space;\\dpi{110}x^2'>", "a$x^2$")]
    [InlineData("a<img src='https://www.zhihu.com/equation?tex=x%5E2%2By' alt='[公式]'>", "a$x^2+y$")]
    [InlineData("<span class='katex-error' title='ParseError'>\\foo{x}</span>", @"$\foo{x}$")]
    [InlineData("<span class='MathJax' data-mathml='&lt;math&gt;&lt;mi&gt;y&lt;/mi&gt;&lt;/math&gt;'><nobr>y</nobr></span>", "$y$")]
    [InlineData("<math>x^2</math>", "$x^2$")]
    [InlineData("<span data-math='true'>x</span>", "x")]
    public void Each_source_of_a_formula_is_read(string body, string text) => Assert.Equal(text, Text(body));

    [Theory]
    [InlineData("<script type='math/asciimath'>sum_(i=1)^n</script>", "asciimath")]
    [InlineData("<mjx-container><mjx-math>x</mjx-math></mjx-container>", "mathjax_html")]
    [InlineData("<img class='latex' src='eq1.gif'>", "image")]
    [InlineData("<img class='math' src='eq1.gif' alt='a big formula here'>", "image")]
    [InlineData("<math><apply><plus/><ci>x</ci></apply></math>", "content_mathml")]
    [InlineData("<nav><a href='#'>$x^2$</a></nav>", "boilerplate")]
    public void What_cannot_be_undone_is_counted_under_its_name(string body, string name)
    {
        var page = Extract($"<html><body><p>{string.Concat(Enumerable.Repeat("Some words of a page that go on for a while. ", 8))}</p>{body}</body></html>");
        Assert.Equal((name, 1), page.MathLost.Select(l => (l.Key, l.Value)).Single());
        Assert.Empty(page.MathKept);
    }

    [Fact]
    public void Headings_lists_tables_code_and_quotes_keep_their_form() => Assert.Equal(
        "# Title\n\nOne two\nthree.\n\n- a\n- b\n  1. c\n  2. d\n\n> quoted\n\n| n | f |\n| --- | --- |\n| 1 | $\\frac12$ |\n\n```python\nif x:\n    y\n```\n\nterm\n\n: meaning\n\nx^2, H_2O, a^{n+1}, 1st",
        Text("<h1>Title</h1><p>One  two<br>three.</p><ul><li>a<li>b<ol><li>c</li><li>d</li></ol></ul><blockquote>quoted</blockquote><table><tr><th>n</th><th>f</th></tr><tr><td>1</td><td>\\(\\frac12\\)</td></tr></table><pre class='language-python'>if x:\n    y</pre><dl><dt>term<dd>meaning</dl><p>x<sup>2</sup>, H<sub>2</sub>O, a<sup>n+1</sup>, 1<sup>st</sup><sup><a href='#f'>[3]</a></sup></p>"));

    [Theory]
    [InlineData("gb18030", "<meta charset=gb2312>", null, "求函数的最大值，并说明理由。")]
    [InlineData("big5", "<meta http-equiv=Content-Type content='text/html; charset=big5'>", null, "求函數的最大值，並說明理由。")]
    [InlineData("shift_jis", "", "text/html; charset=Shift_JIS", "次の方程式を解きなさい。")]
    [InlineData("windows-1251", "", "text/html; charset=windows-1251", "Решите уравнение и найдите ответ.")]
    [InlineData("windows-1252", "", null, "Größe und Höhe – „schön“")]
    [InlineData("gb18030", "", null, "求函数的最大值，并说明理由，这是我们的一个问题。")]
    [InlineData("big5", "", null, "求這個函數的最大值，並說明我們的理由，這是一個問題。")]
    [InlineData("utf-16le", "", null, "平方根 √2")]
    [InlineData("utf-8", "<meta charset=iso-8859-1>", null, "Größe √2 – schön")]
    public void The_encoding_is_found(string charset, string meta, string? contentType, string words)
    {
        System.Text.Encoding.RegisterProvider(CodePagesEncodingProvider.Instance);
        var html = $"<html><head>{meta}</head><body><p>{words}</p></body></html>";
        byte[] bytes = charset == "utf-16le" ? [0xFF, 0xFE, .. System.Text.Encoding.Unicode.GetBytes(html)] : System.Text.Encoding.GetEncoding(charset).GetBytes(html);
        var page = Extract(bytes, contentType);
        Assert.Equal(words, page.Text);
        Assert.Equal(charset, page.Charset);
        Assert.Equal(0, page.Broken);
    }

    [Fact]
    public void Title_date_address_and_language_come_from_where_pages_state_them()
    {
        var page = Extract("<html lang='en-GB'><head><title>Primes | Example Site</title><link rel=canonical href='https://example.org/primes'><meta property='article:published_time' content='2024-05-31T10:00:00Z'></head><body><h1>Primes</h1><p>The number of primes below a bound is known to be infinite in the limit.</p></body></html>");
        Assert.Equal(("Primes", "https://example.org/primes", "2024-05-31", "en"), (page.Title, page.Url, page.Published, page.Language));
    }

    [Theory]
    [InlineData("Die Summe der Winkel ist nicht immer gleich, und das wird hier auf eine Art gezeigt.", "de")]
    [InlineData("La somme des angles est connue dans le plan et nous allons voir que ce n'est pas tout.", "fr")]
    [InlineData("求这个函数的最大值。", "zh")]
    [InlineData("次の方程式を解きなさい。", "ja")]
    [InlineData("다음 방정식을 푸시오.", "ko")]
    [InlineData("Решите уравнение и найдите все корни, если они есть, так как это не сложно.", "ru")]
    [InlineData("$x^2 + y^2 = z^2$", "und")]
    public void The_language_is_told_by_script_and_words(string text, string language) => Assert.Equal(language, Extract($"<p>{text}</p>").Language);

    public static TheoryData<string, string> Hostile => new()
    {
        { "nested blocks", string.Concat(Enumerable.Repeat("<div>", 100_000)) + "middle" },
        { "nested formatting", string.Concat(Enumerable.Range(0, 20_000).Select(i => $"<b id={i}><p>")) + "middle" },
        { "nested tables", string.Concat(Enumerable.Repeat("<table><tr><td>", 20_000)) + "middle" },
        { "nested mathml", "<p>middle</p><math>" + string.Concat(Enumerable.Repeat("<mrow><msup>", 50_000)) },
        { "nested lists", string.Concat(Enumerable.Repeat("<ul><li>", 50_000)) + "middle" },
        { "many attributes", "<p " + string.Concat(Enumerable.Range(0, 50_000).Select(i => $"a{i}=1 ")) + ">middle" },
        { "an endless comment", "<p>middle</p><!-- " + new string('-', 1_000_000) },
        { "many dollars", "<p>middle " + string.Concat(Enumerable.Repeat("$ ", 100_000)) },
        { "many openings", "<p>middle " + string.Concat(Enumerable.Repeat("\\( \\[ \\begin{align}", 20_000)) },
        { "unclosed titles", "<p>middle</p>" + string.Concat(Enumerable.Repeat("<title>", 50_000)) },
        { "lone signs", "<p>middle</p>" + string.Concat(Enumerable.Repeat("<", 500_000)) },
    };

    [Theory, MemberData(nameof(Hostile))]
    public void A_hostile_page_is_read_or_refused_in_bounded_time(string name, string html)
    {
        var begun = Process.GetCurrentProcess().UserProcessorTime;
        var text = "";
        try
        {
            text = Extract(html).Text;
        }
        catch (PageRefused e)
        {
            text = "middle " + e.Rule;
        }

        Assert.Contains("middle", text, StringComparison.Ordinal);
        Assert.True(Process.GetCurrentProcess().UserProcessorTime - begun < TimeSpan.FromSeconds(20), name);
    }
}
