using DataForge.Core;
using DataForge.Interactions;

namespace DataForge.Tests.Interactions;

/// <summary>A small world with known reward and transition: 20 items of three interests; a user has one interest at a time and takes an item of it.</summary>
/// <remarks>Each interaction is worth 0.2; one user in twenty buys, and only that is seen as a reward of 1. What a user was shown and did not want is in no log.</remarks>
internal sealed class Shop
{
    public const int Items = 20, Steps = 10;

    private const double Stays = 0.95, Buyers = 0.05;

    private readonly Dictionary<string, int[]> _interests = [];

    public List<Row> Log { get; } = [];

    public Shop(int users, long seed)
    {
        for (var u = 0; u < users; u++)
        {
            var (name, random) = ($"u{u}", CounterRandom.For(seed, "shop", $"u{u}"));
            var interest = random.Below(0, 3);
            var buyer = random.Share(1) < Buyers;
            var interests = new int[Steps];
            for (var t = 0; t < Steps; t++)
            {
                interests[t] = interest;
                var item = ItemOf(interest, random.Bits((ulong)(10 + 4 * t)));
                var what = buyer && random.Share((ulong)(11 + 4 * t)) < 0.5 ? "purchase" : "click";
                Log.Add(Row.Parse($$"""{"user":"{{name}}","item":"i{{item}}","time":{{t}},"event":"{{what}}"}""", "log.jsonl", Log.Count + 1));
                interest = Next(interest, random.Fork((ulong)t));
            }

            _interests[name] = interests;
        }
    }

    public static LogFields Fields { get; } = new("user", "item", "time", "event", new Dictionary<string, double> { ["click"] = 0.2, ["purchase"] = 1 });

    public static bool Wanted(int interest, string item) => int.Parse(item[1..], System.Globalization.CultureInfo.InvariantCulture) % 3 == interest;

    public int InterestAt(string user, int step) => _interests[user][step];

    /// <summary>The true discounted reward of giving the user the item that the value head ranks first, from a state on: a mean over runs.</summary>
    public static double TrueReturn(McrlModel model, int interest, List<int> state, int runs, double discount, CounterRandom random)
    {
        var sum = 0.0;
        for (var run = 0; run < runs; run++)
        {
            var (seen, now, weight) = (state.ToList(), interest, 1.0);
            for (var t = 0; t < Steps; t++, weight *= discount)
            {
                var action = model.Top(model.Encode(seen.ToArray()), 1, ActionRank.Value)[0];
                if (Wanted(now, model.Items[action]))
                {
                    sum += weight * (0.2 + 0.8 * Buyers * 0.5);
                    seen.Add(action);
                }

                now = Next(now, random.Fork((ulong)(run * Steps + t)));
            }
        }

        return sum / runs;
    }

    private static int ItemOf(int interest, ulong bits) => interest + 3 * (int)(bits % (ulong)((Items - interest + 2) / 3));

    private static int Next(int interest, CounterRandom random) => random.Share(0) < Stays ? interest : random.Below(1, 3);
}
