using System.Text.Json;

using DataForge.Core;

namespace DataForge.Models.Tokenizers;

/// <summary>Reads tokenizer.json of Hugging Face tokenizers: byte-level BPE with the pre-tokenizers, normalizers and post-processors we know. Anything else is refused by name rather than read nearly right.</summary>
internal static class TokenizerJson
{
    private const long LargestBytes = 512L << 20;

    public static TokenizerParts Read(string path)
    {
        if (!File.Exists(path)) throw new ForgeException($"{path}: no such file");
        if (new FileInfo(path).Length is > LargestBytes and var length) throw new ForgeException($"{path}: {length} bytes; a tokenizer.json of at most {LargestBytes} is read");
        return Read(path, File.ReadAllBytes(path));
    }

    internal static TokenizerParts Read(string path, byte[] json)
    {
        try
        {
            return Parse(path, json);
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException or FormatException or KeyNotFoundException)
        {
            throw new ForgeException($"{path}: broken tokenizer.json: {e.Message}", e);
        }
    }

    private static TokenizerParts Parse(string path, byte[] json)
    {
        var sections = Sections(path, json, out var vocabulary, out var merges);
        var model = Section(sections, "model");
        var builder = new VocabularyBuilder(path);
        ReadVocabulary(path, json.AsSpan(vocabulary), builder);
        var added = ReadAdded(path, Section(sections, "added_tokens"), builder);
        var table = builder.Table();
        var (before, after) = TokenizerJsonSteps.Around(path, Section(sections, "post_processor"), table);
        return new TokenizerParts(path, table, ReadMerges(path, json.AsSpan(merges), table), added,
            TokenizerJsonSteps.PreTokenizer(path, Section(sections, "pre_tokenizer")), TokenizerJsonSteps.Normalizer(path, Section(sections, "normalizer")), Flag(model, "ignore_merges"), before, after);
    }

    private static JsonElement Section(Dictionary<string, JsonElement> sections, string name) => sections.GetValueOrDefault(name);

    /// <summary>The file's top-level values, the model's without its two long lists, whose places are given instead.</summary>
    private static Dictionary<string, JsonElement> Sections(string path, byte[] json, out Range vocabulary, out Range merges)
    {
        var sections = new Dictionary<string, JsonElement>(StringComparer.Ordinal);
        Range? vocabularyAt = null, mergesAt = null;
        var reader = new Utf8JsonReader(json);
        Expect(path, ref reader, JsonTokenType.StartObject, "the file");
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var name = reader.GetString()!;
            reader.Read();
            if (name != "model" || reader.TokenType != JsonTokenType.StartObject)
            {
                sections[name] = JsonElement.ParseValue(ref reader);
                continue;
            }

            using var rest = new MemoryStream();
            using (var writer = new Utf8JsonWriter(rest))
            {
                writer.WriteStartObject();
                while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
                {
                    var key = reader.GetString()!;
                    reader.Read();
                    var start = (int)reader.TokenStartIndex;
                    if (key is "vocab" or "merges")
                    {
                        reader.Skip();
                        if (key == "vocab") vocabularyAt = start..(int)reader.BytesConsumed;
                        else mergesAt = start..(int)reader.BytesConsumed;
                        continue;
                    }

                    writer.WritePropertyName(key);
                    JsonElement.ParseValue(ref reader).WriteTo(writer);
                }

                writer.WriteEndObject();
            }

            sections[name] = JsonElement.Parse(rest.ToArray());
        }

