namespace DataForge.Extraction.Formulas;

/// <summary>How a page writes a formula, as counts name it.</summary>
internal static class MathEncoding
{
    /// <summary>TeX within MathML's <c>annotation</c>.</summary>
    public const string Annotation = "annotation";

    /// <summary>TeX in the <c>alttext</c> of a <c>math</c> element.</summary>
    public const string AltText = "alttext";

    /// <summary><c>script type="math/tex"</c>.</summary>
    public const string Script = "script";

    /// <summary>An attribute such as <c>data-latex</c>.</summary>
    public const string DataAttribute = "data_attribute";

    /// <summary>The alternative text of a formula's image.</summary>
    public const string ImageAlt = "image_alt";

    /// <summary>The address of an image that a server draws from TeX.</summary>
    public const string ImageUrl = "image_url";

    /// <summary>Presentation MathML, converted.</summary>
    public const string MathMl = "mathml";

    /// <summary><c>\(…\)</c>, <c>$…$</c>, <c>[tex]…[/tex]</c> and bare environments in text.</summary>
    public const string Delimiters = "delimiters";

    /// <summary>TeX as the text of an element made for it.</summary>
    public const string ElementText = "element_text";

    /// <summary>Lost: KaTeX's boxes without MathML.</summary>
    public const string KatexHtml = "katex_html";

    /// <summary>Lost: MathJax's boxes without MathML or source.</summary>
    public const string MathJaxHtml = "mathjax_html";

    /// <summary>Lost: AsciiMath.</summary>
    public const string AsciiMath = "asciimath";

    /// <summary>Lost: what looks like a formula between dollar signs, where nothing on the page shows that they delimit formulas.</summary>
    public const string Dollars = "dollars";

    /// <summary>Lost: an image of a formula that says nothing of its TeX.</summary>
    public const string Image = "image";

    /// <summary>Lost: Content MathML.</summary>
    public const string ContentMathMl = "content_mathml";

    /// <summary>Lost: a formula in a part of the page that was dropped.</summary>
    public const string Boilerplate = "boilerplate";

    /// <summary>Lost: an element for a formula in which no formula stands.</summary>
    public const string Unreadable = "unreadable";
}
