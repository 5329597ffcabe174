using DataForge.Contamination;
using Microsoft.Playwright;

namespace DataForge.Tests.Browser;

/// <summary>The audit page as a person meets it: opened from disk in Chromium.</summary>
public sealed class AuditPageTests : IAsyncLifetime
{
    private const string Chromium = "/usr/bin/chromium";
    private const string Hostile = "</script><script>document.title='owned'</script><img src=x onerror=\"document.title='owned'\"> $\\href{javascript:alert(1)}{x}$ {{report}}";

    private readonly string _path = Path.Combine(Path.GetTempPath(), Path.GetRandomFileName() + ".html");
    private readonly List<string> _errors = [];
    private IPlaywright? _playwright;
    private IBrowser? _browser;
    private IPage _page = null!;

    public async ValueTask InitializeAsync()
    {
        if (!File.Exists(Chromium)) Assert.Skip("chromium is not installed: apt-get install chromium");
        _playwright = await Playwright.CreateAsync();
        _browser = await _playwright.Chromium.LaunchAsync(new BrowserTypeLaunchOptions
        {
            ExecutablePath = Chromium,
            Args = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking", "--disable-component-update", "--disable-sync"],
        });
        _page = await _browser.NewPageAsync(new BrowserNewPageOptions { ViewportSize = new ViewportSize { Width = 1280, Height = 1000 } });
        _page.PageError += (_, error) => _errors.Add(error);
        _page.Console += (_, message) => { if (message.Type == "error") _errors.Add(message.Text); };
        await File.WriteAllTextAsync(_path, AuditPage.Render(Report(10_000)));
        await _page.GotoAsync("file://" + _path);
    }

    public async ValueTask DisposeAsync()
    {
        if (_browser is not null) await _browser.DisposeAsync();
        _playwright?.Dispose();
        File.Delete(_path);
    }

    private static AuditReport Report(int hits)
    {
        var rows = Enumerable.Range(0, hits).Select(i => new AuditHit(
            $"doc-{i}", i % 3 == 0 ? "web" : "books", i % 2 == 0 ? "gsm8k" : "math", $"{i % 500}", "text", i % 5 == 0 ? "masked" : "exact", i % 10 == 9 ? "flag" : "drop", 7, 0.93,
            [12, 80], "Before it. ", i == 42 ? Hostile : $"Lena picked {i} baskets of $\\frac{{{i}}}{{7}}$ pears", " After it.", i % 2 == 0 ? "Evaluate $\\int_0^1 \\frac{x^2}{\\sqrt{x+1}}\\,dx$." : null)).ToArray();
        return new AuditReport("forge-audit", "0.1.0", "n1", new AuditCorpus(["corpus.jsonl"], 200_000, 112_000_000, 3), new AuditCoverage(7, 2, new Dictionary<string, long> { ["thinking"] = 5 }),
            new AuditTotals(hits, hits / 200_000.0, 9_000, 1_000, hits, new Dictionary<string, long> { ["exact"] = 8_000, ["masked"] = 2_000 }),
            [new AuditBenchmark("gsm8k", 1319, 250, 5_000, 5_000, 0), new AuditBenchmark("math", 5000, 250, 5_000, 4_000, 1_000), new AuditBenchmark("aime24", 30, 0, 0, 0, 0)],
            [new AuditItem("gsm8k", "42", 20, ["exact", "masked"], Hostile)],
            [new AuditSource("books", 150_000, 6_666, 6_000, 666), new AuditSource("web", 50_000, 3_334, 3_000, 334)], rows, ["3 items of math have fewer than 4 tokens and no tier can see them."]);
    }

    private Task<string> Shown() => _page.Locator("#shown").InnerTextAsync();

    [Fact]
    public async Task Ten_thousand_hits_open_from_disk_are_filtered_and_searched()
    {
        Assert.Equal("1 to 50 of 10,000 hits", await Shown());
        Assert.Equal(50, await _page.Locator("article.hit").CountAsync());
        await _page.GetByText("Next", new PageGetByTextOptions { Exact = true }).ClickAsync();
        Assert.Equal("51 to 100 of 10,000 hits", await Shown());

        await _page.SelectOptionAsync("#tier", "masked");
        Assert.Equal("1 to 50 of 2,000 hits", await Shown());
        await _page.SelectOptionAsync("#benchmark", "math");
        Assert.Equal("1 to 50 of 1,000 hits", await Shown());
        await _page.FillAsync("#search", "doc-4005");
        Assert.Equal("1 to 1 of 1 hits", await Shown());
        Assert.Contains("Lena picked 4005 baskets", await _page.Locator("article.hit mark").InnerTextAsync(), StringComparison.Ordinal);
        await _page.FillAsync("#search", "no such words");
        Assert.Equal("no hits", await Shown());
        Assert.Empty(_errors);
    }

    [Fact]
    public async Task A_click_on_a_benchmark_shows_its_hits()
    {
        await _page.Locator("tr[data-pick]", new PageLocatorOptions { HasText = "gsm8k" }).First.ClickAsync();
        Assert.Equal("1 to 50 of 5,000 hits", await Shown());
    }

    [Fact]
    public async Task Formulas_are_drawn_with_the_fonts_inside_the_page()
    {
        Assert.True(await _page.Locator("article.hit .katex").CountAsync() > 0);
        Assert.True(await _page.EvaluateAsync<bool>("document.fonts.ready.then(() => document.fonts.check('16px KaTeX_Math'))"));
    }

    [Fact]
    public async Task A_script_in_the_data_stays_text()
    {
        await _page.FillAsync("#search", "doc-42 owned");
        Assert.Equal("1 to 1 of 1 hits", await Shown());
        Assert.Equal(Hostile, await _page.Locator("article.hit mark").InnerTextAsync());
        Assert.Equal("Contamination audit", await _page.TitleAsync());
        Assert.Equal(0, await _page.Locator("img, main script, a[href^=javascript]").CountAsync());
        if (Environment.GetEnvironmentVariable("FORGE_SCREENSHOT") is { Length: > 0 } file)
        {
            await _page.FillAsync("#search", "");
            await _page.ScreenshotAsync(new PageScreenshotOptions { Path = file, FullPage = true });
        }
    }
}
