using System.Text;
using System.Text.Json;
using DataForge.Core;

namespace DataForge.Contamination;

/// <summary>What the settings find of items planted into the user's own corpus, and what they find where nothing was planted.</summary>
/// <param name="Rows">Corpus rows looked at, none of them with a plant.</param>
/// <param name="Dropped">Of these; some may be real contamination.</param>
/// <param name="Kinds">One row a kind of plant.</param>
public sealed record SelfTestResult(int Rows, int Dropped, int Flagged, IReadOnlyDictionary<Rules, int> RowsByRule, IReadOnlyList<SelfTestKind> Kinds);

/// <param name="Planted">Plants of the kind.</param>
/// <param name="Dropped">Found with the item's own name, and the row would be dropped.</param>
/// <param name="Flagged">Found with the item's own name, flagged only.</param>
/// <param name="ByRule">How many each member found, alone or with others.</param>
public sealed record SelfTestKind(string Name, int Planted, int Dropped, int Flagged, IReadOnlyDictionary<Rules, int> ByRule);

/// <summary>Plants items of each kind into texts of a corpus and scans them. Deterministic: items and hosts follow from the seed.</summary>
public sealed class SelfTest
{
    private const int LongestHost = 20_000; // a host text is cut there, so that a corpus of books does not make the test slow
    private readonly BenchmarkIndex _index;
    private readonly ScanSettings _settings;
    private readonly RowScanner _scanner;
    private readonly RowTexts _texts;
    private readonly List<string> _hosts = [];
    private string _longest = "";
    private readonly Dictionary<Rules, int> _rowsByRule = [];
    private int _rows, _dropped, _flagged;

    public SelfTest(BenchmarkIndex index, FieldPaths fields, ScanSettings settings)
    {
        _index = index;
        _settings = settings;
        _scanner = new RowScanner(index, fields, settings);
        _texts = new RowTexts(fields, (text, _) =>
        {
            if (text.Length > _longest.Length) _longest = Encoding.UTF8.GetString(text[..Math.Min(text.Length, LongestHost)]);
        });
    }

    /// <summary>Scans a corpus row as it is; clean ones become hosts.</summary>
    /// <exception cref="JsonException">The line is not one JSON object.</exception>
    public void Add(ReadOnlySpan<byte> line)
    {
        var hits = new List<Hit>();
        _scanner.Scan(line, hits);
        _rows++;
        if (hits.Count > 0)
        {
            if (hits.Any(h => h.Action == HitAction.Drop)) _dropped++;
            else _flagged++;
            foreach (var rule in Members(hits)) _rowsByRule[rule] = _rowsByRule.GetValueOrDefault(rule) + 1;
            return;
        }

        _longest = "";
        _texts.Read(line);
        if (_longest.Length > 0) _hosts.Add(_longest);
    }

    /// <summary>Plants and scans.</summary>
    /// <param name="items">Texts of the index's items: benchmark, item, text.</param>
    /// <param name="plants">Plants of each kind.</param>
    /// <exception cref="ForgeException">No clean row had a text.</exception>
    public SelfTestResult Run(IReadOnlyList<(string Benchmark, string Item, string Text)> items, int plants, long seed)
    {
        if (_hosts.Count == 0) throw new ForgeException("--self-test: no clean row of the corpus has one of the fields; name them with --fields");
        var scanner = new FieldScanner(_index, _settings);
        return new SelfTestResult(_rows, _dropped, _flagged, _rowsByRule, [.. Plants.Kinds.Select(kind => RunKind(kind, scanner, items, plants, seed))]);
    }

    private SelfTestKind RunKind(string kind, FieldScanner scanner, IReadOnlyList<(string Benchmark, string Item, string Text)> items, int plants, long seed)
    {
        int planted = 0, dropped = 0, flagged = 0;
        var byRule = new Dictionary<Rules, int>();
        for (var n = 0; planted < plants && n < plants * 4; n++) // an item may have nothing to change; then the next one's turn
        {
            var random = CounterRandom.For(seed, "self-test " + kind, $"{n}");
            var item = items[random.Below(0, items.Count)];
            if (Plants.Change(kind, item.Text, random.Fork(1)) is not { } leak) continue;
            planted++;
            var host = _hosts[random.Below(1, _hosts.Count)];
            var text = kind == "filler" ? $"{host} {leak} {_hosts[random.Below(2, _hosts.Count)]}" : $"{host}\n\n{leak}";
            var hits = new List<Hit>();
            scanner.Scan(Encoding.UTF8.GetBytes(text), "text", hits);
            hits.RemoveAll(h => h.Benchmark != item.Benchmark || h.Item != item.Item);
            if (hits.Count == 0) continue;
            if (hits.Any(h => h.Action == HitAction.Drop)) dropped++;
            else flagged++;
            foreach (var rule in Members(hits)) byRule[rule] = byRule.GetValueOrDefault(rule) + 1;
        }

        return new SelfTestKind(kind, planted, dropped, flagged, byRule);
    }

    private static IEnumerable<Rules> Members(List<Hit> hits)
    {
        var fired = hits.Aggregate(Rules.None, (all, h) => all | h.Rule | h.Others);
        return RuleNames.Members.Where(m => (fired & m) != 0);
    }
}
