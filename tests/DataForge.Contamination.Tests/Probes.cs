using System.Text;
using System.Text.Json;
using DataForge.Tests;

namespace DataForge.Contamination.Tests;

/// <summary>The 22 hand-made probes: each kind of copy by the tier it is named for, and the clean ones clean.</summary>
public class Probes
{
    private static readonly Lazy<BenchmarkIndex> Index = new(() =>
    {
        var builder = new IndexBuilder(GramSettings.Default);
        var path = SharedData.Require("data", "decontam", "reference.jsonl");
        var (info, items) = BenchmarkFile.Read("reference", path, File.ReadAllBytes(path), null);
        builder.Add(info, items);
        return BenchmarkIndex.Open(builder.Build());
    });

    public static TheoryData<string, string, string?, string> All
    {
        get
        {
            var data = new TheoryData<string, string, string?, string>();
            if (!SharedData.Has("data", "decontam", "probes.jsonl")) return data;
            foreach (var line in SharedData.Lines("data", "decontam", "probes.jsonl"))
            {
                var probe = JsonDocument.Parse(line).RootElement;
                data.Add(probe.GetProperty("id").GetString()!, probe.GetProperty("text").GetString()!, probe.GetProperty("expected_item").GetString(), probe.GetProperty("expected_tier").GetString()!);
            }

            return data;
        }
    }

    private static List<Hit> Scan(string text, Rules only)
    {
        var hits = new List<Hit>();
        new FieldScanner(Index.Value, ScanSettings.Default.Only(only)).Scan(Encoding.UTF8.GetBytes(text), "text", hits);
        return hits;
    }

    [Theory, MemberData(nameof(All))]
    public void Every_kind_of_copy_is_found_and_nothing_else(string id, string text, string? item, string tier)
    {
        var found = Scan(text, Rules.All).Select(h => h.Item).Distinct();
        Assert.Equal(item is null || tier == "optional" ? [] : [item], found);
        Assert.NotEmpty(id);
    }

    [Theory, MemberData(nameof(All))]
    public void Its_own_tier_finds_it_alone(string id, string text, string? item, string tier)
    {
        if (tier is "none" or "optional") return;
        var hit = Assert.Single(Scan(text, RuleNames.Parse("tiers", [tier])));
        Assert.Equal((item, tier), (hit.Item, hit.Tier));
        Assert.NotEmpty(id);
    }
}
