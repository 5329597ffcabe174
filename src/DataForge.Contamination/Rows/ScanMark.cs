using System.Buffers;
using System.Text;
using System.Text.Json;
using DataForge.Core;

namespace DataForge.Contamination;

/// <summary>Writes into a kept row which index it was checked against, so that what is made of it later can say so: <c>decontamination</c>: {action: keep, index}.</summary>
/// <param name="index">The index's hash.</param>
/// <remarks>The mark is appended to the row's own bytes; only a row that was checked before is parsed. Not safe for several threads.</remarks>
public sealed class ScanMark(string index)
{
    private readonly byte[] _mark = Encoding.UTF8.GetBytes($"\"decontamination\":{{\"action\":\"keep\",\"index\":\"{index}\"}}}}");
    private readonly ArrayBufferWriter<byte> _line = new();

    /// <summary>The line with the mark; good until the next call.</summary>
    /// <param name="line">One valid JSON object.</param>
    public ReadOnlySpan<byte> On(ReadOnlySpan<byte> line)
    {
        if (line.IndexOf("\"decontamination\""u8) >= 0) return Again(Row.Parse(line)).Utf8;
        var body = line.TrimEnd(" \t\r\n"u8)[..^1].TrimEnd(" \t"u8);
        _line.ResetWrittenCount();
        _line.Write(body);
        if (body[^1] != (byte)'{') _line.Write(","u8);
        _line.Write(_mark);
        return _line.WrittenSpan;
    }

    /// <summary>The row's mark with its hits, and the indexes it was checked against before.</summary>
    public Row On(Row row, RowOutcome outcome) => row.With(e => HitJson.Set(e, outcome, Joined(row)));

    private Row Again(Row row) => row.With(e => e.Write("decontamination", w =>
    {
        var before = row.Element("decontamination") is { ValueKind: JsonValueKind.Object } mark ? mark : default;
        w.WriteStartObject();
        w.WriteString("action", before.ValueKind == JsonValueKind.Object && before.TryGetProperty("action", out var action) && action.ValueKind == JsonValueKind.String ? action.GetString() : "keep");
        w.WriteString("index", Joined(row));
        if (before.ValueKind == JsonValueKind.Object && before.TryGetProperty("hits", out var hits))
        {
            w.WritePropertyName("hits");
            hits.WriteTo(w);
        }

        w.WriteEndObject();
    }));

    /// <summary>Several passes leave their hashes joined by +, in the order they ran.</summary>
    private string Joined(Row row) =>
        row.Raw("decontamination") is [(byte)'{', ..] && row.Element("decontamination")!.Value.TryGetProperty("index", out var before) && before.ValueKind == JsonValueKind.String && before.GetString() is { } earlier
            ? earlier.Split('+').Contains(index) ? earlier : $"{earlier}+{index}"
            : index;
}
