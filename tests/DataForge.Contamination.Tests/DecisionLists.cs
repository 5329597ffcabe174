using System.Text;
using DataForge.Core;

namespace DataForge.Contamination.Tests;

/// <summary>A person's decisions stand above the rules.</summary>
public class DecisionLists
{
    private const string Line = """{"id":"r1","text":"some"}""";
    private static readonly string Key = RowKey.Text(RowKey.Of(Encoding.UTF8.GetBytes(Line)));

    private static DecisionList List(params string[] lines) => new(lines.Select((l, i) => Row.Parse(l, "d.jsonl", i + 1)), ["id"]);

    private static Hit Hit(string item, HitAction action) => new("b", item, "p", "text", Rules.Run, Rules.None, action, 1, 1, 0, 1, "", false);

    private static string Outcome(DecisionList list, params Hit[] hits)
    {
        var outcome = list.Apply(new RowOutcome(1, hits), Encoding.UTF8.GetBytes(Line), "c.jsonl", 7);
        return $"{(outcome.IsDropped ? "drop" : "keep")} {outcome.Decision ?? "-"}: {string.Join(", ", outcome.Hits.Select(h => $"{h.Item} {h.Action} {h.Decided}"))}";
    }

    [Fact]
    public void A_record_is_kept_or_dropped_by_its_content_its_name_or_its_place()
    {
        foreach (var about in (string[])[$"\"row\":\"{Key}\"", "\"record\":\"r1\"", "\"record\":\"c.jsonl:7\"", $"\"record\":\"another\",\"row\":\"{Key}\""])
        {
            Assert.Equal("keep keep: 1 Flag True", Outcome(List($$"""{"decision":"keep",{{about}}}"""), Hit("1", HitAction.Drop)));
            Assert.Equal("drop drop: 1 Drop True", Outcome(List($$"""{"decision":"drop",{{about}}}"""), Hit("1", HitAction.Flag)));
            Assert.Equal("drop drop: ", Outcome(List($$"""{"decision":"drop",{{about}}}""")));
        }

        Assert.Equal("drop -: 1 Drop False", Outcome(List("""{"decision":"keep","record":"r2"}""", """{"decision":"keep","row":"0000000000000000"}"""), Hit("1", HitAction.Drop)));
    }

    [Fact]
    public void A_kept_item_no_longer_drops_and_a_dropped_one_always_does()
    {
        var list = List("""{"decision":"keep","benchmark":"b","item":"1"}""", """{"decision":"drop","benchmark":"b","item":2}""");
        Assert.Equal("keep -: 1 Flag True", Outcome(list, Hit("1", HitAction.Drop)));
        Assert.Equal("drop -: 3 Drop False, 1 Flag True", Outcome(list, Hit("1", HitAction.Drop), Hit("3", HitAction.Drop)));
        Assert.Equal("drop -: 2 Drop True", Outcome(list, Hit("2", HitAction.Flag)));
        Assert.Equal("keep -: ", Outcome(list));
    }

    [Fact]
    public void The_narrower_decision_counts()
    {
        var list = List("""{"decision":"drop","benchmark":"b","item":"1"}""", """{"decision":"keep","record":"r1"}""", """{"decision":"drop","record":"r1","benchmark":"b","item":"2"}""");
        Assert.Equal("keep keep: 1 Flag True", Outcome(list, Hit("1", HitAction.Drop)));
        Assert.Equal("drop keep: 2 Drop True, 1 Flag True", Outcome(list, Hit("1", HitAction.Drop), Hit("2", HitAction.Flag)));
    }

    [Fact]
    public void What_the_decisions_did_is_counted_and_what_names_nothing_is_said()
    {
        var list = List("""{"decision":"keep","record":"r1"}""", """{"decision":"keep","record":"r1","note":"twice"}""", """{"decision":"drop","record":"r9"}""", """{"decision":"keep","benchmark":"b","item":"77"}""");
        Outcome(list, Hit("1", HitAction.Drop));
        Outcome(list, Hit("1", HitAction.Flag));
        Assert.Equal(["3 decisions: 1 row kept and 0 rows dropped against the rules", "2 decisions of 3 named nothing in this run: d.jsonl:3 (record r9), d.jsonl:4 (item 77 of b)"], list.Summary());
    }

    [Theory]
    [InlineData("""{"decision":"maybe","record":"a"}""", "d.jsonl:1: expected \"decision\": \"keep\" or \"drop\", found \"maybe\"")]
    [InlineData("""{"record":"a"}""", "d.jsonl:1: expected \"decision\": \"keep\" or \"drop\", found none")]
    [InlineData("""{"decision":"keep"}""", "d.jsonl:1: expected what the decision is about: \"row\", \"record\", or \"benchmark\" and \"item\"")]
    [InlineData("""{"decision":"keep","item":"1"}""", "d.jsonl:1: expected \"benchmark\" and \"item\" together, found one of them")]
    [InlineData("""{"decision":"keep","row":"12"}""", "d.jsonl:1: expected \"row\" as 16 hex digits, found \"12\"")]
    public void A_line_that_is_no_decision_is_refused(string line, string message) => Assert.Equal(message, Assert.Throws<ForgeException>(() => List(line)).Message);

    [Fact]
    public void A_contradiction_is_refused() => Assert.Equal(
        "d.jsonl:2: says drop of record a, where d.jsonl:1 says keep",
        Assert.Throws<ForgeException>(() => List("""{"decision":"keep","record":"a"}""", """{"decision":"drop","record":"a"}""")).Message);
}