        CheckModel(path, sections.GetValueOrDefault("model"));
        vocabulary = vocabularyAt ?? throw new ForgeException($"{path}: model.vocab is missing");
        merges = mergesAt ?? throw new ForgeException($"{path}: model.merges is missing");
        return sections;
    }

    private static void CheckModel(string path, JsonElement model)
    {
        if (model.ValueKind != JsonValueKind.Object) throw new ForgeException($"{path}: model is missing or no object");
        if (Text(model, "type") is { } type && type != "BPE") throw new ForgeException($"{path}: model.type is {type}; supported: BPE (byte-level)");
        if (Flag(model, "byte_fallback")) throw new ForgeException($"{path}: model.byte_fallback is set: a SentencePiece vocabulary; supported: byte-level BPE");
        foreach (var name in (string[])["continuing_subword_prefix", "end_of_word_suffix"])
            if (!string.IsNullOrEmpty(Text(model, name)))
                throw new ForgeException($"{path}: model.{name} is \"{Text(model, name)}\"; supported: none");
        if (model.TryGetProperty("dropout", out var dropout) && dropout.ValueKind == JsonValueKind.Number && dropout.GetDouble() != 0)
            throw new ForgeException($"{path}: model.dropout is {dropout.GetRawText()}; supported: none, so that the same text has the same tokens");
    }

    private static void ReadVocabulary(string path, ReadOnlySpan<byte> json, VocabularyBuilder builder)
    {
        var reader = new Utf8JsonReader(json);
        Expect(path, ref reader, JsonTokenType.StartObject, "model.vocab");
        var chars = new char[256];
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            if (chars.Length < reader.ValueSpan.Length) chars = new char[reader.ValueSpan.Length];
            var length = reader.CopyString(chars);
            reader.Read();
            if (reader.TokenType != JsonTokenType.Number || !reader.TryGetInt64(out var id)) throw new ForgeException($"{path}: model.vocab: the id of \"{chars.AsSpan(0, length)}\" is not a whole number");
            builder.Add(id, chars.AsSpan(0, length));
        }
    }

    private static MergeTable ReadMerges(string path, ReadOnlySpan<byte> json, TokenTable table)
    {
        var merges = new MergeTable(CountElements(path, json));
        var reader = new Utf8JsonReader(json);
        reader.Read();
        var (left, right) = (Array.Empty<char>(), Array.Empty<char>());
        for (var rank = 0; reader.Read() && reader.TokenType != JsonTokenType.EndArray; rank++)
        {
            if (reader.TokenType == JsonTokenType.String)
            {
                VocabularyBuilder.Merge(path, table, merges, rank, Chars(ref reader, ref left));
                continue;
            }

            if (reader.TokenType != JsonTokenType.StartArray) throw new ForgeException($"{path}: model.merges: merge {rank} is neither a string nor a pair of strings");
            var first = NextPart(path, ref reader, ref left, rank);
            var second = NextPart(path, ref reader, ref right, rank);
            reader.Read();
            if (reader.TokenType != JsonTokenType.EndArray) throw new ForgeException($"{path}: model.merges: merge {rank} has more than two parts");
            VocabularyBuilder.Merge(path, table, merges, rank, first, second);
        }

        return merges;
    }

    private static ReadOnlySpan<char> NextPart(string path, ref Utf8JsonReader reader, ref char[] buffer, int rank)
    {
        reader.Read();
        return reader.TokenType == JsonTokenType.String ? Chars(ref reader, ref buffer) : throw new ForgeException($"{path}: model.merges: merge {rank} is not a pair of strings");
    }

    private static int CountElements(string path, ReadOnlySpan<byte> json)
    {
        var reader = new Utf8JsonReader(json);
        Expect(path, ref reader, JsonTokenType.StartArray, "model.merges");
        var count = 0;
        for (; reader.Read() && reader.TokenType != JsonTokenType.EndArray; count++) reader.Skip();
        return count;
    }

    private static ReadOnlySpan<char> Chars(ref Utf8JsonReader reader, ref char[] buffer)
    {
        if (buffer.Length < reader.ValueSpan.Length) buffer = new char[Math.Max(256, reader.ValueSpan.Length)];
        return buffer.AsSpan(0, reader.CopyString(buffer));
    }

    private static List<AddedToken> ReadAdded(string path, JsonElement list, VocabularyBuilder builder)
    {
        var added = new List<AddedToken>();
        if (list.ValueKind != JsonValueKind.Array) return added;
        foreach (var token in list.EnumerateArray())
        {
            var content = Text(token, "content") ?? throw new ForgeException($"{path}: added_tokens: a token without \"content\"");
            if (!token.TryGetProperty("id", out var number) || !number.TryGetInt64(out var id) || id is < 0 or > TokenTable.MaxId)
                throw new ForgeException($"{path}: added_tokens: the id of \"{content}\" is not a whole number from 0 to {TokenTable.MaxId}");
            if (!builder.Has((int)id)) builder.AddLiteral(id, content);
            else if (!builder.Spells((int)id, content)) throw new ForgeException($"{path}: token id {id} stands for \"{Printable.Line(content, 40)}\" among the added tokens and for another token before");
            added.Add(new AddedToken((int)id, content, Flag(token, "special"), Flag(token, "normalized"), Flag(token, "lstrip"), Flag(token, "rstrip"), Flag(token, "single_word")));
        }

        return added;
    }

    private static void Expect(string path, ref Utf8JsonReader reader, JsonTokenType kind, string what)
    {
        if (!reader.Read() || reader.TokenType != kind) throw new ForgeException($"{path}: {what} is not {(kind == JsonTokenType.StartArray ? "an array" : "a JSON object")}");
    }

    /// <summary>A string member; null when absent, null or of another kind.</summary>
    internal static string? Text(JsonElement element, string name) =>
        element.ValueKind == JsonValueKind.Object && element.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;

    /// <summary>A boolean member; false when absent.</summary>
    internal static bool Flag(JsonElement element, string name) => element.ValueKind == JsonValueKind.Object && element.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.True;
}
