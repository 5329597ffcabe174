using DataForge.Contamination;
using Microsoft.Playwright;

namespace DataForge.Tests.Browser;

/// <summary>One browser, and one page on disk with 3,000 records.</summary>
public sealed class AuditPageFixture : IAsyncLifetime
{
    internal const int Records = 3_000;
    internal const string Hostile = "</script><script>document.title='owned'</script><img src=x onerror=\"document.title='owned'\"> $\\href{javascript:alert(1)}{x}$ {{report}}";
    internal const string Money = "A coat costs $20 and a hat $5, so both cost $25; a coat is $\\frac{1}{4}$ off, and 4\\$ stays. From $3-$5 to $x+1$.";
    private const string Chromium = "/usr/bin/chromium";
    private IPlaywright? _playwright;

    internal string Path { get; } = System.IO.Path.Combine(System.IO.Path.GetTempPath(), System.IO.Path.GetRandomFileName() + ".html");

    /// <summary>Null where there is none.</summary>
    internal IBrowser? Browser { get; private set; }

    public async ValueTask InitializeAsync()
    {
        if (!File.Exists(Chromium)) return;
        await File.WriteAllTextAsync(Path, AuditPage.Render(Report()));
        _playwright = await Playwright.CreateAsync();
        Browser = await _playwright.Chromium.LaunchAsync(new BrowserTypeLaunchOptions
        {
            ExecutablePath = Chromium,
            Args = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking", "--disable-component-update", "--disable-sync"],
        });
    }

    public async ValueTask DisposeAsync()
    {
        if (Browser is not null) await Browser.DisposeAsync();
        _playwright?.Dispose();
        File.Delete(Path);
    }

    private static AuditReport Report()
    {
        var records = Enumerable.Range(0, Records).Select(i =>
        {
            var matched = i == 42 ? Hostile : i == 43 ? Money : $"Lena picked {i} baskets of $\\frac{{{i}}}{{7}}$ pears";
            var (benchmark, action) = (i % 2 == 0 ? "gsm8k" : "math", i % 10 == 9 ? "flag" : "drop");
            var (tier, rule) = i % 5 == 0 ? ("masked", "masked13") : ("exact", i % 5 == 1 ? "run" : "exact13");
            var hit = new AuditHit(benchmark, $"{i % 500}", "question", "text", tier, rule, i % 2 == 0 ? ["masked8"] : [], action, 7, 1 - i % 40 / 100.0, false,
                [11, 11 + matched.Length], "Before it. ", matched, " After it.", [[11, 22], [24, 32]], [[0, 4]]);
            return new AuditRecord($"doc-{i}", $"{i:x16}", i % 3 == 0 ? "web.jsonl" : "books.jsonl", i + 1, i % 3 == 0 ? "web" : "books", action, i % 100 == 0 ? [hit, hit with { Item = $"{i % 500 + 1}" }] : [hit]);
        }).ToArray();
        var texts = new Dictionary<string, string> { ["question"] = "Lena picked some baskets: evaluate $\\int_0^1 \\frac{x^2}{\\sqrt{x+1}}\\,dx$ for $5 or $6." };
        return new AuditReport(
            new AuditRun("forge-audit", "0.1.0", "2026-11-28T12:00:00Z", "forge-audit --suite qwen2.5-math corpus.jsonl", "0123456789abcdef0123456789abcdef", "n1", new Dictionary<string, string?> { ["min-lcs"] = "0.6" }, new AuditGate("failed", 1, ["9,000 of 200,000 rows (4.5 %) would be dropped; --max-share allows 1 %"])),
            new AuditCorpus(["web.jsonl", "books.jsonl"], 200_000, 112_000_000, 3), new AuditCoverage(7, 2, new Dictionary<string, long> { ["thinking"] = 5 }),
            new AuditTotals(Records, Records / 200_000.0, 9_000, 1_000, Records, new Dictionary<string, long> { ["exact"] = 8_000, ["masked"] = 2_000 }, new Dictionary<string, long> { ["exact13"] = 6_000, ["run"] = 2_000, ["masked13"] = 2_000 }), null,
            [new AuditBenchmark("gsm8k", 1319, 250, 5_000, 5_000, 0), new AuditBenchmark("math", 5000, 250, 5_000, 4_000, 1_000), new AuditBenchmark("aime24", 30, 0, 0, 0, 0)],
            [.. Enumerable.Range(0, 500).Select(i => new AuditItem(i % 2 == 0 ? "gsm8k" : "math", $"{i}", 20, i % 10 == 9 ? 0 : 20, i % 10 == 9 ? 20 : 0, 1 - i % 40 / 100.0, ["exact"], ["exact13", "run"], new Dictionary<string, long> { ["books"] = 14, ["web"] = 6 }, i == 42 ? new Dictionary<string, string> { ["question"] = Hostile } : i % 2 == 0 ? texts : null))],
            [new AuditSource("books", 150_000, 6_666, 6_000, 666, new Dictionary<string, long> { ["exact"] = 5_333, ["masked"] = 1_333 }), new AuditSource("clean", 10, 0, 0, 0, new Dictionary<string, long>()), new AuditSource("web", 49_990, 3_334, 3_000, 334, new Dictionary<string, long> { ["exact"] = 2_667, ["masked"] = 667 })],
            [new AuditFile("books.jsonl", 150_000, 6_666, 6_000, 666, new Dictionary<string, long> { ["gsm8k"] = 3_333, ["math"] = 3_333 }), new AuditFile("web.jsonl", 50_000, 3_334, 3_000, 334, new Dictionary<string, long> { ["gsm8k"] = 1_667, ["math"] = 1_667 })],
            records, ["3 items of math have fewer than 4 tokens and no tier can see them."]);
    }
}
