namespace DataForge.Interactions;

/// <summary>What one user did, in order.</summary>
/// <param name="Items">Numbers of the items.</param>
/// <param name="Rewards">Of each interaction.</param>
public sealed record Trajectory(string User, IReadOnlyList<int> Items, IReadOnlyList<float> Rewards)
{
    /// <summary>Discounted rewards from each interaction on: Σ γ^i r.</summary>
    public double[] Returns(double discount)
    {
        var returns = new double[Rewards.Count];
        var sum = 0.0;
        for (var t = Rewards.Count - 1; t >= 0; t--) returns[t] = sum = Rewards[t] + discount * sum;
        return returns;
    }
}
