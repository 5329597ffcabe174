using System.Text.Json;
using DataForge.Core;
using DataForge.Interactions;

namespace DataForge.Tests.Interactions;

public sealed class PairStageTests
{
    private static readonly LogFields Fields = new("user", "item", "time", "event", new Dictionary<string, double> { ["click"] = 0.25, ["purchase"] = 1 });

    private static PairSettings Settings(int negatives = 2, int state = 2) => new(Fields, state, negatives, 0.75, 0.5, 0, 7);

    private static Row Event(string user, string item, string time, string what = "click", int line = 1) =>
        Row.Parse(JsonSerializer.Serialize(new { user, item, time, @event = what }), "log.csv", line);

    [Fact]
    public void Interactions_are_put_in_order_of_time_and_each_after_the_first_gives_a_pair()
    {
        var run = StageRun.Of(new PairStage(Settings(negatives: 1)), [Event("a", "z", "3", "purchase"), Event("b", "w", "1"), Event("a", "x", "1"), Event("a", "y", "2"), Event("b", "x", "2")]);
        Assert.Equal(
            [
                """{"user":"a","step":1,"state":["x"],"action":"y","reward":0.25,"next_state":["x","y"],"done":false,"negatives":["w"],"return":0.75,"split":"train"}""",
                """{"user":"a","step":2,"state":["x","y"],"action":"z","reward":1,"next_state":["y","z"],"done":true,"negatives":["w"],"return":1,"split":"train"}""",
            ],
            run.Kept.Take(2).Select(r => r.ToString()));
        Assert.Equal(3, run.Kept.Count);
        Assert.Empty(run.Bad);
    }

    [Fact]
    public void Times_may_be_dates_and_equal_times_keep_the_order_of_the_log()
    {
        var run = StageRun.Of(new PairStage(Settings(negatives: 1, state: 9)), [Event("a", "late", "2026-01-02T00:00:00Z"), Event("a", "first", "2026-01-01T23:59:59+00:00"), Event("a", "second", "2026-01-01T23:59:59Z"), Event("b", "other", "1")]);
        Assert.Equal("""["first","second","late"]""", run.Kept[^1].RawText("next_state"));
    }

    [Theory]
    [InlineData("1700000000000000000", "1700000000000000001")]
    [InlineData("0.10000000000000000001", "0.10000000000000000002")]
    [InlineData("2026-01-01T00:00:00.0000001Z", "2026-01-01T00:00:00.0000002Z")]
    [InlineData("-1e300", "1e300")]
    public void Times_that_differ_in_their_last_digit_are_told_apart(string earlier, string later)
    {
        var run = StageRun.Of(new PairStage(Settings(negatives: 1)), [Event("a", "second", later), Event("a", "first", earlier), Event("b", "other", "1"), Event("b", "more", "2")]);
        Assert.Equal("""["first","second"]""", run.Kept[0].RawText("next_state"));
    }

    [Fact]
    public void Negatives_are_different_items_that_the_user_never_took()
    {
        var log = Enumerable.Range(0, 400).Select(i => Event($"u{i % 20}", $"i{(i * 7 + i / 20) % 37}", $"{i}")).ToList();
        var touched = log.GroupBy(r => r.Required("user")).ToDictionary(g => g.Key, g => g.Select(r => r.Required("item")).ToHashSet());
        var run = StageRun.Of(new PairStage(Settings(negatives: 5)), log);
        Assert.Equal(380, run.Kept.Count);
        Assert.All(run.Kept, row =>
        {
            var negatives = row.Element("negatives")!.Value.EnumerateArray().Select(n => n.GetString()!).ToList();
            Assert.Equal(5, negatives.Distinct().Count());
            Assert.DoesNotContain(negatives, touched[row.Required("user")].Contains);
        });
    }

    [Fact]
    public void A_catalogue_with_fewer_items_left_gives_all_of_them()
    {
        var log = new[] { Event("a", "x", "1"), Event("a", "y", "2"), Event("b", "p", "1"), Event("b", "q", "2"), Event("b", "r", "3") };
        var run = StageRun.Of(new PairStage(Settings(negatives: 100)), log);
        Assert.Equal(["p", "q", "r"], run.Kept[0].Element("negatives")!.Value.EnumerateArray().Select(n => n.GetString()!).Order());
    }

    [Fact]
    public void Negatives_follow_popularity_to_the_power_given()
    {
        // Items hold 1, 16 and 81 interactions of others; to the power 0.5 their weights are 1, 4 and 9.
        var log = new List<Row>();
        foreach (var (item, count) in new[] { ("rare", 1), ("some", 16), ("much", 81) })
            for (var i = 0; i < count; i++) log.Add(Event($"{item}{i}", item, "1"));
        for (var t = 0; t < 7001; t++) log.Add(Event("a", "own", $"{t}"));
        var run = StageRun.Of(new PairStage(new PairSettings(Fields, 1, 1, 0.5, 0.5, 0, 3)), log);
        var drawn = run.Kept.Where(r => r.Required("user") == "a").CountBy(r => r.Element("negatives")!.Value[0].GetString()!).ToDictionary();
        Assert.InRange(drawn["rare"], 430, 570);
        Assert.InRange(drawn["some"], 1880, 2120);
        Assert.InRange(drawn["much"], 4370, 4630);
    }

    [Fact]
    public void Users_without_a_pair_are_rejects_with_the_rule()
    {
        var run = StageRun.Of(new PairStage(Settings()), [Event("once", "x", "1"), Event("all", "x", "1"), Event("all", "y", "2")]);
        Assert.Empty(run.Kept);
        Assert.Equal(["too_short", "no_negatives"], run.Rejects.Select(r => r.Element("reject")!.Value.GetProperty("rule").GetString()!));
    }

    [Theory]
    [InlineData("""{"user":"a","item":"x","time":1,"event":"view"}""", "field \"event\": expected an event that a reward was given for (click, purchase), found \"view\"")]
    [InlineData("""{"user":"a","item":"x","time":"soon","event":"click"}""", "field \"time\": expected a number or a date as 2026-01-31T12:00:00Z, found \"soon\"")]
    [InlineData("""{"user":"a","item":null,"time":1,"event":"click"}""", "expected a text or number in \"item\", found nothing")]
    [InlineData("""{"user":"a","time":1,"event":"click"}""", "expected a text or number in \"item\", found no such field")]
    public void A_row_that_is_no_interaction_is_bad_with_file_and_line(string json, string problem)
    {
        var run = StageRun.Of(new PairStage(Settings()), [Row.Parse(json, "log.jsonl", 12)]);
        Assert.Equal([$"log.jsonl:12: {problem}"], run.Bad);
    }

    [Fact]
    public void A_user_is_wholly_in_the_test_rows_or_wholly_not()
    {
        var log = Enumerable.Range(0, 3000).Select(i => Event($"u{i % 300}", $"i{i % 31}", $"{i}"));
        var run = StageRun.Of(new PairStage(Settings() with { TestShare = 0.2 }), log);
        var splits = run.Kept.GroupBy(r => r.Required("user"), r => r.Required("split")).Select(g => g.Distinct().Single()).ToList();
        Assert.Equal(300, splits.Count);
        Assert.InRange(splits.Count(s => s == "test"), 40, 80);
    }
}
