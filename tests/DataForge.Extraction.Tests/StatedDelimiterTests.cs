using DataForge.Extraction;

namespace DataForge.Tests.Extraction;

public sealed class StatedDelimiterTests
{
    private static ExtractedPage Extract(string body, string head = "") =>
        PageExtractor.Read(System.Text.Encoding.UTF8.GetBytes($"<html><head>{head}</head><body>{body}</body></html>"), null, new ExtractSettings(false, 1, TimeSpan.FromSeconds(60), 1), TimeProvider.System);

    private static string Counts(ExtractedPage page) => string.Join(' ', page.MathKept.Select(k => $"{k.Key} {k.Value}").Concat(page.MathLost.Select(l => $"lost {l.Key} {l.Value}")));

    [Theory]
    [InlineData("<script>MathJax={tex:{inlineMath:[['@@','@@']]}};</script>", "Let @@x^2@@ be.", "Let $x^2$ be.")]
    [InlineData("<script>window.MathJax = { tex: { inlineMath: {'[+]': [[\"%%\", \"%%\"]]}, displayMath: [['!!', '!!']] } };</script>", "Let %%x%% and !!y!! be.", "Let $x$ and\n$$y$$\nbe.")]
    [InlineData("<script type='text/x-mathjax-config'>MathJax.Hub.Config({ tex2jax: { // ours\n inlineMath: [ ['$','$'], ['\\\\(','\\\\)'], ['[m]','[/m]'] ], processEscapes: true } });</script>", "Let [m]a b[/m], $c d$ and \\(e\\) be.", "Let $a b$, $c d$ and $e$ be.")]
    [InlineData("<script>MathJax.tex = {inlineMath: [['<<', '>>']]}</script>", "Let &lt;&lt;x y&gt;&gt; be.", "Let $x y$ be.")]
    [InlineData("<script>renderMathInElement(document.body, {delimiters: [{left: '##', right: '##', display: true}, {left: '~', right: '~', display: false}]});</script>", "Let ~x y~ and ##z## be.", "Let $x y$ and\n$$z$$\nbe.")]
    [InlineData("<script>MathJax={tex:{inlineMath:[['`','`']]}};</script>", "Let `\\frac12` be.", "Let $\\frac12$ be.")]
    [InlineData("<script>new Vue({delimiters: ['[[', ']]']})</script>", "Let [[x]] be.", "Let [[x]] be.")]
    [InlineData("<script>MathJax={tex:{inlineMath:[['\\(','\\)']]}};</script>", "Let (x) and \\(y\\) be.", "Let (x) and $y$ be.")]
    [InlineData("<script>MathJax={tex:{inlineMath:[['@@','@@']]}};</script>", "Mail a@@b, no pair.", "Mail a@@b, no pair.")]
    public void Delimiters_of_the_pages_configuration_are_taken(string head, string body, string text) => Assert.Equal(text, Extract($"<p>{body}</p>", head).Text);

    [Theory]
    [InlineData("<script src='https://x.org/MathJax.js?config=AM_CHTML'></script>", 2)]
    [InlineData("<script src='https://x.org/MathJax.js?config=TeX-MML-AM_CHTML'></script>", 2)]
    [InlineData("<script src='https://x.org/MathJax.js?locale=de&amp;config=TeX-MML-AM_HTMLorMML-full,local'></script>", 2)]
    [InlineData("<script src='https://x.org/mathjax@3/es5/startup.js'></script><script>MathJax={loader:{load:['input/asciimath','output/chtml']}}</script>", 2)]
    [InlineData("<script src='ASCIIMathML.js'></script>", 2)]
    [InlineData("<script type='text/x-mathjax-config'>MathJax.Hub.Config({extensions:['asciimath2jax.js']})</script>", 2)]
    [InlineData("<script src='https://x.org/MathJax.js?config=TeX-AMS_CHTML'></script>", 0)]
    [InlineData("<script src='https://x.org/MathJax.js?config=TeX-AMS-MML_HTMLorMML'></script>", 0)]
    [InlineData("", 0)]
    public void Asciimath_between_backticks_is_counted_lost_where_the_page_reads_it(string head, int lost)
    {
        var page = Extract("<p>Solve `x^2 = 4` and `sqrt(2)/3`, not <code>`y`</code>.</p>", head);
        Assert.Equal(lost == 0 ? "" : $"lost asciimath {lost}", Counts(page));
        Assert.Equal(lost == 0 ? "Solve `x^2 = 4` and `sqrt(2)/3`, not `` `y` ``." : "Solve x^2 = 4 and sqrt(2)/3, not `` `y` ``.", page.Text);
    }

    [Fact]
    public void Asciimath_between_delimiters_of_the_pages_own_is_counted_and_its_dollars_are_escaped()
    {
        var page = Extract("<p>Solve ||x = $5|| now.</p>", "<script>MathJax={loader:{load:['input/asciimath']},asciimath:{delimiters:[['||','||']]}}</script>");
        Assert.Equal(("Solve x = \\$5 now.", "lost asciimath 1"), (page.Text, Counts(page)));
    }

