using System.Text;
using DataForge.Cli;
using DataForge.Core;
using DataForge.Formats;

namespace DataForge.Tools.Pack;

/// <summary>What shards say of themselves, and the times that are kept apart from it.</summary>
internal static class Provenance
{
    /// <summary>Key-value metadata of each Parquet shard: tool, version, record, seed and the settings that are no defaults. Inputs stand in the manifest alone, so that a pipe and a file give the same shards.</summary>
    public static IReadOnlyDictionary<string, string> Of(PackSettings s) => new Dictionary<string, string>
    {
        [ParquetReader.Mark] = Encoding.UTF8.GetString(RowEdit.Json(w =>
        {
            w.WriteStartObject();
            w.WriteString("format", Manifest.Format);
            w.WriteString("tool", "forge-pack");
            w.WriteString("version", Tool.Version);
            w.WriteString("record", s.Record);
            if (s.Shuffle is { } seed) w.WriteNumber("seed", seed);
            w.WriteStartObject("settings");
            foreach (var (name, value, source) in s.Listed)
                if (source != "default")
                    w.WriteString(name, value);
            w.WriteEndObject();
            w.WriteEndObject();
        })),
    };

    /// <summary>timings.json.</summary>
    public static string Timings(TimeProvider time, long begun, long rows)
    {
        var elapsed = time.GetElapsedTime(begun);
        return Encoding.UTF8.GetString(RowEdit.Json(w =>
        {
            w.WriteStartObject();
            w.WriteString("sealed_at", time.GetUtcNow().ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", System.Globalization.CultureInfo.InvariantCulture));
            w.WriteNumber("seconds", Math.Round(elapsed.TotalSeconds, 3));
            w.WriteNumber("rows_read", rows);
            w.WriteNumber("rows_per_second", Math.Round(rows / Math.Max(elapsed.TotalSeconds, 1e-9), 1));
            w.WriteEndObject();
        })) + "\n";
    }
}
