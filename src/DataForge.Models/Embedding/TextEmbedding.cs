namespace DataForge.Models;

/// <summary>A text as a vector.</summary>
/// <param name="Vector">Of length 1.</param>
/// <param name="IsCovered">False where the model's vocabulary does not know the text's language: the vector then says little.</param>
/// <param name="IsCut">The text goes beyond what the model reads; the vector is of its beginning.</param>
public sealed record TextEmbedding(float[] Vector, bool IsCovered, bool IsCut);
