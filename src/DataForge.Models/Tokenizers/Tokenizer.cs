using System.Collections.Concurrent;
using System.Text;

using DataForge.Core;
using DataForge.Models.Gguf;

namespace DataForge.Models.Tokenizers;

/// <summary>Byte-level byte-pair tokenizer, equal to Hugging Face tokenizers for the rules in <see cref="PreTokenizer"/>. For any number of threads.</summary>
/// <remarks>
/// Decoding what was encoded gives the normalized text back (<see cref="Normalize"/>), except for characters with a byte in <see cref="BytesWithoutToken"/>, which are dropped,
/// and for white space that an added token swallows. An unpaired surrogate is read as U+FFFD.
/// </remarks>
public sealed class Tokenizer
{
    private readonly TokenizerParts _parts;
    private readonly AddedTokens _early;
    private readonly AddedTokens _late;
    private readonly bool[] _isSpecial;
    private readonly int[] _byteIds;
    private readonly Dictionary<string, int> _addedIds = new(StringComparer.Ordinal);
    private readonly ConcurrentBag<TextEncoder> _idle = [];

    internal Tokenizer(TokenizerParts parts)
    {
        _parts = parts;
        if (parts.NormalForm == NormalForm.Nfc) Nfc.RequireTables();
        _early = new AddedTokens(parts.Added.Where(t => !t.IsNormalized));
        _late = new AddedTokens(parts.Added.Where(t => t.IsNormalized));
        _isSpecial = new bool[parts.Table.Count];
        foreach (var token in parts.Added)
        {
            _isSpecial[token.Id] |= token.IsSpecial;
            _addedIds.TryAdd(token.Content, token.Id);
        }

        _byteIds = [.. Enumerable.Range(0, 256).Select(b => parts.Table.Find([(byte)b]))];
        BytesWithoutToken = [.. Enumerable.Range(0, 256).Where(b => _byteIds[b] < 0).Select(b => (byte)b)];
    }

    /// <summary>The tokenizer of a model.</summary>
    /// <param name="path">A tokenizer.json, a .gguf file, or a directory that holds one (tokenizer.json first, then vocab.json with merges.txt).</param>
    /// <exception cref="ForgeException">Nothing there, broken, or of a kind that is not supported; the message names the part.</exception>
    public static Tokenizer Load(string path)
    {
        if (!Directory.Exists(path)) return path.EndsWith(".gguf", StringComparison.OrdinalIgnoreCase) ? From(GgufFile.Open(path)) : new Tokenizer(TokenizerJson.Read(path));
        var json = Path.Combine(path, "tokenizer.json");
        if (File.Exists(json)) return new Tokenizer(TokenizerJson.Read(json));
        if (File.Exists(Path.Combine(path, "vocab.json")) && File.Exists(Path.Combine(path, "merges.txt"))) return new Tokenizer(VocabularyFiles.Read(path));
        var ggufs = Directory.GetFiles(path, "*.gguf");
        if (ggufs.Length == 1) return From(GgufFile.Open(ggufs[0]));
        throw new ForgeException($"{path}: no tokenizer: expected tokenizer.json, vocab.json with merges.txt, or one .gguf file, found {ggufs.Length} .gguf files");
    }

    /// <summary>The tokenizer inside a GGUF file.</summary>
    /// <exception cref="ForgeException">None there, or not of the byte-level kind.</exception>
    public static Tokenizer From(GgufFile file) => new(TokenizerGguf.Read(file));

    /// <summary>One more than the largest id.</summary>
    public int VocabularySize => _parts.Table.Count;

    public PreTokenizer PreTokenizer => _parts.PreTokenizer;

    public NormalForm NormalForm => _parts.NormalForm;

    /// <summary>Control and other tokens found in text as they stand.</summary>
    public IReadOnlyList<AddedToken> AddedTokens => _parts.Added;

    /// <summary>Ids put before a text with <c>addSpecial</c>; empty for most models.</summary>
    public IReadOnlyList<int> IdsBefore => _parts.Before;

