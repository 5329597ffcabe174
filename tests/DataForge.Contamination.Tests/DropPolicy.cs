using DataForge.Core;

namespace DataForge.Contamination.Tests;

/// <summary>Which hits drop a row and which only flag it.</summary>
public class DropPolicy
{
    private static readonly string[] Trees =
        ["alder", "birch", "cedar", "elder", "fir", "ginkgo", "hazel", "ironwood", "juniper", "kauri", "larch", "maple", "nutmeg", "olive", "pine", "quince", "rowan", "spruce", "teak", "umbrella", "viburnum", "willow", "yew", "zelkova"];

    private const string Prose = "Nothing here has to do with any of it, and so the day went on until the rain came down from the hills.";

    private static string Words(int count, int from = 0) => string.Join(' ', Trees.Skip(from).Take(count));

    private static Hit? Scan(string item, string text, ScanSettings? settings = null)
    {
        var scanner = new Scanner(ContaminationIndex.Of("b", [("1", item)]), settings);
        return scanner.Scan(text) is [var hit, ..] ? hit : null;
    }

    [Theory]
    [InlineData(13, HitAction.Flag)]
    [InlineData(15, HitAction.Flag)]
    [InlineData(16, HitAction.Drop)]
    [InlineData(19, HitAction.Drop)]
    public void An_exact_overlap_of_a_20_word_item_drops_from_four_fifths_on(int words, HitAction action)
    {
        var hit = Scan(Words(20), $"{Prose} {Words(words)} {Prose}");
        Assert.Equal((Rules.Exact13, action, words / 20.0), (hit!.Rule, hit.Action, hit.LcsRatio));
    }

    [Fact]
    public void The_limits_are_settings_and_0_6_drops_as_the_report_does()
    {
        var settings = ScanSettings.Default with { Limits = DropLimits.Parse("drop-above", ["exact13=0.6"]) };
        Assert.Equal(HitAction.Drop, Scan(Words(20), $"{Prose} {Words(13)} {Prose}", settings)!.Action);
        Assert.Equal(new DropLimits(0.6, 0.9, 0.5), DropLimits.Parse("drop-above", ["exact13=0.6", "masked13=0.5"]));
    }

    [Theory, InlineData("exact13"), InlineData("exact13=2"), InlineData("short=0.5"), InlineData("=1"), InlineData("run=x")]
    public void A_limit_of_another_form_is_refused(string text)
    {
        var e = Assert.Throws<ForgeException>(() => DropLimits.Parse("drop-above", [text]));
        Assert.Equal($"--drop-above: expected exact13=SHARE, run=SHARE or masked13=SHARE with a share of the item from 0 to 1, found \"{text}\"", e.Message);
    }

    [Theory]
    [InlineData(9, 16, HitAction.Flag)] // a form of question over half of an item
    [InlineData(11, 12, HitAction.Drop)]
    public void A_run_drops_when_it_is_nearly_the_item(int words, int of, HitAction action)
    {
        var hit = Scan(Words(of), $"{Prose} {Words(words)} {Prose}", ScanSettings.Default.Only(Rules.Run));
        Assert.Equal((Rules.Run, action), (hit!.Rule, hit.Action));
    }

    [Fact]
    public void A_run_of_twenty_tokens_over_half_of_a_long_item_drops()
    {
        var item = $"{Words(24)} {string.Join(' ', Trees.Reverse().Take(14))}";
        Assert.Equal(HitAction.Drop, Scan(item, $"{Prose} {Words(22)}")!.Action);
        Assert.Equal(HitAction.Flag, Scan(item, $"{Prose} {Words(19)}")!.Action);
    }

    [Fact]
    public void An_item_that_differs_in_its_numbers_alone_drops_and_in_a_word_more_flags()
    {
        static string Numbered(int add) => string.Join(' ', Trees.Take(20).Select((t, i) => i % 5 == 4 ? $"{t} {i + add}" : t));
        var drop = Scan(Numbered(0), $"{Prose} {Numbered(100)} {Prose}");
        Assert.Equal((Rules.Masked13, HitAction.Drop, 1.0), (drop!.Rule, drop.Action, drop.LcsRatio));
        var flag = Scan(Numbered(0), $"{Prose} {Numbered(100).Replace("fir", "oak", StringComparison.Ordinal)} {Prose}");
        Assert.Equal((Rules.Masked13, HitAction.Flag), (flag!.Rule, flag.Action));
    }

    [Theory]
    [InlineData("Compute $7 + 8x$.", "compute 7+8x", Rules.Copy)]
    [InlineData("Compute $7 + 8x$.", "Question 3: Compute $7+8x$", Rules.Copy)]
    [InlineData("Find the sum of 5 and 7", "Before it. Find the sum of 5 and 7. And behind it some more.", Rules.Whole)]
    [InlineData("alder birch cedar elder fir ginkgo hazel ironwood", "in prose alder birch cedar elder fir ginkgo hazel ironwood and so on", Rules.Run)]
    public void A_short_item_drops_where_it_stands_alone_or_is_like_no_other(string item, string text, Rules rule)
    {
        var hit = Scan(item, text);
        Assert.Equal((rule, rule == Rules.Whole ? HitAction.Flag : HitAction.Drop, 1.0), (hit!.Rule, hit.Action, hit.LcsRatio));
    }

    [Fact]
    public void A_form_of_question_that_ten_items_share_flags_in_prose_and_drops_alone()
    {
        var items = Enumerable.Range(1, 12).Select(i => ($"{i}", $"What is the remainder when {i * 7} is divided by {i + 90} today?"));
        var index = ContaminationIndex.Of("b", items);
        var item = "What is the remainder when 21 is divided by 93 today?";
        Assert.Equal(HitAction.Drop, new Scanner(index).Scan(item).First(h => h.Item == "3").Action);
        var whole = new Scanner(index, ScanSettings.Default.Only(Rules.Whole)); // the run of its words drops it all the same
        Assert.Equal(HitAction.Flag, whole.Scan($"{Prose} {item} {Prose}").First(h => h.Item == "3").Action);
    }
}
