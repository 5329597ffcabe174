using System.Globalization;
using DataForge.Cli;
using DataForge.Core;
using DataForge.Interactions;
using DataForge.Runner;

namespace DataForge.Tools.Mcrl;

/// <summary>forge-mcrl pairs.</summary>
internal static class PairsTool
{
    private static readonly TextOpt User = new("user-field", "user", "NAME", "Field with the user.");
    private static readonly TextOpt Item = new("item-field", "item", "NAME", "Field with the item.");
    private static readonly TextOpt Time = new("time-field", "time", "NAME", "Field with the time: a number, or a date as ISO 8601 has it.");
    private static readonly TextOpt Event = new("event-field", "event", "NAME", "Field with what the user did.");
    private static readonly ListOpt Rewards = new("reward", ["click=0.2", "purchase=1"], "EVENT=R", "What an event is worth; rows with others are bad.");
    private static readonly IntOpt State = new("state-items", 10, 1, 1000, "items", "The user's last items make the state.");
    private static readonly IntOpt Negatives = new("negatives", 16, 1, 1000, "items", "Items the user never touched, beside each action.");
    private static readonly NumberOpt Power = new("popularity", 0.75, 0, 2, "power", "Negatives are drawn by their count to this power.");
    private static readonly NumberOpt Discount = new("discount", 0.5, 0, 0.999, "factor a step", "Of later rewards in the return.");
    private static readonly NumberOpt Test = new("test-share", 0.1, 0, 1, "share of users", "Users whose rows are marked test.");
    private static readonly IntOpt Seed = new("seed", 0, 0, int.MaxValue, "(any number)", "Another seed gives other negatives and test users.");

    public static readonly Tool Registration = new("forge-mcrl pairs", "Makes state-action pairs of a log: the action taken, and actions never taken.",
        "forge-mcrl pairs --reward view=0.2,buy=1 log.csv > pairs.jsonl", [User, Item, Time, Event, Rewards, State, Negatives, Power, Discount, Test, Seed, .. RunOptions.Rows], Run, [Positional.Inputs]);

    private static Task<ExitCode> Run(Parsed p, ToolContext context)
    {
        var fields = new LogFields(p.Get(User)!, p.Get(Item)!, p.Get(Time)!, p.Get(Event)!, RewardsOf(p.Get(Rewards)));
        var settings = new PairSettings(fields, p.Get(State), p.Get(Negatives), p.Get(Power), p.Get(Discount), p.Get(Test), p.Get(Seed));
        return RunOptions.Run(new PairStage(settings), RunOptions.Read(p, new RowsInput(p.Inputs)), context);
    }

    private static Dictionary<string, double> RewardsOf(IReadOnlyList<string> given)
    {
        var rewards = new Dictionary<string, double>(StringComparer.Ordinal);
        foreach (var text in given)
        {
            var at = text.LastIndexOf('=');
            if (at < 1 || !double.TryParse(text.AsSpan(at + 1), NumberStyles.Float, CultureInfo.InvariantCulture, out var reward) || !(Math.Abs(reward) <= LogFields.LargestReward))
                throw new ForgeException($"--reward: expected EVENT=R as purchase=1, R from {-LogFields.LargestReward:N0} to {LogFields.LargestReward:N0}, found \"{text}\"");
            if (!rewards.TryAdd(text[..at], reward)) throw new ForgeException($"--reward: expected each event once, found \"{text[..at]}\" twice");
        }

        return rewards;
    }
}
