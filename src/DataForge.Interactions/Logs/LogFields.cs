namespace DataForge.Interactions;

/// <summary>Names of an interaction's fields, and what its events are worth.</summary>
/// <param name="Rewards">Reward by event; an event that is not listed makes its row bad.</param>
public sealed record LogFields(string User, string Item, string Time, string Event, IReadOnlyDictionary<string, double> Rewards)
{
    /// <summary>Largest reward, and below zero the smallest: sums of them stay exact to six decimals.</summary>
    public const double LargestReward = 1e6;
}
