using System.Buffers.Binary;
using System.IO.Hashing;
using System.Runtime.InteropServices;
using System.Text.Json;
using DataForge.Core;

namespace DataForge.Interactions;

/// <summary>A model as bytes: magic, format, length of the JSON head (width, recency, items), the head, all numbers, XxHash3 of what is before it. Little-endian.</summary>
/// <remarks>What is read is not trusted: lengths are checked before anything is allocated, then the hash, then every number.</remarks>
public static class McrlFile
{
    private const int Format = 1, FixedBytes = 8 + 4 + 4, HashBytes = 8, MostWidth = 1024;

    private static ReadOnlySpan<byte> Magic => "DFMCRL\0\0"u8;

    public static byte[] Write(McrlModel model)
    {
        var head = RowEdit.Json(w =>
        {
            w.WriteStartObject();
            w.WriteNumber("width", model.Width);
            w.WriteNumber("recency", model.Recency);
            w.WriteStartArray("items");
            foreach (var item in model.Items) w.WriteStringValue(item);
            w.WriteEndArray();
            w.WriteEndObject();
        });
        using var stream = new MemoryStream();
        using var writer = new BinaryWriter(stream);
        writer.Write(Magic);
        writer.Write(Format);
        writer.Write(head.Length);
        writer.Write(head);
        foreach (var numbers in model.Parameters) writer.Write(MemoryMarshal.AsBytes<float>(numbers));
        writer.Flush();
        writer.Write(XxHash3.HashToUInt64(stream.GetBuffer().AsSpan(0, (int)stream.Length)));
        writer.Flush();
        return stream.ToArray();
    }

    /// <exception cref="ForgeException">The bytes are no model, of another format, or damaged.</exception>
    public static McrlModel Read(byte[] bytes, string path)
    {
        var file = bytes.AsSpan();
        if (file.Length < FixedBytes + HashBytes || !file[..Magic.Length].SequenceEqual(Magic)) throw Bad(path, "expected a model of forge-mcrl train");
        if (BinaryPrimitives.ReadInt32LittleEndian(file[8..]) is var format && format != Format) throw Bad(path, $"expected format {Format}, found {format}; train it again");
        var headBytes = BinaryPrimitives.ReadInt32LittleEndian(file[12..]);
        if (headBytes < 2 || headBytes > file.Length - FixedBytes - HashBytes) throw Bad(path, $"expected a head within its {file.Length:N0} bytes, found one of {headBytes:N0}: cut off?");
        if (XxHash3.HashToUInt64(file[..^HashBytes]) != BinaryPrimitives.ReadUInt64LittleEndian(file[^HashBytes..])) throw Bad(path, "its hash does not fit its content: the file is damaged");
        var (items, width, recency) = Head(file.Slice(FixedBytes, headBytes), path);
        var numbers = file[(FixedBytes + headBytes)..^HashBytes];
        var expected = sizeof(float) * (5L * items.Count * width + 3L * items.Count + (long)width * width);
        if (numbers.Length != expected) throw Bad(path, $"expected {expected:N0} bytes of numbers, found {numbers.Length:N0}");
        var model = new McrlModel(items, width, recency);
        foreach (var part in model.Parameters)
        {
            MemoryMarshal.Cast<byte, float>(numbers[..(sizeof(float) * part.Length)]).CopyTo(part);
            numbers = numbers[(sizeof(float) * part.Length)..];
            if (!Array.TrueForAll(part, float.IsFinite)) throw Bad(path, "holds a number that is not finite");
        }

        return model;
    }

    private static (List<string> Items, int Width, double Recency) Head(ReadOnlySpan<byte> json, string path)
    {
        try
        {
            var head = Row.Parse(json);
            var (width, recency) = (head.Integer("width") ?? 0, head.Number("recency") ?? 0);
            if (width is < Vectors.Lanes or > MostWidth || width % Vectors.Lanes != 0) throw Bad(path, $"expected a width of {Vectors.Lanes} to {MostWidth}, found {width}");
            if (recency is not (> 0 and <= 1)) throw Bad(path, $"expected a recency in (0, 1], found {recency}");
            var items = PairSet.List(head, "items");
            if (items.Count == 0 || items.Distinct(StringComparer.Ordinal).Count() != items.Count) throw Bad(path, "expected different items, found none or one twice");
            return (items, (int)width, recency);
        }
        catch (Exception e) when (e is JsonException || e is ForgeException { IsBadRecord: true })
        {
            throw Bad(path, "its head is not what forge-mcrl train writes");
        }
    }

    private static ForgeException Bad(string path, string problem) => new($"{path}: {problem}");
}
