using System.Buffers;
using System.Buffers.Binary;
using System.IO.Compression;
using System.Security.Cryptography;
using System.Text.Json;
using DataForge.Core;
using DataForge.Text;

namespace DataForge.Contamination;

/// <summary>An index on disk: magic, a JSON header that says everything but the tokens, and the token hashes compressed behind it.</summary>
/// <remarks>
/// No text is inside, but word hashes without a salt can be reversed by dictionary: an index keeps honest people honest, it is not a secret.
/// The same items give the same bytes. A file of another format or normalizer is refused; a damaged one fails its SHA-256.
/// </remarks>
public static class IndexFile
{
    /// <summary>Format version; readers take no other.</summary>
    public const int Format = 1;

    private static ReadOnlySpan<byte> Magic => "DFINDEX\n"u8;

    /// <summary>The index as bytes.</summary>
    public static byte[] Write(IndexData data)
    {
        using var packed = new MemoryStream();
        using (var brotli = new BrotliStream(packed, new BrotliCompressionOptions { Quality = 9 }, leaveOpen: true)) brotli.Write(IndexPayload.Write(data));
        var payload = packed.ToArray();
        var header = Header(data, payload);
        var file = new byte[Magic.Length + 4 + header.Length + payload.Length];
        Magic.CopyTo(file);
        BinaryPrimitives.WriteInt32LittleEndian(file.AsSpan(Magic.Length), header.Length);
        header.CopyTo(file, Magic.Length + 4);
        payload.CopyTo(file, Magic.Length + 4 + header.Length);
        return file;
    }

    /// <summary>Reads an index.</summary>
    /// <param name="path">For messages.</param>
    /// <exception cref="ForgeException">No index, another format or normalizer, or damaged.</exception>
    public static IndexData Read(byte[] file, string path)
    {
        if (!file.AsSpan().StartsWith(Magic)) throw new ForgeException($"{path}: expected a benchmark index (forge-index build makes one)");
        var length = file.Length >= Magic.Length + 4 ? BinaryPrimitives.ReadInt32LittleEndian(file.AsSpan(Magic.Length)) : -1;
        var start = Magic.Length + 4;
        if (length <= 0 || length > file.Length - start) throw Damaged(path);
        try
        {
            using var header = JsonDocument.Parse(file.AsMemory(start, length));
            var root = header.RootElement;
            if (root.GetProperty("format").GetInt32() is var format and not Format) throw new ForgeException($"{path}: index format {format}; this version reads {Format}; build it again");
            if (root.GetProperty("normalizer").GetString() is var normalizer && normalizer != Normalizer.Id) throw new ForgeException($"{path}: made with normalizer {normalizer}; this version has {Normalizer.Id}; build it again");
            var payload = file.AsSpan(start + length);
            if (Convert.ToHexStringLower(SHA256.HashData(payload)) != root.GetProperty("payload_sha256").GetString()) throw Damaged(path);
            var grams = new GramSettings(Int(root, "n"), Int(root, "short_n"), Int(root, "min_distinct"), Int(root, "boilerplate_items"));
            if (!grams.IsSound) throw Damaged(path);
            var benchmarks = root.GetProperty("benchmarks").EnumerateArray().Select(Benchmark).ToList();
            return new IndexData(grams, benchmarks, IndexPayload.Read(Unpack(payload), benchmarks.Count));
        }
        catch (Exception e) when (e is JsonException or KeyNotFoundException or InvalidOperationException or InvalidDataException or IndexOutOfRangeException or ArgumentException or FormatException)
        {
            throw new ForgeException(Damaged(path).Message, e);
        }
    }

    private static byte[] Unpack(ReadOnlySpan<byte> packed)
    {
        const int usual = 4; // times the packed size, for token hashes
        var bytes = new byte[packed.Length * usual];
        using var decoder = new BrotliDecoder();
        for (var length = 0; ; Array.Resize(ref bytes, bytes.Length * 2))
        {
            var status = decoder.Decompress(packed, bytes.AsSpan(length), out var consumed, out var written);
            packed = packed[consumed..];
            length += written;
            if (status == OperationStatus.Done) return bytes;
            if (status != OperationStatus.DestinationTooSmall) throw new InvalidDataException("payload");
        }
    }

    private static ForgeException Damaged(string path) => new($"{path}: the index is damaged; build or fetch it again");

    private static int Int(JsonElement root, string name) => root.GetProperty(name).GetInt32();

    private static byte[] Header(IndexData data, byte[] payload) => RowEdit.Json(w =>
    {
        w.WriteStartObject();
        w.WriteNumber("format", Format);
        w.WriteString("normalizer", Normalizer.Id);
        w.WriteNumber("n", data.Grams.N);
        w.WriteNumber("short_n", data.Grams.ShortN);
        w.WriteNumber("min_distinct", data.Grams.MinDistinct);
        w.WriteNumber("boilerplate_items", data.Grams.BoilerplateItems);
        w.WriteString("payload_sha256", Convert.ToHexStringLower(SHA256.HashData(payload)));
        w.WriteStartArray("benchmarks");
        foreach (var b in data.Benchmarks) Write(w, b);
        w.WriteEndArray();
        w.WriteEndObject();
    });

    /// <summary>A benchmark's header entry.</summary>
    public static void Write(Utf8JsonWriter w, BenchmarkInfo b)
    {
        w.WriteStartObject();
        w.WriteString("name", b.Name);
        w.WriteString("source", b.Source);
        if (b.Revision is not null) w.WriteString("revision", b.Revision);
        if (b.License is not null) w.WriteString("license", b.License);
        if (b.Language is not null) w.WriteString("language", b.Language);
        if (b.Complete is { } complete) w.WriteBoolean("complete", complete);
        w.WriteString("sha256", b.Sha256);
        w.WriteString("fields", b.Fields);
        w.WriteNumber("items", b.Items);
        w.WriteEndObject();
    }

    private static BenchmarkInfo Benchmark(JsonElement e) => new(
        e.GetProperty("name").GetString()!, e.GetProperty("source").GetString()!, e.GetProperty("sha256").GetString()!, Int(e, "items"), e.GetProperty("fields").GetString()!,
        Optional(e, "revision"), Optional(e, "license"), Optional(e, "language"), e.TryGetProperty("complete", out var complete) ? complete.GetBoolean() : null);

    private static string? Optional(JsonElement e, string name) => e.TryGetProperty(name, out var value) ? value.GetString() : null;
}
