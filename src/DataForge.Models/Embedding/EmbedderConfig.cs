namespace DataForge.Models.Embedding;

/// <summary>How the vectors of a text's tokens become one.</summary>
internal enum Pooling
{
    /// <summary>Their mean.</summary>
    Mean,

    /// <summary>The first token's.</summary>
    Cls,
}

/// <summary>The shape of a BERT encoder and how it is used for embeddings.</summary>
/// <param name="Positions">Rows of the position table.</param>
/// <param name="MaxTokens">Most tokens of one text, [CLS] and [SEP] included; what goes beyond is cut off.</param>
/// <param name="Activation">Operator of the feed-forward part: <c>Gelu</c>, <c>FastGelu</c> or <c>Relu</c>.</param>
/// <param name="LowerCase">The vocabulary is of lower-case words without accents.</param>
internal sealed record EmbedderConfig(
    int Layers, int Hidden, int Heads, int Intermediate, int Vocabulary, int Positions, int Types, float Epsilon, string Activation, Pooling Pooling, int MaxTokens, bool LowerCase);
