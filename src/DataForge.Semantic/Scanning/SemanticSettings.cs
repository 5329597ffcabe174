using DataForge.Contamination;

namespace DataForge.Semantic;

/// <summary>How the semantic tier decides.</summary>
/// <param name="MinScore">A pair of text and item counts from this <see cref="Similarity.Score"/> on, in [0, 1].</param>
/// <param name="Action">What a hit leads to.</param>
/// <param name="Threads">Texts that are embedded at a time.</param>
public sealed record SemanticSettings(double MinScore, HitAction Action, int Threads);