    [Theory]
    [InlineData("On $[0,1]$ and $|x|$ and $(a,b)$ and $ABC$ and $2x+3y$.", @"On \$[0,1]\$ and \$|x|\$ and \$(a,b)\$ and \$ABC\$ and \$2x+3y\$.", "lost dollars 5")]
    [InlineData("As $x_1$ is, on $[0,1]$ and $|x|$ and $(a,b)$ and $ABC$ and $2x+3y$.", "As $x_1$ is, on $[0,1]$ and $|x|$ and $(a,b)$ and $ABC$ and $2x+3y$.", "delimiters 6")]
    [InlineData("On $[a,b)$.</p><p>Let $n$ be odd.", "On $[a,b)$.\n\nLet $n$ be odd.", "delimiters 2")]
    [InlineData("已知函数$f(x)=x^2$，求其在区间$[0,1]$上的最大值。", "已知函数$f(x)=x^2$，求其在区间$[0,1]$上的最大值。", "delimiters 2")]
    [InlineData("The $n$th and the $k$-th term, $ x^2 $ and $ \\frac12 $.", "The $n$th and the $k$-th term, $x^2$ and $\\frac12$.", "delimiters 4")]
    [InlineData("Pay $5 and $10, or US$5/US$6, $5-$10, 5$ to 6$, 10$-20$, $5, $6 (A$7).", @"Pay \$5 and \$10, or US\$5/US\$6, \$5-\$10, 5\$ to 6\$, 10\$-20\$, \$5, \$6 (A\$7).", "")]
    [InlineData("Set $HOME and $PATH, ${A}/${B}, \"$X\" \"$Y\", $A:$B, ($A)($B), $A, $B.", @"Set \$HOME and \$PATH, \${A}/\${B}, ""\$X"" ""\$Y"", \$A:\$B, (\$A)(\$B), \$A, \$B.", "")]
    [InlineData("Let $n$ be $5 or more; ${A}/${B} and $HOME, $PATH stay, $10 to $20 too.", @"Let $n$ be \$5 or more; \${A}/\${B} and \$HOME, \$PATH stay, \$10 to \$20 too.", "delimiters 1")]
    [InlineData("The menu: $$ or $$$, and $word by word$.", @"The menu: \$\$ or \$\$\$, and \$word by word\$.", "")]
    [InlineData("So $$[0,1]$$ and \\((a,b)\\).", "So \\$\\$[0,1]\\$\\$ and $(a,b)$.", "delimiters 1 lost dollars 1")]
    public void What_looks_like_a_formula_between_dollars_is_kept_or_counted(string body, string text, string counts)
    {
        var page = Extract($"<p>{body}</p>");
        Assert.Equal((text, counts), (page.Text, Counts(page)));
    }

    [Theory]
    [InlineData("a|b", @"a\|b")]
    [InlineData("<code>c|d</code>", @"`c\|d`")]
    [InlineData("\\(|x|\\)", @"$\vert x\vert$")]
    [InlineData("\\(\\|x\\|_2\\)", @"$\Vert x\Vert_2$")]
    [InlineData("\\(\\left|x\\right|y\\)", @"$\left\vert x\right\vert y$")]
    [InlineData("\\(a \\\\|b\\)", @"$a \\\vert b$")]
    [InlineData("\\(\\begin{array}{c|c}1&amp;2\\end{array}|x\\)", @"$\begin{array}{c|c}1&2\end{array}\vert x$")]
    [InlineData("<img class=math alt='a|b words here' src=e.gif>", @"a\|b words here")]
    public void A_bar_ends_no_cell_of_a_table(string cell, string written) =>
        Assert.Equal($"| n | f |\n| --- | --- |\n| 1 | {written} |", Extract($"<table><tr><th>n</th><th>f</th></tr><tr><td>1</td><td>{cell}</td></tr></table>").Text);

    [Fact]
    public void A_page_of_frames_gives_what_it_says_without_them()
    {
        const string Markup = "<title>Frames</title></head><frameset cols='1,2'><frame src=a><noframes><body><h1>Numbers</h1><p>Without frames, \\(x^2\\) &amp; more.</p></body></noframes></frameset></html>";
        var page = PageExtractor.Read("<html><head>"u8.ToArray().Concat(System.Text.Encoding.UTF8.GetBytes(Markup)).ToArray(), null, new ExtractSettings(false, 1, TimeSpan.FromSeconds(60), 1), TimeProvider.System);
        Assert.Equal(("Frames", "# Numbers\n\nWithout frames, $x^2$ & more.", "delimiters 1"), (page.Title, page.Text, Counts(page)));
    }

    [Theory, InlineData("<noframes><p>Hidden</p></noframes>"), InlineData("<noembed><p>Hidden</p></noembed>"), InlineData("<iframe><p>Hidden</p></iframe>")]
    public void Markup_that_stands_in_for_what_browsers_show_is_no_text(string markup) => Assert.Equal("Words.", Extract($"<p>Words.</p>{markup}").Text);
}
