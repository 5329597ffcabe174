namespace DataForge.Tests.Extraction;

/// <summary>Twenty pages as sites of different kinds build them, around paragraphs that are known.</summary>
internal static class Sites
{
    private const string Nav = "<ul><li><a href=\"/\">Home</a></li><li><a href=\"/about\">About us</a></li><li><a href=\"/courses\">Courses</a></li><li><a href=\"/login\">Log in</a></li><li><a href=\"/shop\">Shop</a></li><li><a href=\"/faq\">FAQ</a></li></ul>";
    private const string Foot = "<p>Copyright 2024 Example Ltd. All rights reserved.</p><ul><li><a href=\"/terms\">Terms</a></li><li><a href=\"/privacy\">Privacy</a></li></ul>";

    private static string P(string[] paragraphs, string open = "<p>", string close = "</p>\n") => string.Concat(paragraphs.Select(p => open + p + close));

    private static string Doc(string head, string body, string attributes = " lang=\"en\"") => $"<!DOCTYPE html>\n<html{attributes}><head><meta charset=\"utf-8\"><title>Lesson on numbers | Example</title>{head}</head><body>{body}</body></html>";

    /// <summary>Name and page by paragraphs and head.</summary>
    public static IReadOnlyList<(string Name, Func<string[], string, string> Build)> All { get; } =
    [
        ("encyclopedia", (p, h) => Doc(h, $"<div id=\"mw-navigation\"><div id=\"mw-panel\">{Nav}</div></div><div id=\"content\" class=\"mw-body\"><h1 id=\"firstHeading\">Lesson on numbers</h1><div id=\"mw-content-text\"><div class=\"mw-parser-output\"><div id=\"toc\" class=\"toc\">{Nav}</div>{P(p)}<h2>Notes<span class=\"mw-editsection\">[<a href=\"#\">edit</a>]</span></h2></div></div><div id=\"catlinks\" class=\"catlinks\">{Nav}</div></div><div id=\"footer\">{Foot}</div>")),
        ("questions", (p, h) => Doc(h, $"<header class=\"s-topbar\">{Nav}</header><div class=\"container\"><div id=\"left-sidebar\">{Nav}</div><div id=\"mainbar\"><h1><a href=\"/q/1\">How to count?</a></h1><div class=\"question\"><div class=\"votecell\"><div class=\"vote\">12</div></div><div class=\"s-prose js-post-body\">{P(p[..(p.Length / 2)])}</div><div class=\"post-menu\"><a>share</a><a>cite</a></div></div><div class=\"answer\"><div class=\"s-prose js-post-body\">{P(p[(p.Length / 2)..])}</div></div></div></div><footer>{Foot}</footer>")),
        ("blog", (p, h) => Doc(h, $"<div id=\"page\"><header id=\"masthead\" class=\"site-header\"><p class=\"site-title\">My blog</p></header><main id=\"primary\"><article class=\"post hentry\"><h1 class=\"entry-title\">Lesson on numbers</h1><div class=\"entry-meta\">Posted on May 5 by admin</div><div class=\"entry-content\">{P(p)}<div class=\"sharedaddy\">Share this: Facebook Twitter</div></div></article></main><aside id=\"secondary\" class=\"widget-area\"><h2>Archives</h2>{Nav}</aside></div><footer class=\"site-footer\">{Foot}</footer>")),
        ("forum", (p, h) => Doc(h, $"<div class=\"navbar\">{Nav}</div><table class=\"forum\">{string.Concat(p.Select((t, i) => $"<tr class=\"post\"><td class=\"author\">user{i}</td><td class=\"postbody\"><div class=\"content\">{t}</div></td></tr>"))}</table><div class=\"pagination\"><a href=\"?p=2\">2</a> <a href=\"?p=3\">3</a></div><div class=\"copyright\">{Foot}</div>")),
        ("manual by sphinx", (p, h) => Doc(h, $"<div class=\"related\" role=\"navigation\">{Nav}</div><div class=\"document\"><div class=\"documentwrapper\"><div class=\"bodywrapper\"><div class=\"body\" role=\"main\"><section id=\"lesson\"><h1>Lesson<a class=\"headerlink\" href=\"#lesson\">¶</a></h1>{P(p)}</section></div></div></div><div class=\"sphinxsidebar\" role=\"navigation\">{Nav}</div></div><div class=\"footer\" role=\"contentinfo\">{Foot}</div>")),
        ("open textbook", (p, h) => Doc(h, $"<div id=\"main-content\"><nav aria-label=\"book\">{Nav}</nav><div data-type=\"page\"><div data-type=\"document-title\">Numbers</div>{string.Concat(p.Select((t, i) => $"<section data-depth=\"1\"><h3 data-type=\"title\">Part {i}</h3><p id=\"p{i}\">{t}</p></section>"))}</div></div><footer>{Foot}</footer>")),
        ("course in a learning system", (p, h) => Doc(h, $"<div id=\"application\"><div class=\"ic-app-nav\" role=\"navigation\">{Nav}</div><div id=\"content\" role=\"main\"><div class=\"show-content user_content\"><h1 class=\"page-title\">Numbers</h1>{P(p, "<p><span style=\"font-size:12pt\">", "</span></p>")}</div></div></div>")),
        ("static site", (p, h) => Doc(h, $"<header class=\"site-header\" role=\"banner\">{Nav}</header><main class=\"page-content\" aria-label=\"Content\"><div class=\"wrapper\"><article class=\"post\"><header class=\"post-header\"><h1 class=\"post-title\">Numbers</h1></header><div class=\"post-content\">{P(p)}</div></article></div></main><footer class=\"site-footer h-card\">{Foot}</footer>")),
        ("tables of 1998", (p, h) => $"<HTML><HEAD><TITLE>Numbers</TITLE><META http-equiv=\"Content-Type\" content=\"text/html; charset=utf-8\">{h}</HEAD><BODY bgcolor=white><table width=100%><tr><td colspan=2><h1>Numbers</h1></td></tr><tr><td valign=top><a href=a.html>A</a><br><a href=b.html>B</a></td><td>{P(p, "<p><font face=Arial size=2>", "</font>")}</td></tr></table></BODY></HTML>"),
        ("pandoc", (p, h) => Doc(h, $"<nav id=\"TOC\" role=\"doc-toc\">{Nav}</nav><header id=\"title-block-header\"><h1 class=\"title\">Numbers</h1><p class=\"date\">2023-02-01</p></header>{P(p)}")),
        ("latexml", (p, h) => Doc(h, $"<div class=\"ltx_page_main\"><div class=\"ltx_page_content\"><article class=\"ltx_document\"><h1 class=\"ltx_title ltx_title_document\">Numbers</h1>{string.Concat(p.Select((t, i) => $"<div id=\"p{i}\" class=\"ltx_para\"><p class=\"ltx_p\">{t}</p></div>"))}</article></div><footer class=\"ltx_page_footer\">{Foot}</footer></div>")),
        ("news", (p, h) => Doc(h, $"<div class=\"topbar\">{Nav}</div><div class=\"cookie-banner\">We use cookies. <button>Accept</button></div><article itemprop=\"articleBody\"><h1>Numbers</h1>{P(p)}<aside class=\"related-articles\"><h3>Read more</h3>{Nav}</aside></article><div class=\"newsletter\">Subscribe to our newsletter</div>")),
        ("no structure", (p, h) => $"<title>Numbers</title>{h}{string.Join("<br><br>\n", p)}"),
        ("lists", (p, h) => Doc(h, $"<h1>Numbers</h1><ol>{string.Concat(p.Select(t => $"<li>{t}"))}</ol>")),
        ("definitions", (p, h) => Doc(h, $"<h1>Numbers</h1><dl>{string.Concat(p.Select((t, i) => $"<dt>Entry {i}</dt><dd>{t}</dd>"))}</dl><div class=\"footer\">{Foot}</div>")),
        ("table of data", (p, h) => Doc(h, $"<nav>{Nav}</nav><h1>Numbers</h1><table><thead><tr><th>No.</th><th>Statement</th></tr></thead><tbody>{string.Concat(p.Select((t, i) => $"<tr><td>{i}</td><td>{t}</td></tr>"))}</tbody></table>")),
        ("single-page application", (p, h) => Doc(h, $"<div id=\"root\"><div class=\"css-1x2y\"><div class=\"css-a1 nav\">{Nav}</div><div class=\"css-b2\">{P(p, "<div class=\"css-c3\"><div><span>", "</span></div></div>")}</div></div></div><script>window.__STATE__={{\"price\":\"$5\",\"tax\":\"$6\"}}</script>")),
        ("exercises that unfold", (p, h) => Doc(h, $"<main><h1>Exercises</h1>{string.Concat(p.Select((t, i) => $"<div class=\"exercise\"><p>Exercise {i}.</p><details><summary>Solution</summary><p>{t}</p></details></div>"))}</main><footer>{Foot}</footer>")),
        ("quotes and comments", (p, h) => Doc(h, $"<h1>Numbers</h1>{string.Concat(p.Select(t => $"<blockquote><p>{t}</p></blockquote><!-- <p>$hidden$</p> -->"))}")),
        ("book page in xhtml", (p, h) => $"<?xml version=\"1.0\" encoding=\"utf-8\"?>\n<html xmlns=\"http://www.w3.org/1999/xhtml\" lang=\"en\"><head><title>Numbers</title>{h}</head><body><section><h1>Numbers</h1><a id=\"top\"/>{P(p)}</section></body></html>"),
    ];

    /// <summary>Paragraphs around formulas; each begins and ends with a word that says which formula it holds.</summary>
    public static string[] Paragraphs(IReadOnlyList<string> markup)
    {
        var paragraphs = new string[markup.Count];
        for (var i = 0; i < paragraphs.Length; i++)
            paragraphs[i] = $"In this part of the lesson we look at the formula begin{i}x {markup[i]} end{i}x and say in plain words what it means for the numbers.";
        return paragraphs;
    }
}
