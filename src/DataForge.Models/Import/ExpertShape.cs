namespace DataForge.Models.Import;

/// <summary>Feed-forward parts that a router chooses among for each token.</summary>
/// <param name="Count">Experts of a layer.</param>
/// <param name="PerToken">How many of them a token goes through: those with the largest share of the router's softmax.</param>
/// <param name="Intermediate">Feed-forward size of one expert.</param>
/// <param name="Normalized">The shares of the chosen ones are made to sum to 1.</param>
/// <param name="SharedIntermediate">Feed-forward size of the expert that every token goes through, behind a gate of its own; 0 for none.</param>
/// <param name="DenseLayers">Layers with a plain feed-forward in place of experts, ascending; null for none.</param>
/// <remarks>Mixtral: Jiang et al. 2024 (arXiv:2401.04088), section 2.1. Qwen2-MoE: Yang et al. 2024 (arXiv:2407.10671), section 2.2.2.</remarks>
public sealed record ExpertShape(int Count, int PerToken, int Intermediate, bool Normalized, int SharedIntermediate = 0, IReadOnlyList<int>? DenseLayers = null);
