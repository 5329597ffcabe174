namespace DataForge.Runner;

/// <summary>What a run does with batches.</summary>
public enum BatchStep
{
    /// <summary>Sends what is neither answered nor under way, and ends.</summary>
    Submit,

    /// <summary>Takes in the replies of batches that have ended, and goes through the rows with them.</summary>
    Collect,

    /// <summary>One after the other, until nothing is to be sent.</summary>
    Run,
}
