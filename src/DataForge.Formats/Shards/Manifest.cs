using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using DataForge.Core;

namespace DataForge.Formats;

/// <summary>What a shard set was made of and how, without any time or place of its making: two runs over the same input give the same bytes.</summary>
/// <param name="Record">What a row is: <c>sft</c>, <c>problem</c> or <c>is</c>.</param>
/// <param name="Settings">Name, value (null where there is none) and where it came from: <c>default</c>, <c>file</c> or <c>flag</c>.</param>
/// <param name="Seed">Of the shuffle; null when rows keep their order.</param>
/// <param name="Decontamination">What forge-decontam reported; null where the user gave no report.</param>
public sealed record Manifest(
    string Tool, string Version, string Record, IReadOnlyList<(string Name, string? Value, string Source)> Settings, long? Seed, IReadOnlyList<InputRecord> Inputs, Tally Rejects,
    CardFacts Facts, DecontaminationReport? Decontamination)
{
    /// <summary>Columns of Parquet shards; null for JSON lines.</summary>
    public RowSchema? Schema { get; init; }

    /// <summary>What read every Parquet shard back; null where nothing did.</summary>
    public string? VerifiedBy { get; init; }

    public const string Format = "dataforge-shards/1";

    /// <summary>True when the tools that wrote the rows into our standard input said that they are all; else nothing was stated.</summary>
    public bool IsComplete { get; init; }

    /// <summary>The manifest as JSON, one file with its line feed.</summary>
    public string Text(IReadOnlyList<ShardFile> outputs)
    {
        var stream = new MemoryStream();
        using (var w = new Utf8JsonWriter(stream, new JsonWriterOptions { Indented = true, NewLine = "\n", Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping }))
        {
            w.WriteStartObject();
            w.WriteString("format", Format);
            w.WriteString("tool", Tool);
            w.WriteString("version", Version);
            w.WriteString("record", Record);
            if (Seed is { } seed) w.WriteNumber("seed", seed);
            else w.WriteNull("seed");
            w.WriteString("completion", IsComplete ? "complete" : "not stated");
            w.WriteStartObject("rows");
            w.WriteNumber("read", Inputs.Sum(i => i.Rows));
            w.WriteNumber("written", outputs.Sum(o => o.Rows));
            w.WriteNumber("rejected", Rejects.Total);
            w.WriteEndObject();
            w.WriteStartObject("rejects");
            foreach (var (reason, count) in Rejects.Counts) w.WriteNumber(reason, count);
            w.WriteEndObject();
            if (Schema is not null)
            {
                w.WriteStartObject("columns");
                foreach (var column in Schema.Columns) w.WriteString(column.Name, column.Type.Words);
                w.WriteEndObject();
                w.WriteStartArray("json_text_columns");
                foreach (var path in Schema.JsonText) w.WriteStringValue(path);
                w.WriteEndArray();
                w.WriteString("read_back_by", VerifiedBy);
            }

            Made(w);
            w.WriteStartArray("settings");
            foreach (var (name, value, source) in Settings)
            {
                w.WriteStartObject();
                w.WriteString("name", name);
                w.WriteString("value", value);
                w.WriteString("source", source);
                w.WriteEndObject();
            }

            w.WriteEndArray();
            w.WriteStartArray("inputs");
            foreach (var input in Inputs) File(w, input.Path, null, input.Rows, input.Bytes, input.Sha256, input.LeftOut);
            w.WriteEndArray();
            w.WriteStartArray("outputs");
            foreach (var output in outputs) File(w, output.Path, output.Split, output.Rows, output.Bytes, output.Sha256);
            w.WriteEndArray();
            w.WriteEndObject();
        }

        return Encoding.UTF8.GetString(stream.ToArray()) + "\n";
    }

    /// <summary>Who had a part in the rows, and what they were checked against.</summary>
    private void Made(Utf8JsonWriter w)
    {
        w.WriteStartArray("models");
        foreach (var (part, rows) in Facts.Models)
        {
            w.WriteStartObject();
            w.WriteString("part", part.Role);
            w.WriteString("model", part.Name);
            w.WriteString("model_revision", part.Revision);
            w.WriteNumber("rows", rows);
            w.WriteEndObject();
        }

        w.WriteEndArray();
        w.WriteStartObject("decontamination");
        w.WriteStartArray("indexes");
        foreach (var (part, rows) in Facts.Indexes)
        {
            w.WriteStartObject();
            w.WriteString("index", part.Name);
            w.WriteNumber("rows", rows);
            w.WriteEndObject();
        }

        w.WriteEndArray();
        w.WriteNumber("rows_not_stated", Facts.Rows - Facts.Indexes.Sum(i => i.Rows));
        if (Decontamination is { } report)
        {
            w.WritePropertyName("report");
            using var json = JsonDocument.Parse(report.Json);
            json.WriteTo(w);
        }

        w.WriteEndObject();
    }

    private static void File(Utf8JsonWriter w, string path, string? split, long rows, long bytes, string sha256, IReadOnlyList<UnreadColumn>? leftOut = null)
    {
        w.WriteStartObject();
        w.WriteString("path", path);
        if (split is not null) w.WriteString("split", split);
        w.WriteNumber("rows", rows);
        w.WriteNumber("bytes", bytes);
        w.WriteString("sha256", sha256);
        if (leftOut is { Count: > 0 })
        {
            w.WriteStartObject("columns_left_out");
            foreach (var column in leftOut) w.WriteString(column.Name, column.Why);
            w.WriteEndObject();
        }

        w.WriteEndObject();
    }
}
