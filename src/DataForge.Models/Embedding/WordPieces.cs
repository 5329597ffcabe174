using DataForge.Core;

using Microsoft.ML.Tokenizers;

namespace DataForge.Models.Embedding;

/// <summary>Token ids of a text by a WordPiece vocabulary, [CLS] and [SEP] around them. Safe for several threads.</summary>
internal sealed class WordPieces
{
    private readonly BertTokenizer _tokenizer;
    private readonly int _maxTokens;

    /// <exception cref="ForgeException">The vocabulary lacks a piece that every BERT model has, or holds more pieces than the model has vectors.</exception>
    public WordPieces(string path, EmbedderConfig config)
    {
        var pieces = File.ReadAllLines(path);
        if (pieces.Length > config.Vocabulary) throw new ForgeException($"{path}: {pieces.Length:N0} pieces, and the model has {config.Vocabulary:N0} vectors; they belong to different models");
        foreach (var special in (string[])["[CLS]", "[SEP]", "[UNK]", "[PAD]", "[MASK]"])
            if (!pieces.Contains(special)) throw new ForgeException($"{path}: no piece {special}; expected the vocabulary of a BERT model");
        _tokenizer = BertTokenizer.Create(path, new BertOptions { LowerCaseBeforeTokenization = config.LowerCase, RemoveNonSpacingMarks = config.LowerCase, IndividuallyTokenizeCjk = true, SplitOnSpecialTokens = false });
        _maxTokens = config.MaxTokens;
        Languages = new LanguageCover(pieces, _tokenizer.UnknownTokenId);
    }

    public LanguageCover Languages { get; }

    /// <param name="isCut">The text goes beyond what the model reads.</param>
    public long[] Encode(string text, out bool isCut)
    {
        var ids = _tokenizer.EncodeToIds(text, addSpecialTokens: true);
        isCut = ids.Count > _maxTokens;
        long[] kept = [.. ids.Take(_maxTokens).Select(i => (long)i)];
        if (isCut) kept[^1] = _tokenizer.SeparatorTokenId;
        return kept;
    }
}
