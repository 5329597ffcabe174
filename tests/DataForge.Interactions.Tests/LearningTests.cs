using DataForge.Core;
using DataForge.Interactions;

namespace DataForge.Tests.Interactions;

/// <summary>What the abstract of MCRL claims, held against a world whose truth is known.</summary>
public sealed class LearningTests
{
    private const double Discount = 0.5;

    private static readonly Lazy<(Shop Shop, List<Row> Rows, PairSet Pairs)> Logged = new(() =>
    {
        var shop = new Shop(2000, seed: 1);
        var settings = new PairSettings(Shop.Fields, StateItems: 10, Negatives: 8, PopularityPower: 0, Discount, TestShare: 0.1, Seed: 1);
        var rows = StageRun.Of(new PairStage(settings), shop.Log).Kept;
        return (shop, rows, PairsOf(rows));
    });

    private static readonly McrlSettings Settings = new(Dimensions: 16, Epochs: 5, Discount: Discount, Seed: 1);

    private static readonly Lazy<McrlModel> Conservative = new(() => McrlTrainer.Train(Logged.Value.Pairs, Settings));

    private static PairSet PairsOf(IEnumerable<Row> rows)
    {
        var pairs = new PairSet();
        foreach (var row in rows) pairs.Add(row);
        return pairs;
    }

    private static List<(Row Row, int Interest, int[] State)> TestStates(McrlModel model)
    {
        var (shop, rows, _) = Logged.Value;
        return [.. rows.Where(r => r.Text("split") == "test").Select(r => (r, shop.InterestAt(r.Required("user"), (int)r.Integer("step")!.Value), States(r, model)))];
    }

    private static int[] States(Row row, McrlModel model) => [.. row.Element("state")!.Value.EnumerateArray().Select(i => model.Find(i.GetString()!)!.Value)];

    /// <summary>Share of (wanted, unwanted) items of a test state that the reward head orders right, over all 20 items.</summary>
    private static double TrueAuc(McrlModel model)
    {
        var (won, all) = (0.0, 0L);
        foreach (var (_, interest, items) in TestStates(model))
        {
            var state = model.Encode(items);
            var scores = model.Items.Select((name, a) => (Wanted: Shop.Wanted(interest, name), Score: model.Score(state, a, ActionRank.Reward))).ToList();
            foreach (var wanted in scores.Where(s => s.Wanted))
                foreach (var other in scores.Where(s => !s.Wanted))
                {
                    won += wanted.Score > other.Score ? 1 : wanted.Score == other.Score ? 0.5 : 0;
                    all++;
                }
        }

        return won / all;
    }

    /// <summary>How far the value of the item it ranks first lies above what giving that item is truly worth, on the mean of test states.</summary>
    private static double Overestimate(McrlModel model)
    {
        var states = TestStates(model).Where((_, i) => i % 7 == 0).ToList();
        return states.Average(s =>
        {
            var state = model.Encode(s.State);
            var random = CounterRandom.For(5, "truth", s.Row.Required("user"));
            return model.Score(state, model.Top(state, 1, ActionRank.Value)[0], ActionRank.Value) - Shop.TrueReturn(model, s.Interest, [.. s.State], 20, Discount, random);
        });
    }

    /// <summary>Share of test states in which the user wants the item of the highest value.</summary>
    private static double WantedShare(McrlModel model) =>
        TestStates(model).Average(s => Shop.Wanted(s.Interest, model.Items[model.Top(model.Encode(s.State), 1, ActionRank.Value)[0]]) ? 1 : 0.0);

    [Fact]
    public void Contrast_ranks_unseen_actions_where_logged_rewards_alone_do_not()
    {
        var regression = McrlTrainer.Train(Logged.Value.Pairs, Settings with { Reward = RewardLoss.Regression });
        var (contrast, logged) = (TrueAuc(Conservative.Value), TrueAuc(regression));
        TestContext.Current.TestOutputHelper?.WriteLine($"contrast {contrast:0.000}, regression {logged:0.000}");
        Assert.InRange(contrast, 0.9, 1);
        Assert.InRange(logged, 0, contrast - 0.1);
    }

    [Fact]
    public void The_predicted_next_state_is_found_twice_as_often_as_by_chance()
    {
        var measures = McrlMeasures.Of(Conservative.Value, Logged.Value.Pairs, seed: 1)!;
        TestContext.Current.TestOutputHelper?.WriteLine($"{measures}");
        Assert.InRange(measures.TransitionHits, 2.0 / (1 + McrlMeasures.Others), 1);
    }

    [Fact]
    public void A_conservative_value_stays_near_the_truth_where_plain_td_is_above_it()
    {
        var plain = McrlTrainer.Train(Logged.Value.Pairs, Settings with { Conservatism = 0 });
        var (conservative, above) = (Overestimate(Conservative.Value), Overestimate(plain));
        TestContext.Current.TestOutputHelper?.WriteLine($"conservative {conservative:0.000}, plain {above:0.000}");
        Assert.InRange(conservative, -1, 0.05);
        Assert.InRange(above, 0.05, 10);
        Assert.InRange(WantedShare(Conservative.Value), 0.9, 1);
        Assert.InRange(WantedShare(plain), 0, 0.5);
    }

    [Fact]
    public void The_same_pairs_and_seed_give_the_same_bytes()
    {
        var few = PairsOf(Logged.Value.Rows.Take(500));
        Assert.Equal(McrlFile.Write(McrlTrainer.Train(few, Settings)), McrlFile.Write(McrlTrainer.Train(few, Settings)));
        Assert.NotEqual(McrlFile.Write(McrlTrainer.Train(few, Settings)), McrlFile.Write(McrlTrainer.Train(few, Settings with { Seed = 2 })));
    }

    [Theory]
    [InlineData("\"reward\":1e308", "pairs.jsonl:3: reward: expected a number from -1,000,000 to 1,000,000, found 1E+308")]
    [InlineData("\"reward\":1,\"return\":-1e10", "pairs.jsonl:3: return: expected a number from -1,000,000,000 to 1,000,000,000, found -1E+10")]
    [InlineData("\"return\":1", "pairs.jsonl:3: expected a number in \"reward\", found none")]
    public void A_reward_beyond_what_a_model_can_learn_is_a_bad_row(string fields, string said)
    {
        var row = Row.Parse($$"""{"state":["a"],"action":"b","negatives":["c"],"next_state":["a","b"],{{fields}}}""", "pairs.jsonl", 3);
        Assert.Equal(said, Assert.Throws<ForgeException>(() => new PairSet().Add(row)).Message);
    }

    [Fact]
    public void A_training_that_leaves_the_finite_numbers_gives_no_model()
    {
        var row = """{"state":["a"],"action":"b","negatives":["c"],"next_state":["a","b"],"reward":1000000}""";
        var pairs = PairsOf(Enumerable.Range(1, 40).Select(i => Row.Parse(row, "pairs.jsonl", i)));
        var settings = Settings with { Epochs = 50, Rate = 1e30 };
        Assert.StartsWith("training left the finite numbers", Assert.Throws<ForgeException>(() => McrlTrainer.Train(pairs, settings)).Message, StringComparison.Ordinal);
    }
}
