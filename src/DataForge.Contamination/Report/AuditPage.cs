using System.Reflection;
using System.Security.Cryptography;
using System.Text;
using System.Text.RegularExpressions;

namespace DataForge.Contamination;

/// <summary>The audit as one HTML file that needs nothing beside it: KaTeX, its fonts, the report and the script are inside.</summary>
/// <remarks>
/// Corpus text is hostile. It stands in the file only as JSON inside a data block with every <c>&lt;</c> escaped, reaches the document as text nodes, and the page's
/// content policy names the hashes of its two scripts, so that nothing else can run or be fetched even if markup slipped through.
/// </remarks>
public static partial class AuditPage
{
    /// <summary>In the order in which they build on each other.</summary>
    private static readonly string[] Scripts = ["dom.js", "text.js", "table.js", "decisions.js", "filters.js", "list.js", "detail.js", "items.js", "overview.js", "page.js"];

    public static string Render(AuditReport report)
    {
        var katex = Asset("katex.min.js");
        var script = string.Concat(Scripts.Select(Asset));
        var parts = new Dictionary<string, string>
        {
            ["script-hashes"] = $"'{Hash(katex)}' '{Hash(script)}'",
            ["katex-css"] = Katex(),
            ["page-css"] = Asset("page.css"),
            ["report"] = Encoding.UTF8.GetString(report.ToJson()).Replace("<", "\\u003c", StringComparison.Ordinal).Replace("\u2028", "\\u2028", StringComparison.Ordinal).Replace("\u2029", "\\u2029", StringComparison.Ordinal),
            ["katex-js"] = katex,
            ["page-js"] = script,
        };
        return Slot().Replace(Asset("page.html"), m => parts[m.Groups[1].Value]);
    }

    [GeneratedRegex(@"\{\{([a-z-]+)\}\}")]
    private static partial Regex Slot();

    [GeneratedRegex(@"src:url\(fonts/([A-Za-z0-9_-]+)\.woff2\)[^;}]*")]
    private static partial Regex FontFace();

    /// <summary>KaTeX's style sheet with its woff2 fonts as data.</summary>
    private static string Katex() => FontFace().Replace(Asset("katex.min.css"), m =>
        $"src:url(data:font/woff2;base64,{Convert.ToBase64String(Bytes(m.Groups[1].Value + ".woff2"))}) format('woff2')");

    private static string Hash(string script) => "sha256-" + Convert.ToBase64String(SHA256.HashData(Encoding.UTF8.GetBytes(script)));

    private static string Asset(string name) => Encoding.UTF8.GetString(Bytes(name)).Replace("\r\n", "\n", StringComparison.Ordinal);

    private static byte[] Bytes(string name)
    {
        using var stream = Assembly.GetExecutingAssembly().GetManifestResourceStream("audit/" + name)
            ?? throw new InvalidOperationException($"the assembly lacks the page's part {name}");
        using var copy = new MemoryStream();
        stream.CopyTo(copy);
        return copy.ToArray();
    }
}
