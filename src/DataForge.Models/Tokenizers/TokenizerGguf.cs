using DataForge.Core;
using DataForge.Models.Gguf;

namespace DataForge.Models.Tokenizers;

/// <summary>Reads the tokenizer inside a GGUF file.</summary>
/// <remarks>GGUF does not say whether text is normalized: Qwen's is (NFC), as in its tokenizer.json; llama.cpp leaves it out.</remarks>
internal static class TokenizerGguf
{
    private const int Unused = 5;
    private const int Control = 3;
    private const int UserDefined = 4;

    public static TokenizerParts Read(GgufFile file)
    {
        var metadata = file.Metadata;
        var kind = metadata.Text("tokenizer.ggml.model") ?? throw new ForgeException($"{file.Path}: has no tokenizer (tokenizer.ggml.model is missing)");
        if (kind != "gpt2") throw new ForgeException($"{file.Path}: tokenizer.ggml.model is \"{kind}\"; supported: gpt2 (byte-level byte pairs)");
        var rule = PreTokenizers.OfGguf(file.Path, metadata.Text("tokenizer.ggml.pre"));
        var tokens = metadata.Required(metadata.Texts("tokenizer.ggml.tokens"), "tokenizer.ggml.tokens");
        var lines = metadata.Required(metadata.Texts("tokenizer.ggml.merges"), "tokenizer.ggml.merges");
        var types = metadata.Integers("tokenizer.ggml.token_type");
        if (types is not null && types.Count != tokens.Count) throw new ForgeException($"{file.Path}: tokenizer.ggml.token_type has {types.Count} entries for {tokens.Count} tokens");

        var builder = new VocabularyBuilder(file.Path);
        var added = new List<AddedToken>();
        for (var id = 0; id < tokens.Count; id++)
        {
            var type = types?[id] ?? 1;
            if (type is Control or UserDefined)
            {
                builder.AddLiteral(id, tokens[id]);
                added.Add(new AddedToken(id, tokens[id], type == Control));
            }
            else if (type == Unused) builder.AddLiteral(id, tokens[id]);
            else builder.Add(id, tokens[id]);
        }

        var table = builder.Table();
        var merges = new MergeTable(lines.Count);
        for (var rank = 0; rank < lines.Count; rank++) VocabularyBuilder.Merge(file.Path, table, merges, rank, lines[rank]);
        var llama3 = rule == PreTokenizer.Llama3;
        return new TokenizerParts(file.Path, table, merges, added, rule, rule == PreTokenizer.Qwen2 ? NormalForm.Nfc : NormalForm.AsIs, TakesWholeWords: llama3,
            Around(file, table, "bos", llama3), Around(file, table, "eos", false));
    }

    /// <summary>The id put around a text when <c>add_bos_token</c> or <c>add_eos_token</c> says so.</summary>
    private static int[] Around(GgufFile file, TokenTable table, string which, bool unlessSaid)
    {
        if (!(file.Metadata.Flag($"tokenizer.ggml.add_{which}_token") ?? unlessSaid)) return [];
        var key = $"tokenizer.ggml.{which}_token_id";
        var id = file.Metadata.Required(file.Metadata.Integer(key), key);
        return id <= int.MaxValue && table.Has((int)Math.Max(id, -1)) ? [(int)id] : throw new ForgeException($"{file.Path}: {key} is {id}, outside the vocabulary of {table.Count}");
    }
}
