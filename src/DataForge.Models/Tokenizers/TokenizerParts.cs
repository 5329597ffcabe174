namespace DataForge.Models.Tokenizers;

/// <summary>All that makes a tokenizer, as read from a model's files and checked.</summary>
/// <param name="Source">The file, for messages.</param>
/// <param name="TakesWholeWords">A word that is a token needs no merges (<c>ignore_merges</c>).</param>
/// <param name="Before">Ids put before a text when special tokens are asked for.</param>
/// <param name="After">Ids put after it.</param>
internal sealed record TokenizerParts(
    string Source,
    TokenTable Table,
    MergeTable Merges,
    IReadOnlyList<AddedToken> Added,
    PreTokenizer PreTokenizer,
    NormalForm NormalForm,
    bool TakesWholeWords,
    IReadOnlyList<int> Before,
    IReadOnlyList<int> After);
