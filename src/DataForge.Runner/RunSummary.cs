using System.Text;
using System.Text.Json;
using DataForge.Core;
using DataForge.Formats;

namespace DataForge.Runner;

/// <summary>A run in figures, as JSON of one shape for every tool (<c>--summary</c>). Written as the last of the run's files: where it stands, the run came to its end.</summary>
public sealed record RunSummary(string Tool, string Version, int OutputVersion)
{
    public ExitCode ExitCode { get; init; }

    public long RowsIn { get; init; }

    public long RowsOut { get; init; }

    public long BadRecords { get; init; }

    public required RunCounts Counts { get; init; }

    public long Failures { get; init; }

    public double Seconds { get; init; }

    public IReadOnlyList<RunGate> Gates { get; init; } = [];

    /// <summary>Model, revision, endpoint and settings, as they make up the run's identity.</summary>
    public IReadOnlyList<KeyValuePair<string, string?>> Settings { get; init; } = [];

    public IReadOnlyList<KeyValuePair<string, string>> Model { get; init; } = [];

    public long CallsMade { get; init; }

    public long CallsKept { get; init; }

    public IReadOnlyList<string> Inputs { get; init; } = [];

    public IReadOnlyList<KeyValuePair<string, string>> Outputs { get; init; } = [];

    /// <exception cref="ForgeException">The file cannot be written.</exception>
    public void Write(string path, CancellationToken cancel) => WholeFile.Write(path, Encoding.UTF8.GetString(RowEdit.Json(w => Write(w, cancel))) + "\n");

    private void Write(Utf8JsonWriter w, CancellationToken cancel)
    {
        w.WriteStartObject();
        w.WriteNumber("summary", 1);
        w.WriteString("tool", Tool);
        w.WriteString("version", Version);
        w.WriteNumber("output_version", OutputVersion);
        w.WriteNumber("exit_code", (int)ExitCode);
        w.WriteNumber("rows_in", RowsIn);
        w.WriteNumber("rows_out", RowsOut);
        w.WriteNumber("bad_records", BadRecords);
        w.WriteStartObject("rejected");
        foreach (var (rule, count) in Counts.Under(RunCounts.Dropped)) w.WriteNumber(rule, count);
        w.WriteEndObject();
        w.WriteNumber("failures", Failures);
        w.WriteStartObject("tokens");
        w.WriteNumber("input", Counts.Of(TokenCounts.Input));
        w.WriteNumber("generated", Counts.Of(TokenCounts.Generated));
        w.WriteEndObject();
        w.WriteStartObject("calls");
        w.WriteNumber("made", CallsMade);
        w.WriteNumber("kept", CallsKept);
        w.WriteEndObject();
        w.WriteStartObject("counts");
        foreach (var (name, value) in Counts.All.Where(c => !c.Key.StartsWith(RunCounts.Dropped, StringComparison.Ordinal) && c.Key is not (RunCounts.Seconds or RunCounts.RowsOut or TokenCounts.Input or TokenCounts.Generated))) w.WriteNumber(name, value);
        w.WriteEndObject();
        w.WriteStartArray("gates");
        foreach (var gate in Gates)
        {
            w.WriteStartObject();
            w.WriteString("name", gate.Name);
            w.WriteNumber("limit", gate.Limit);
            w.WriteNumber("found", gate.Found);
            w.WriteBoolean("failed", gate.Verdict is not null);
            w.WriteEndObject();
        }

        w.WriteEndArray();
        w.WriteStartObject("model");
        foreach (var (name, value) in Model) w.WriteString(name, value);
        w.WriteEndObject();
        w.WriteStartObject("settings");
        foreach (var (name, value) in Settings) w.WriteString(name, value);
        w.WriteEndObject();
        Files(w, "inputs", Inputs.Select(p => KeyValuePair.Create("", p)), cancel);
        Files(w, "outputs", Outputs, cancel);
        w.WriteNumber("seconds", Math.Round(Seconds, 3));
        w.WriteEndObject();
    }

    private static void Files(Utf8JsonWriter w, string name, IEnumerable<KeyValuePair<string, string>> files, CancellationToken cancel)
    {
        w.WriteStartArray(name);
        foreach (var (role, path) in files)
        {
            w.WriteStartObject();
            if (role.Length > 0) w.WriteString("name", role);
            w.WriteString("path", path);
            if (FileContent.Of(path, cancel) is { } content)
            {
                w.WriteNumber("bytes", content.Bytes);
                w.WriteString("sha256", content.Sha256);
            }

            w.WriteEndObject();
        }

        w.WriteEndArray();
    }
}
