namespace DataForge.Models.Import;

/// <summary>What the Gemma models do otherwise than Llama: scaled embeddings, norms of 1 + weight, a gate of GELU (its tanh form).</summary>
/// <param name="FourNorms">Gemma 2 and 3: what attention and feed-forward give is normed before it is added.</param>
/// <param name="QueryScalar">Scores are divided by its square root; the size of a head, or what the config says.</param>
/// <param name="ScoreCap">Gemma 2: scores of attention become cap · tanh(score / cap); 0 for none.</param>
/// <param name="LogitCap">The same of logits; 0 for none.</param>
/// <param name="WindowRope">Gemma 3: rotary positions of layers with a window; null for the same as the others.</param>
/// <remarks>Gemma 2: arXiv:2408.00118, section 2. Gemma 3: arXiv:2503.19786, section 2.</remarks>
public sealed record GemmaShape(bool FourNorms, double QueryScalar, double ScoreCap, double LogitCap, RopeScaling? WindowRope = null);
