using System.Text;
using System.Text.Json;
using DataForge.Tests;

namespace DataForge.Contamination.Tests;

/// <summary>Hand-made probes, ours and those beside the repository: each kind of copy by the tier it is named for, and the clean ones clean.</summary>
public class Probes
{
    private static readonly string Own = Path.Combine(SharedData.Repository, "tests", "DataForge.Contamination.Tests", "fixtures");

    private static readonly Lazy<BenchmarkIndex> Index = new(() =>
    {
        var builder = new IndexBuilder(GramSettings.Default);
        Add(Path.Combine(Own, "reference.jsonl"), "own");
        if (SharedData.Has("data", "decontam", "reference.jsonl")) Add(SharedData.Require("data", "decontam", "reference.jsonl"), "reference");
        return BenchmarkIndex.Open(builder.Build());

        void Add(string path, string name)
        {
            var (info, items) = BenchmarkFile.Read(name, path, File.ReadAllBytes(path), null);
            builder.Add(info, items);
        }
    });

    public static TheoryData<string, string, string?, string> All
    {
        get
        {
            var data = new TheoryData<string, string, string?, string>();
            var lines = File.ReadLines(Path.Combine(Own, "probes.jsonl"));
            if (SharedData.Has("data", "decontam", "probes.jsonl")) lines = lines.Concat(SharedData.Lines("data", "decontam", "probes.jsonl"));
            foreach (var line in lines)
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
