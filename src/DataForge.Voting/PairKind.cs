namespace DataForge.Voting;

/// <summary>What rows are made of a problem's graded samples.</summary>
public enum PairKind
{
    /// <summary>All responses of a problem with their labels; as examples, its pairs.</summary>
    RewardModel,

    /// <summary>Pairs of a right and a wrong solution.</summary>
    Preferences,

    /// <summary>Queries with a gold answer.</summary>
    Reinforcement,
}