    /// <summary>Ids put after a text with <c>addSpecial</c>.</summary>
    public IReadOnlyList<int> IdsAfter => _parts.After;

    /// <summary>Bytes the vocabulary cannot spell, ascending. SmolLM's lacks six control characters and the first bytes of planes 4 to 11.</summary>
    public IReadOnlyList<byte> BytesWithoutToken { get; }

    /// <summary>True for control tokens.</summary>
    public bool IsSpecial(int id) => (uint)id < (uint)_isSpecial.Length && _isSpecial[id];

    /// <summary>Id of an added token, or of the token with exactly these bytes; null when there is none.</summary>
    public int? Id(string token) => _addedIds.TryGetValue(token, out var id) || (id = _parts.Table.Find(Encoding.UTF8.GetBytes(token))) >= 0 ? id : null;

    /// <summary>Bytes of a token; empty for an id the vocabulary does not have.</summary>
    public ReadOnlySpan<byte> Bytes(int id) => _parts.Table.Bytes(id);

    /// <summary>The text as the tokenizer sees it. (Where the text holds an added token, what stands before and after it is normalized apart.)</summary>
    public string Normalize(string text)
    {
        var wellFormed = Nfc.WellFormed(text);
        return NormalForm == NormalForm.Nfc ? Nfc.Apply(wellFormed) : wellFormed;
    }

    /// <summary>Token ids of a text.</summary>
    /// <param name="addSpecial">Puts <see cref="IdsBefore"/> and <see cref="IdsAfter"/> around.</param>
    /// <param name="recogniseSpecial">False: text that spells a control token (<c>&lt;|im_end|&gt;</c>) becomes ordinary tokens, so that content cannot end its own turn. Added tokens that are not control tokens are still found.</param>
    public int[] Encode(string text, bool addSpecial = false, bool recogniseSpecial = true) => Encode(text, addSpecial, recogniseSpecial ? NoSpecialTokenRanges.None : NoSpecialTokenRanges.All);

    /// <summary>Token ids of a text of which parts are content: a control token is recognised only where none of it is content.</summary>
    /// <param name="content">In characters: ascending, not overlapping.</param>
    public int[] Encode(string text, IReadOnlyList<Range> content) => Encode(text, addSpecial: false, NoSpecialTokenRanges.Of(text, content));

    private int[] Encode(string text, bool addSpecial, NoSpecialTokenRanges plain)
    {
        if (!_idle.TryTake(out var encoder)) encoder = new TextEncoder(_parts, _early, _late, new WordEncoder(_parts.Table, _parts.Merges, _byteIds, _parts.TakesWholeWords, _isSpecial));
        if (addSpecial) encoder.Ids.Add([.. _parts.Before]);
        encoder.Encode(text, plain);
        if (addSpecial) encoder.Ids.Add([.. _parts.After]);
        var ids = encoder.Ids.Take();
        _idle.Add(encoder);
        return ids;
    }

    /// <summary>The bytes of these tokens one after the other; ids the vocabulary does not have give nothing.</summary>
    /// <param name="skipSpecial">Leaves control tokens out.</param>
    public byte[] DecodeBytes(IEnumerable<int> ids, bool skipSpecial = false)
    {
        using var bytes = new MemoryStream();
        foreach (var id in ids)
            if (!skipSpecial || !IsSpecial(id))
                bytes.Write(Bytes(id));
        return bytes.ToArray();
    }

    /// <summary>The text of these tokens; bytes that are not UTF-8 become U+FFFD. <see cref="DecodeBytes"/> keeps them.</summary>
    /// <inheritdoc cref="DecodeBytes"/>
    public string Decode(IEnumerable<int> ids, bool skipSpecial = false) => Encoding.UTF8.GetString(DecodeBytes(ids, skipSpecial));

    /// <summary>A decoder for tokens that come one by one.</summary>
    /// <inheritdoc cref="DecodeBytes"/>
    public TokenStream Stream(bool skipSpecial = true) => new(this, skipSpecial);
}
