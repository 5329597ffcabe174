namespace DataForge.Interactions;

/// <summary>How the reward head learns.</summary>
public enum RewardLoss
{
    /// <summary>−log σ(r̂(s, a) − r̂(s, a⁻)): the action taken above those not taken.</summary>
    Contrastive,

    /// <summary>(r̂(s, a) − r)² over logged rewards alone: what the contrast is compared with.</summary>
    Regression,
}

/// <summary>How a model learns from pairs.</summary>
/// <param name="Dimensions">Width of the vectors, a multiple of 8.</param>
/// <param name="Epochs">Passes over the training rows.</param>
/// <param name="Rate">Adagrad's step size.</param>
/// <param name="Discount">γ of the value, in [0, 1).</param>
/// <param name="RewardWeight">Weight of the reward head's loss; 0 leaves it out.</param>
/// <param name="TransitionWeight">Weight of the transition head's loss.</param>
/// <param name="ValueWeight">Weight of the value head's loss.</param>
/// <param name="Conservatism">α of the conservative term within the value's loss.</param>
/// <param name="Recency">Weight of a state's item against that of the next newer one, in (0, 1].</param>
public sealed record McrlSettings(
    int Dimensions = 32,
    int Epochs = 10,
    double Rate = 0.1,
    double Discount = 0.5,
    double RewardWeight = 0.5,
    double TransitionWeight = 0.1,
    double ValueWeight = 0.5,
    double Conservatism = 0.1,
    double Recency = 0.8,
    RewardLoss Reward = RewardLoss.Contrastive,
    long Seed = 0);
