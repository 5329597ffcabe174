using DataForge.Core;
using DataForge.Interactions;

namespace DataForge.Tests.Interactions;

public sealed class McrlFileTests
{
    private static readonly string[] Rows =
    [
        """{"state":["a","ü\"b"],"action":"c","reward":1,"next_state":["ü\"b","c"],"negatives":["d",5],"done":false}""",
        """{"state":["c"],"action":"a","reward":0.2,"next_state":["c","a"],"negatives":["d"],"done":true}""",
    ];

    private static McrlModel Model()
    {
        var pairs = new PairSet();
        foreach (var row in StageRun.Rows(Rows)) pairs.Add(row);
        return McrlTrainer.Train(pairs, new McrlSettings(Dimensions: 8, Epochs: 3));
    }

    [Fact]
    public void A_model_comes_back_from_its_file_with_the_same_items_and_scores()
    {
        var (model, bytes) = (Model(), McrlFile.Write(Model()));
        var back = McrlFile.Read(bytes, "m");
        Assert.Equal(["a", "ü\"b", "c", "d", "5"], back.Items.Order(StringComparer.Ordinal).OrderBy(i => Array.IndexOf(["a", "ü\"b", "c", "d", "5"], i)));
        Assert.Equal(bytes, McrlFile.Write(back));
        Assert.Equal(model.Top(model.Encode([0]), 5, ActionRank.Value), back.Top(back.Encode([0]), 5, ActionRank.Value));
    }

    [Fact]
    public void A_damaged_file_is_refused_whichever_byte_is_changed()
    {
        var bytes = McrlFile.Write(Model());
        for (var at = 0; at < bytes.Length; at += 3)
        {
            var damaged = bytes.ToArray();
            damaged[at] ^= 0x40;
            Assert.StartsWith("m: ", Assert.Throws<ForgeException>(() => McrlFile.Read(damaged, "m")).Message);
        }
    }

    [Fact]
    public void A_file_cut_anywhere_is_refused()
    {
        var bytes = McrlFile.Write(Model());
        for (var length = 0; length < bytes.Length; length += 7)
            Assert.StartsWith("m: ", Assert.Throws<ForgeException>(() => McrlFile.Read(bytes[..length], "m")).Message);
    }

    [Theory]
    [InlineData("""{"state":[],"action":"c","reward":1,"next_state":["c"],"negatives":["d"]}""", "expected items in state, next_state and negatives, found an empty list")]
    [InlineData("""{"state":["a"],"action":"c","reward":1,"next_state":["c"],"negatives":["c"]}""", "negatives: expected items other than the action, found \"c\"")]
    [InlineData("""{"state":"a","action":"c","reward":1,"next_state":["c"],"negatives":["d"]}""", "expected a list of items in \"state\", found something else")]
    [InlineData("""{"state":["a"],"action":"c","next_state":["c"],"negatives":["d"]}""", "expected a number in \"reward\", found none")]
    [InlineData("""{"state":["a"],"action":"c","reward":1,"next_state":["c"],"negatives":["d"],"split":"dev"}""", "split: expected train or test, found \"dev\"")]
    public void A_row_that_is_no_pair_says_what_was_expected(string json, string problem)
    {
        var error = Assert.Throws<ForgeException>(() => new PairSet().Add(Row.Parse(json, "pairs.jsonl", 4)));
        Assert.Equal($"pairs.jsonl:4: {problem}", error.Message);
    }

    [Fact]
    public void States_without_a_known_item_are_rejects_and_unknown_actions_get_no_value()
    {
        var run = StageRun.Of(new RecommendStage(Model(), 2, ActionRank.Policy), StageRun.Rows("""{"state":["new"]}""", """{"state":["new","a"],"action":"other","keep":1}""", """{"state":["a"],"action":"c"}"""));
        Assert.Equal("unknown_items", run.Rejects.Single().Element("reject")!.Value.GetProperty("rule").GetString());
        Assert.Equal(["state", "action", "keep", "recommended"], run.Kept[0].Names);
        Assert.Equal(["state", "action", "recommended", "predicted_reward", "value"], run.Kept[1].Names);
        Assert.Equal(2, run.Kept[1].Element("recommended")!.Value.GetArrayLength());
        Assert.Equal(1, run.Counts.Of("unknown_action"));
    }
}
