using System.Text;
using System.Text.Json;

using DataForge.Core;

namespace DataForge.Models.Tokenizers;

/// <summary>Reads the older form of a byte-level tokenizer: vocab.json and merges.txt, with the added tokens of tokenizer_config.json or added_tokens.json.</summary>
/// <remarks>The rule that cuts words is not in these files; it follows from <c>tokenizer_class</c>, as in transformers.</remarks>
internal static class VocabularyFiles
{
    public static TokenizerParts Read(string directory)
    {
        var (vocabulary, merges, config) = (Path.Combine(directory, "vocab.json"), Path.Combine(directory, "merges.txt"), Path.Combine(directory, "tokenizer_config.json"));
        var builder = new VocabularyBuilder(vocabulary);
        using (var tokens = Json(vocabulary))
            foreach (var token in tokens.RootElement.EnumerateObject())
                builder.Add(Id(vocabulary, token.Name, token.Value), token.Name);
        using var settings = File.Exists(config) ? Json(config) : null;
        var added = Added(directory, settings, builder).ToList();
        var table = builder.Table();
        var name = TokenizerJson.Text(settings?.RootElement ?? default, "tokenizer_class") ?? "GPT2Tokenizer";
        var (rule, form) = name switch
        {
            "GPT2Tokenizer" or "GPT2TokenizerFast" => (PreTokenizer.Gpt2, NormalForm.AsIs),
            "Qwen2Tokenizer" or "Qwen2TokenizerFast" => (PreTokenizer.Qwen2, NormalForm.Nfc),
            _ => throw new ForgeException($"{config}: tokenizer_class is {Printable.Line(name, 60)}; of vocab.json and merges.txt alone, GPT2Tokenizer and Qwen2Tokenizer are read"),
        };
        return new TokenizerParts(vocabulary, table, Merges(merges, table), added, rule, form, TakesWholeWords: false, [], []);
    }

    private static MergeTable Merges(string path, TokenTable table)
    {
        var lines = File.ReadLines(path, new UTF8Encoding(false, throwOnInvalidBytes: true)).Where((l, i) => l.Length > 0 && !(i == 0 && l.StartsWith("#version", StringComparison.Ordinal))).ToList();
        var merges = new MergeTable(lines.Count);
        for (var rank = 0; rank < lines.Count; rank++) VocabularyBuilder.Merge(path, table, merges, rank, lines[rank]);
        return merges;
    }

    /// <summary>Ids and texts of <c>added_tokens_decoder</c>; of added_tokens.json where there is none, whose tokens are control tokens.</summary>
    private static IEnumerable<AddedToken> Added(string directory, JsonDocument? settings, VocabularyBuilder builder)
    {
        var source = Path.Combine(directory, "tokenizer_config.json");
        if (settings is not null && settings.RootElement.TryGetProperty("added_tokens_decoder", out var decoder) && decoder.ValueKind == JsonValueKind.Object)
        {
            foreach (var entry in decoder.EnumerateObject())
            {
                if (!int.TryParse(entry.Name, out var id) || TokenizerJson.Text(entry.Value, "content") is not { } content) throw new ForgeException($"{source}: added_tokens_decoder: expected ids with \"content\"");
                yield return Token(source, builder, id, content, entry.Value);
            }

            yield break;
        }

        source = Path.Combine(directory, "added_tokens.json");
        if (!File.Exists(source)) yield break;
        using var list = Json(source);
        foreach (var entry in list.RootElement.EnumerateObject()) yield return Token(source, builder, Id(source, entry.Name, entry.Value), entry.Name, default);
    }

    private static AddedToken Token(string source, VocabularyBuilder builder, int id, string content, JsonElement flags)
    {
        if (!builder.Has(id)) builder.AddLiteral(id, content);
        else if (!builder.Spells(id, content)) throw new ForgeException($"{source}: token id {id} stands for \"{Printable.Line(content, 40)}\" and, in vocab.json, for another token");
        var special = flags.ValueKind != JsonValueKind.Object || TokenizerJson.Flag(flags, "special");
        return new AddedToken(id, content, special, TokenizerJson.Flag(flags, "normalized"), TokenizerJson.Flag(flags, "lstrip"), TokenizerJson.Flag(flags, "rstrip"), TokenizerJson.Flag(flags, "single_word"));
    }

    private static int Id(string path, string token, JsonElement id) =>
        id.ValueKind == JsonValueKind.Number && id.TryGetInt32(out var value) && value is >= 0 and <= TokenTable.MaxId ? value
        : throw new ForgeException($"{path}: the id of \"{Printable.Line(token, 40)}\" is not a whole number from 0 to {TokenTable.MaxId}");

    private static JsonDocument Json(string path)
    {
        try
        {
            var json = JsonDocument.Parse(File.ReadAllBytes(path));
            return json.RootElement.ValueKind == JsonValueKind.Object ? json : throw new ForgeException($"{path}: expected a JSON object");
        }
        catch (JsonException e)
        {
            throw new ForgeException($"{path}: {e.Message}", e);
        }
    }
}
