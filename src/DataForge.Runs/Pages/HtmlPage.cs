using System.Net;
using System.Text;
using DataForge.Core;

namespace DataForge.Runs.Pages;

/// <summary>One page with nothing outside it: no script, no font, no picture. All text is foreign and escaped.</summary>
internal sealed class HtmlPage
{
    private const string Style =
        "body{font:15px/1.45 system-ui,sans-serif;max-width:70em;margin:2em auto;padding:0 1em;color:#222;background:#fff}h1{font-size:1.5em}h2{font-size:1.2em;margin-top:2em;border-bottom:1px solid #ccc}"
        + "table{border-collapse:collapse;margin:.5em 0}td,th{padding:.15em .7em;text-align:left;border-bottom:1px solid #eee;vertical-align:top}td.n,th.n{text-align:right;font-variant-numeric:tabular-nums}"
        + "pre{white-space:pre-wrap;overflow-wrap:anywhere;background:#f5f5f5;padding:.6em;margin:.3em 0}details{margin:.4em 0}summary{cursor:pointer}.dropped{color:#a00}.bar{display:inline-block;height:.8em;background:#47a}"
        + "@media(prefers-color-scheme:dark){body{color:#ddd;background:#181818}pre{background:#262626}td,th{border-color:#333}.dropped{color:#f77}}";

    private readonly StringBuilder _body = new();
    private readonly string _title;

    /// <summary>After so many seconds the page is loaded anew; 0 leaves it.</summary>
    public int RefreshSeconds { get; init; }

    public HtmlPage(string title)
    {
        _title = title;
        _body.Append("<h1>").Append(Text(title)).Append("</h1>\n");
    }

    public HtmlPage Heading(string text)
    {
        _body.Append("<h2>").Append(Text(text)).Append("</h2>\n");
        return this;
    }

    public HtmlPage Paragraph(string text)
    {
        _body.Append("<p>").Append(Text(text)).Append("</p>\n");
        return this;
    }

    public HtmlPage Preformatted(string text)
    {
        _body.Append("<pre>").Append(Text(text)).Append("</pre>\n");
        return this;
    }

    /// <param name="numbers">Columns from this one on hold figures.</param>
    public HtmlPage Table(IReadOnlyList<string> heads, IEnumerable<IReadOnlyList<string>> rows, int numbers = 1)
    {
        _body.Append("<table><tr>");
        foreach (var (i, head) in heads.Index()) _body.Append(i >= numbers ? "<th class=n>" : "<th>").Append(Text(head)).Append("</th>");
        _body.Append("</tr>\n");
        foreach (var row in rows)
        {
            _body.Append("<tr>");
            foreach (var (i, cell) in row.Index()) _body.Append(i >= numbers ? "<td class=n>" : "<td>").Append(Text(cell)).Append("</td>");
            _body.Append("</tr>\n");
        }

        _body.Append("</table>\n");
        return this;
    }

    /// <summary>A histogram of tenths.</summary>
    public HtmlPage Histogram(string title, IReadOnlyList<long> bins)
    {
        var most = Math.Max(1, bins.Max());
        _body.Append("<h3>").Append(Text(title)).Append("</h3><table>\n");
        foreach (var (i, count) in bins.Index())
            _body.Append(System.Globalization.CultureInfo.InvariantCulture, $"<tr><td>{i / 10.0:0.0}–{(i + 1) / 10.0:0.0}</td><td><span class=bar style=\"width:{count * 300 / most}px\"></span></td><td class=n>{count}</td></tr>\n");
        _body.Append("</table>\n");
        return this;
    }

    /// <summary>Something to open: a line, and fields behind it.</summary>
    public HtmlPage Details(string line, IEnumerable<(string Name, string Value)> fields, bool dropped = false)
    {
        _body.Append(dropped ? "<details class=dropped><summary>" : "<details><summary>").Append(Text(line)).Append("</summary>\n");
        foreach (var (name, value) in fields) _body.Append("<b>").Append(Text(name)).Append("</b><pre>").Append(Text(value)).Append("</pre>\n");
        _body.Append("</details>\n");
        return this;
    }

    public override string ToString() =>
        $"<!doctype html>\n<html lang=en><meta charset=utf-8><meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src 'unsafe-inline'\">{(RefreshSeconds > 0 ? string.Create(System.Globalization.CultureInfo.InvariantCulture, $"<meta http-equiv=refresh content={RefreshSeconds}>") : "")}<meta name=viewport content=\"width=device-width\"><title>{Text(_title)}</title><style>{Style}</style>\n<body>\n{_body}</body></html>\n";

    private static string Text(string text) => WebUtility.HtmlEncode(Printable.Escape(text));
}
