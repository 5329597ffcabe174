using DataForge.Voting;

namespace DataForge.Stages;

/// <summary>When enough samples of a problem were drawn.</summary>
/// <param name="Least">Samples that are drawn in any case; the first wave.</param>
/// <param name="Wave">Samples of each further wave.</param>
/// <param name="Learn">Problems on which a rule that learns is fitted.</param>
public sealed record StoppingSettings(StopRule Rule, int Least, int Wave, VoteSettings Weight, int Learn)
{
    /// <summary>Samples of the next wave.</summary>
    /// <param name="all">Draws all of them.</param>
    public int Next(int drawn, int most, bool all) => Math.Min(most - drawn, all || Rule.Name == "fixed" ? most : drawn == 0 ? Least : Wave);
}
