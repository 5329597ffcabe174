using System.Text.RegularExpressions;
using AngleSharp.Dom;
using DataForge.Extraction.MathMl;
using DataForge.Extraction.Pages;

namespace DataForge.Extraction.Formulas;

/// <summary>Finds the formula that an element is. The order of sources: TeX that the page states (annotation, alttext, script, attribute, image), then MathML, then TeX as text.</summary>
internal static partial class MathFinder
{
    private static readonly string[] Attributes =
        ["data-latex", "data-tex", "data-math", "data-formula", "data-katex", "data-mathjax", "data-equation", "data-equation-content", "data-expr", "data-math-formula", "data-tex-source", "data-latex-source", "data-mathquill", "latex"];

    [GeneratedRegex(@"(?:^|\s)(?:katex-error|tex2jax_process|mathjax_process|math|tex|latex|equation|math-tex|math-inline|math-display|math-block|math-expression|mathquill-embedded-latex|inlinemath|displaymath|arithmatex|notranslate-math|ztext-math|jaxed|formula)(?=$|\s)", RegexOptions.IgnoreCase)]
    private static partial Regex TexClass();

    [GeneratedRegex(@"(?:^|\s)MathJax(?:_SVG|_CHTML|_MathML|_PlainSource|_SVG_Display|_MathContainer|_Display)?(?=$|\s)")]
    private static partial Regex MathJaxClass();

    /// <summary>The formula; null where the element is none. What lies below it belongs to it.</summary>
    public static MathSpan? Of(IElement element, PageMath page)
    {
        var name = MathMlConverter.Name(element);
        switch (name)
        {
            case "math": return OfMath(element);
            case "script": return OfScript(element);
            case "img": return MathImages.Of(element);
            case "mjx-container" or "mjx-math": return OfMathJax(element, element.GetAttribute("display") == "true");
            case "math-field" or "tex-math" or "math-renderer" or "tex" or "latex" or "katex" or "equation": return element.Children.Any(c => c.LocalName is not ("br" or "wbr")) ? null : OfText(element.GetAttribute("value") ?? element.TextContent, name is "equation" || element.ClassList.Contains("js-display-math"));
        }

        return element.Attributes.Length > 0 ? OfNamed(element, page) : null;
    }

    private static MathSpan? OfNamed(IElement element, PageMath page)
    {
        if (OfAttribute(element) is { } stated) return stated;
        if (element.ClassName is not { Length: > 0 } names || !MayBe(names)) return null;
        if (element.ClassList.Contains("katex") || element.ClassList.Contains("katex-html")) return OfKatex(element);
        if (element.ClassList.Contains("katex-display") && element.Children is [var only] && only.ClassList.Contains("katex")) return OfKatex(only);
        if (element.ClassList.Contains("mwe-math-element")) return OfMediaWiki(element);
        if (element.ClassList.Contains("MathJax_Preview")) return page.HasSource(element) ? new MathSpan("", "", false) : null;
        if (MathJaxClass().IsMatch(names)) return page.HasSource(element) ? new MathSpan("", "", false) : OfMathJax(element, names.Contains("Display", StringComparison.Ordinal));
        return TexClass().IsMatch(names) ? OfTexElement(element, names, page) : null;
    }

    /// <summary>A class with any of the words that formulas are marked by.</summary>
    private static bool MayBe(string names)
    {
        foreach (var word in (ReadOnlySpan<string>)["math", "tex", "MathJax", "equation", "formula", "arith", "jax", "Math"])
            if (names.Contains(word, StringComparison.Ordinal))
                return true;
        return names.Contains("math", StringComparison.OrdinalIgnoreCase) || names.Contains("latex", StringComparison.OrdinalIgnoreCase);
    }

