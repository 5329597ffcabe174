using System.Buffers.Binary;
using System.IO.Hashing;
using System.Text.Json;
using DataForge.Core;

namespace DataForge.Corpus;

/// <summary>A classifier as bytes: magic, format, bits, length of the JSON head, the head, bias, weights, XxHash3 of all before it. Little-endian.</summary>
/// <remarks>What is read is not trusted: lengths are checked before anything is allocated, then the hash, then every value.</remarks>
public static class RecallFile
{
    private const int Format = 1, FixedBytes = 8 + 4 + 4 + 4, MostHeadBytes = 1 << 24, HashBytes = 8;

    private static ReadOnlySpan<byte> Magic => "DFRECALL"u8;

    public static byte[] Write(RecallModel model)
    {
        var head = RowEdit.Json(w =>
        {
            w.WriteStartObject();
            w.WriteString("features", FeatureScan.Id);
            w.WriteNumber("threshold", model.Threshold);
            w.WriteNumber("target_recall", model.TargetRecall);
            w.WriteBoolean("held_out_by_source", model.HeldOutBySource);
            w.WriteStartArray("sources");
            foreach (var source in model.Sources)
            {
                w.WriteStartObject();
                w.WriteString("name", source.Name);
                w.WriteBoolean("positive", source.Positive);
                w.WriteNumber("documents", source.Documents);
                w.WriteNumber("share", source.Share);
                w.WriteEndObject();
            }

            w.WriteEndArray();
            w.WriteEndObject();
        });
        using var stream = new MemoryStream();
        using var writer = new BinaryWriter(stream);
        writer.Write(Magic);
        writer.Write(Format);
        writer.Write(model.Weights.Bits);
        writer.Write(head.Length);
        writer.Write(head);
        writer.Write(model.Weights.Bias);
        foreach (var weight in model.Weights.Weights) writer.Write(weight);
        writer.Flush();
        writer.Write(XxHash3.HashToUInt64(stream.GetBuffer().AsSpan(0, (int)stream.Length)));
        writer.Flush();
        return stream.ToArray();
    }

    /// <exception cref="ForgeException">The bytes are no model, of another format, or damaged.</exception>
    public static RecallModel Read(byte[] bytes, string path)
    {
        var file = bytes.AsSpan();
        if (file.Length < FixedBytes || !file[..Magic.Length].SequenceEqual(Magic)) throw Bad(path, "expected a model of forge-recall train");
        var format = BinaryPrimitives.ReadInt32LittleEndian(file[8..]);
        if (format != Format) throw Bad(path, $"expected format {Format}, found {format}; train it again");
        var bits = BinaryPrimitives.ReadInt32LittleEndian(file[12..]);
        var headBytes = BinaryPrimitives.ReadInt32LittleEndian(file[16..]);
        if (bits is < LinearModel.LeastBits or > LinearModel.MostBits) throw Bad(path, $"expected {LinearModel.LeastBits} to {LinearModel.MostBits} bits of weights, found {bits}");
        if (headBytes is < 2 or > MostHeadBytes) throw Bad(path, $"expected a head of 2 to {MostHeadBytes:N0} bytes, found {headBytes:N0}");
        var expected = FixedBytes + headBytes + sizeof(float) + ((long)sizeof(float) << bits) + HashBytes;
        if (file.Length != expected) throw Bad(path, $"expected {expected:N0} bytes, found {file.Length:N0}: cut off, or something follows");
        if (XxHash3.HashToUInt64(file[..^HashBytes]) != BinaryPrimitives.ReadUInt64LittleEndian(file[^HashBytes..])) throw Bad(path, "its hash does not fit its content: the file is damaged");
        var model = Head(file.Slice(FixedBytes, headBytes), path) with { Weights = new LinearModel(bits) };
        var numbers = file[(FixedBytes + headBytes)..];
        model.Weights.Bias = BinaryPrimitives.ReadSingleLittleEndian(numbers);
        for (var i = 0; i < model.Weights.Weights.Length; i++) model.Weights.Weights[i] = BinaryPrimitives.ReadSingleLittleEndian(numbers[(4 * i + 4)..]);
        if (!float.IsFinite(model.Weights.Bias) || !Array.TrueForAll(model.Weights.Weights, float.IsFinite)) throw Bad(path, "a weight is no finite number");
        return model;
    }

    private static RecallModel Head(ReadOnlySpan<byte> json, string path)
    {
        try
        {
            var head = Row.Parse(json);
            if (head.Text("features") is var features && features != FeatureScan.Id) throw Bad(path, $"expected features {FeatureScan.Id}, found {features ?? "none"}; train it again");
            var (threshold, recall) = (head.Number("threshold"), head.Number("target_recall"));
            if (threshold is not (> 0 and < 1)) throw Bad(path, $"expected a threshold between 0 and 1, found {threshold?.ToString() ?? "none"}");
            var sources = head.Element("sources") is { ValueKind: JsonValueKind.Array } list
                ? list.EnumerateArray().Select(s => new RecallSource(s.GetProperty("name").GetString()!, s.GetProperty("positive").GetBoolean(), s.GetProperty("documents").GetInt32(), s.GetProperty("share").GetDouble())).ToList()
                : throw Bad(path, "expected its sources, found none");
            return new RecallModel(threshold.Value, recall ?? 0, head.Flag("held_out_by_source") ?? false, sources);
        }
        catch (Exception e) when (e is KeyNotFoundException or InvalidOperationException or FormatException || e is ForgeException { IsBadRecord: true })
        {
            throw Bad(path, "its head is not what forge-recall train writes");
        }
    }

    private static ForgeException Bad(string path, string problem) => new($"{path}: {problem}");
}
