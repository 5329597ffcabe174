using System.Net;

namespace DataForge.Tests.Extraction;

/// <summary>The twelve ways in which pages write formulas.</summary>
/// <param name="Write">The formula as markup.</param>
/// <param name="Head">What the page's head needs for it.</param>
internal sealed record Encoding(string Name, Func<Formula, string> Write, string Head = "")
{
    private const string MathJax = "<script src=\"https://cdn.jsdelivr.net/npm/mathjax@3/es5/tex-mml-chtml.js\"></script>";
    private const string MathJax2 = "<script type=\"text/x-mathjax-config\">MathJax.Hub.Config({tex2jax: {inlineMath: [['$','$'], ['\\\\(','\\\\)']]}});</script><script src=\"https://cdnjs.cloudflare.com/ajax/libs/mathjax/2.7.7/MathJax.js\"></script>";

    private static string Html(string text) => WebUtility.HtmlEncode(text);

    private static string Math(Formula f, string attributes = "", string tail = "") => $"<math xmlns=\"http://www.w3.org/1998/Math/MathML\"{attributes}><semantics><mrow>{f.MathMl}</mrow>{tail}</semantics></math>";

    /// <summary>All but the last can be undone.</summary>
    public static IReadOnlyList<Encoding> All { get; } =
    [
        new("katex", f => $"<span class=\"katex\"><span class=\"katex-mathml\">{Math(f, "", $"<annotation encoding=\"application/x-tex\">{Html(f.Tex)}</annotation>")}</span><span class=\"katex-html\" aria-hidden=\"true\"><span class=\"base\"><span class=\"mord mathnormal\">{Html(f.Flat)}</span></span></span></span>"),
        new("mathml with alttext", f => Math(f, $" alttext=\"{Html(f.Tex)}\"")),
        new("mathjax 2 after rendering", f => $"<span class=\"MathJax_Preview\">{Html(f.Flat)}</span><span class=\"MathJax\" id=\"MathJax-Element-1-Frame\"><span class=\"math\">{Html(f.Flat)}</span></span><script type=\"math/tex\">{f.Tex}</script>", MathJax2),
        new("data attribute", f => $"<span class=\"formula\" data-latex=\"{Html(f.Tex)}\"><span class=\"render\">{Html(f.Flat)}</span></span>"),
        new("mediawiki image", f => $"<span class=\"mwe-math-element\"><img src=\"https://wikimedia.org/api/rest_v1/media/math/render/svg/0a1b\" class=\"mwe-math-fallback-image-inline\" aria-hidden=\"true\" alt=\"{Html("{\\displaystyle " + f.Tex + "}")}\"></span>"),
        new("wordpress image", f => $"<img src=\"https://s0.wp.com/latex.php?latex={Uri.EscapeDataString(f.Tex)}&amp;bg=ffffff&amp;fg=000&amp;s=0\" alt=\"{Html(f.Tex)}\" class=\"latex\" />"),
        new("codecogs address", f => $"<img src=\"https://latex.codecogs.com/gif.latex?{Uri.EscapeDataString(f.Tex)}\">"),
        new("bare mathml", f => $"<math><mrow>{f.MathMl}</mrow></math>"),
        new("mathjax 3 after rendering", f => $"<mjx-container class=\"MathJax\" jax=\"CHTML\"><mjx-math aria-hidden=\"true\"><mjx-mi>{Html(f.Flat)}</mjx-mi></mjx-math><mjx-assistive-mml unselectable=\"on\" display=\"inline\"><math xmlns=\"http://www.w3.org/1998/Math/MathML\">{f.MathMl}</math></mjx-assistive-mml></mjx-container>", MathJax),
        new("backslash parentheses", f => $"\\({Html(f.Tex)}\\)", MathJax),
        new("dollar signs", f => $"${Html(f.Tex)}$"),
        new("katex boxes alone", f => $"<span class=\"katex\"><span class=\"katex-html\" aria-hidden=\"true\"><span class=\"base\"><span class=\"strut\"></span><span class=\"mord mathnormal\">{Html(f.Flat)}</span></span></span></span>"),
    ];

    /// <summary>True where the page still holds the formula's structure.</summary>
    public bool CanBeUndone => Name != "katex boxes alone";
}