    private static MathSpan OfMath(IElement math)
    {
        var display = math.GetAttribute("display") == "block" || math.GetAttribute("mode") == "display" || IsInDisplay(math);
        if (AnnotationOf(math) is { } tex && TexSource.Clean(tex, ref display) is { } annotated) return new MathSpan(MathEncoding.Annotation, annotated, display);
        if (TexSource.Clean(math.GetAttribute("alttext"), ref display) is { } alternative && TexSource.IsBalanced(alternative)) return new MathSpan(MathEncoding.AltText, alternative, display);
        if (TexSource.Clean(math.GetAttribute("data-latex") ?? math.GetAttribute("data-tex"), ref display) is { } stated) return new MathSpan(MathEncoding.DataAttribute, stated, display);
        if (math.Children.Length == 0) return OfText(math.TextContent, display) ?? new MathSpan(MathEncoding.Unreadable, null, display, "");
        if (MathMlConverter.IsContent(math)) return new MathSpan(MathEncoding.ContentMathMl, null, display, Plain(math));
        return Converted(math, display);
    }

    private static MathSpan Converted(IElement math, bool display) =>
        TexSource.Clean(MathMlConverter.Convert(math)) is { } converted ? new MathSpan(MathEncoding.MathMl, converted, display) : new MathSpan(MathEncoding.Unreadable, null, display, Plain(math));

    private static string? AnnotationOf(IElement math)
    {
        foreach (var annotation in Below(math, "annotation"))
            if (annotation.GetAttribute("encoding") is { } encoding && encoding.Contains("tex", StringComparison.OrdinalIgnoreCase) && !encoding.StartsWith("text/html", StringComparison.OrdinalIgnoreCase) && !encoding.Equals("text/plain", StringComparison.OrdinalIgnoreCase))
                return annotation.TextContent;
        return null;
    }

    internal static IEnumerable<IElement> Below(IElement element, string name) => element.Descendants<IElement>().Where(e => MathMlConverter.Name(e) == name);

    private static bool IsInDisplay(IElement element)
    {
        var at = element.ParentElement;
        for (var up = 0; at is not null && up < 4; up++, at = at.ParentElement)
            if (at.ClassName is { } names && (names.Contains("katex-display", StringComparison.Ordinal) || names.Contains("MathJax_Display", StringComparison.Ordinal) || names.Contains("mwe-math-element-block", StringComparison.Ordinal)))
                return true;
        return false;
    }

    private static MathSpan? OfScript(IElement script)
    {
        var type = script.GetAttribute("type")?.Trim() ?? "";
        if (!type.StartsWith("math/", StringComparison.OrdinalIgnoreCase) && !type.StartsWith("text/x-mathjax-tex", StringComparison.OrdinalIgnoreCase)) return null;
        var display = type.Contains("mode=display", StringComparison.OrdinalIgnoreCase);
        if (type.StartsWith("math/asciimath", StringComparison.OrdinalIgnoreCase)) return new MathSpan(MathEncoding.AsciiMath, null, display, script.TextContent.Trim());
        if (!type.StartsWith("math/mml", StringComparison.OrdinalIgnoreCase))
            return TexSource.Clean(script.TextContent, ref display) is { } tex ? new MathSpan(MathEncoding.Script, tex, display) : new MathSpan(MathEncoding.Unreadable, null, display, "");
        return PageParser.Fragment(script.TextContent) is { } math ? OfMath(math) : new MathSpan(MathEncoding.Unreadable, null, display, "");
    }

    private static MathSpan? OfAttribute(IElement element)
    {
        if (!HasData(element)) return null;
        foreach (var name in Attributes)
        {
            if (element.GetAttribute(name) is not { } value || value.Trim() is "" or "true" or "false" or "1" or "0" or "inline" or "block" or "display") continue;
            if (name == "latex" && element.LocalName != "span") continue;
            if (value.TrimStart().StartsWith("<math", StringComparison.Ordinal)) return PageParser.Fragment(value) is { } math ? OfMath(math) : null;
            var display = element.LocalName == "div" || element.GetAttribute("data-display") is "true" or "block" || (element.ClassName?.Contains("display", StringComparison.OrdinalIgnoreCase) ?? false) || IsInDisplay(element);
            if (TexSource.Clean(value, ref display) is { } tex && TexSource.IsBalanced(tex) && (name is not ("data-math" or "data-formula" or "data-equation" or "data-expr") || TexShape.IsFormula(tex))) return new MathSpan(MathEncoding.DataAttribute, tex, display);
        }

        if (element.ClassList.Contains("ql-formula") && TexSource.Clean(element.GetAttribute("data-value")) is { } quill) return new MathSpan(MathEncoding.DataAttribute, quill, false);
        return element.GetAttribute("data-mathml") is { } mathMl && PageParser.Fragment(mathMl) is { } fragment ? OfMath(fragment) : null;
    }

