using System.Buffers.Binary;
using System.IO.Hashing;
using DataForge.Core;
using DataForge.Formats;
using DataForge.Models.Tokenizers;

namespace DataForge.Tools.Mix;

/// <summary>Counts of tokens by a named tokenizer, kept by the hash of the text and of the tokenizer, so that a text is counted once.</summary>
/// <remarks>A cache file: magic, then pairs of a text's 64-bit hash and its count, then XxHash3 of all before. One that does not fit is made anew.</remarks>
internal sealed class TokenCounts
{
    private const int PairBytes = 12, HashBytes = 8;

    private readonly System.Collections.Concurrent.ConcurrentDictionary<ulong, int> _counts = new();
    private readonly Tokenizer _tokenizer;
    private readonly string _file;
    private int _known;

    public TokenCounts(string tokenizer, string folder)
    {
        _tokenizer = Tokenizer.Load(tokenizer);
        _file = Path.Combine(folder, HashOf(tokenizer) + ".counts");
        Read();
    }

    private static ReadOnlySpan<byte> Magic => "DFTOKEN1"u8;

    public int Of(string text)
    {
        var hash = StableHash.Of(text);
        return _counts.TryGetValue(hash, out var count) ? count : _counts[hash] = _tokenizer.Encode(text).Length;
    }

    /// <summary>The files that make up a tokenizer, by their content.</summary>
    private static string HashOf(string path)
    {
        string[] files = File.Exists(path) ? [path] : [.. Directory.GetFiles(path).Where(f => Path.GetFileName(f) is "tokenizer.json" or "vocab.json" or "merges.txt" || f.EndsWith(".gguf", StringComparison.OrdinalIgnoreCase)).Order(StringComparer.Ordinal)];
        return StableHash.Hex128([.. files.Select(f =>
        {
            using var stream = File.OpenRead(f);
            return StableHash.Hex128(stream);
        })]);
    }

    private void Read()
    {
        if (!File.Exists(_file)) return;
        var bytes = File.ReadAllBytes(_file).AsSpan();
        if (bytes.Length < Magic.Length + HashBytes || !bytes.StartsWith(Magic) || (bytes.Length - Magic.Length - HashBytes) % PairBytes != 0) return;
        if (XxHash3.HashToUInt64(bytes[..^HashBytes]) != BinaryPrimitives.ReadUInt64LittleEndian(bytes[^HashBytes..])) return;
        for (var at = Magic.Length; at < bytes.Length - HashBytes; at += PairBytes) _counts[BinaryPrimitives.ReadUInt64LittleEndian(bytes[at..])] = BinaryPrimitives.ReadInt32LittleEndian(bytes[(at + 8)..]);
        _known = _counts.Count;
    }

    /// <summary>Keeps what was counted.</summary>
    public void Save()
    {
        if (_counts.Count == _known) return;
        Directory.CreateDirectory(Path.GetDirectoryName(_file)!);
        var bytes = new byte[Magic.Length + _counts.Count * PairBytes + HashBytes];
        Magic.CopyTo(bytes);
        var at = Magic.Length;
        foreach (var (hash, count) in _counts.OrderBy(c => c.Key))
        {
            BinaryPrimitives.WriteUInt64LittleEndian(bytes.AsSpan(at), hash);
            BinaryPrimitives.WriteInt32LittleEndian(bytes.AsSpan(at + 8), count);
            at += PairBytes;
        }

        BinaryPrimitives.WriteUInt64LittleEndian(bytes.AsSpan(at), XxHash3.HashToUInt64(bytes.AsSpan(0, at)));
        WholeFile.Write(_file, bytes);
    }
}
