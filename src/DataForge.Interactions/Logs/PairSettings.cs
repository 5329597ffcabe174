namespace DataForge.Interactions;

/// <summary>How a log becomes state-action pairs.</summary>
/// <param name="StateItems">Most items of a state: the user's last ones.</param>
/// <param name="Negatives">Negative actions of a pair; fewer where the catalogue has no more.</param>
/// <param name="PopularityPower">An item is drawn as a negative by its count to this power: 0 is uniform.</param>
/// <param name="Discount">γ of the return, in [0, 1).</param>
/// <param name="TestShare">Share of users, in [0, 1], whose rows are marked <c>test</c>.</param>
public sealed record PairSettings(LogFields Fields, int StateItems, int Negatives, double PopularityPower, double Discount, double TestShare, long Seed);
