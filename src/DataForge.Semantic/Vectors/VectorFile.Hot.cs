using System.Buffers.Binary;
using System.Runtime.InteropServices;
using System.Text.Json;

using DataForge.Core;
using DataForge.Text;

namespace DataForge.Semantic;

/// <summary>A vector set on disk: magic, a header in JSON, keys, scales, values, and a hash over everything before it.</summary>
internal static class VectorFile
{
    private const int HashBytes = 8, LongestHeader = 1 << 16;

    private static ReadOnlySpan<byte> Magic => "forge-vectors/1\n"u8;

    public static byte[] Write(VectorSet set)
    {
        var header = RowEdit.Json(w =>
        {
            w.WriteStartObject();
            w.WriteString("embedder", set.Embedder);
            w.WriteString("revision", set.Revision);
            w.WriteNumber("dimensions", set.Dimensions);
            w.WriteNumber("vectors", set.Keys.Length);
            w.WriteString("normalizer", Normalizer.Id);
            w.WriteEndObject();
        });
        using var file = new MemoryStream();
        file.Write(Magic);
        file.Write(BitConverter.GetBytes(header.Length));
        file.Write(header);
        file.Write(MemoryMarshal.AsBytes(set.Keys.AsSpan()));
        file.Write(MemoryMarshal.AsBytes(set.Scales.AsSpan()));
        file.Write(MemoryMarshal.AsBytes(set.Values.AsSpan()));
        file.Write(BitConverter.GetBytes(StableHash.Of(file.GetBuffer().AsSpan(0, (int)file.Length))));
        return file.ToArray();
    }

    /// <summary>The revision in a file's header, without its vectors; null where it is no such file, or one of another format or normalizer.</summary>
    public static string? Revision(string path)
    {
        using var file = File.OpenRead(path);
        var start = new byte[Magic.Length + 4];
        if (file.ReadAtLeast(start, start.Length, throwOnEndOfStream: false) < start.Length || !start.AsSpan().StartsWith(Magic)) return null;
        var length = BinaryPrimitives.ReadInt32LittleEndian(start.AsSpan(Magic.Length));
        if (length is < 2 or > LongestHeader) return null;
        var header = new byte[length];
        if (file.ReadAtLeast(header, length, throwOnEndOfStream: false) < length) return null;
        try
        {
            using var json = JsonDocument.Parse(header);
            return json.RootElement.GetProperty("normalizer").GetString() == Normalizer.Id ? json.RootElement.GetProperty("revision").GetString() : null;
        }
        catch (Exception e) when (e is JsonException or KeyNotFoundException or InvalidOperationException)
        {
            return null;
        }
    }

    /// <exception cref="ForgeException">No such file, or a damaged one.</exception>
    public static VectorSet Read(string path)
    {
        var bytes = File.ReadAllBytes(path);
        var damaged = new ForgeException($"{path}: damaged, or no file of vectors; make it again with forge-index vectors");
        if (bytes.Length < Magic.Length + 4 + HashBytes || !bytes.AsSpan().StartsWith(Magic)) throw damaged;
        var body = bytes.AsSpan(0, bytes.Length - HashBytes);
        if (StableHash.Of(body) != BinaryPrimitives.ReadUInt64LittleEndian(bytes.AsSpan(body.Length))) throw damaged;
        var header = BinaryPrimitives.ReadInt32LittleEndian(body[Magic.Length..]);
        var at = Magic.Length + 4;
        using var json = JsonDocument.Parse(bytes.AsMemory(at, header));
        var root = json.RootElement;
        var (count, dimensions) = (root.GetProperty("vectors").GetInt32(), root.GetProperty("dimensions").GetInt32());
        var keys = MemoryMarshal.Cast<byte, ulong>(Next(bytes, ref at, header, 8 * count)).ToArray();
        var scales = MemoryMarshal.Cast<byte, float>(Next(bytes, ref at, 0, 4 * count)).ToArray();
        var values = MemoryMarshal.Cast<byte, sbyte>(Next(bytes, ref at, 0, count * dimensions)).ToArray();
        return new VectorSet(root.GetProperty("embedder").GetString()!, root.GetProperty("revision").GetString()!, dimensions, keys, scales, values);
    }

    private static ReadOnlySpan<byte> Next(byte[] bytes, ref int at, int skip, int length)
    {
        at += skip + length;
        return bytes.AsSpan(at - length, length);
    }

    /// <summary>Writes a file whole or not at all.</summary>
    public static void Save(string path, VectorSet set)
    {
        if (Path.GetDirectoryName(path) is { Length: > 0 } folder) Directory.CreateDirectory(folder);
        var part = $"{path}.{Environment.ProcessId}.part";
        File.WriteAllBytes(part, Write(set));
        File.Move(part, path, overwrite: true);
    }
}