    private static bool HasData(IElement element)
    {
        var attributes = element.Attributes;
        for (var i = 0; i < attributes.Length; i++)
            if (attributes[i]!.LocalName is var name && (name.StartsWith("data-", StringComparison.Ordinal) || name == "latex"))
                return true;
        return false;
    }

    private static MathSpan OfKatex(IElement element)
    {
        var display = IsInDisplay(element);
        foreach (var math in Below(element, "math"))
        {
            var span = OfMath(math);
            return span with { Display = span.Display || display };
        }

        var html = element.QuerySelector(".katex-html") ?? element;
        return new MathSpan(MathEncoding.KatexHtml, null, display, Plain(html));
    }

    private static MathSpan OfMathJax(IElement element, bool display)
    {
        display |= IsInDisplay(element);
        if (TexSource.Clean(element.GetAttribute("data-latex") ?? element.QuerySelector("mjx-math[data-latex]")?.GetAttribute("data-latex"), ref display) is { } stated) return new MathSpan(MathEncoding.DataAttribute, stated, display);
        foreach (var math in Below(element, "math"))
        {
            var span = OfMath(math);
            return span with { Display = span.Display || display };
        }

        return new MathSpan(MathEncoding.MathJaxHtml, null, display, Plain(element));
    }

    private static MathSpan OfMediaWiki(IElement element)
    {
        var display = element.QuerySelector(".mwe-math-fallback-image-display") is not null || element.ClassList.Contains("mwe-math-element-block");
        foreach (var math in Below(element, "math"))
        {
            var span = OfMath(math);
            if (span.Latex is not null) return span with { Display = span.Display || display };
        }

        return element.QuerySelector("img") is { } image && MathImages.Of(image) is { } shown ? shown with { Display = display } : new MathSpan(MathEncoding.Unreadable, null, display, Plain(element));
    }

    /// <summary>TeX as the whole text of an element whose class says that it is one.</summary>
    private static MathSpan? OfTexElement(IElement element, string names, PageMath page)
    {
        if (element.Children.Any(c => c.LocalName is not ("br" or "wbr"))) return null;
        var text = element.TextContent;
        var display = element.LocalName == "div" || names.Contains("display", StringComparison.OrdinalIgnoreCase) || names.Contains("block", StringComparison.OrdinalIgnoreCase);
        var whole = text.Trim();
        var delimited = Delimiters.IsWhole(whole, page);
        if (!delimited && (Delimiters.Any(whole, page) || !(page.LoadsRenderer && TexSource.IsBalanced(whole) && !whole.Contains("\n\n", StringComparison.Ordinal) && whole.Length <= 2000 && !LooksLikeProse(whole)) && !HasCommand(whole))) return null;
        if (delimited) display = whole.StartsWith("\\[", StringComparison.Ordinal) || whole.StartsWith("$$", StringComparison.Ordinal) || whole.StartsWith("\\begin", StringComparison.Ordinal);
        return OfText(text, display);
    }

    private static bool HasCommand(string text) => text.Contains('\\', StringComparison.Ordinal) && TexShape.IsFormula(text);

    private static bool LooksLikeProse(string text) => text.Any(char.IsWhiteSpace) && !TexShape.IsFormula(text);

    private static MathSpan? OfText(string text, bool display)
    {
        var block = display;
        return TexSource.Clean(text, ref block) is { } tex && TexSource.IsBalanced(tex) ? new MathSpan(MathEncoding.ElementText, tex, block) : null;
    }

    private static string Plain(IElement element) => string.Join(' ', string.Concat(element.TextContent.Where(c => !MathOperators.Invisible.Contains(c))).Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries));
}
