using System.Text.Json;
using DataForge.Core;

namespace DataForge.Formats;

/// <summary>What forge-decontam's <c>--report</c> says of a set, for its card and manifest.</summary>
/// <param name="Index">Hash of the index that rows were checked against.</param>
/// <param name="Drop">Rules that drop a row.</param>
/// <param name="Flag">Rules that mark it.</param>
/// <param name="Json">The report's counts as one JSON object.</param>
public sealed record DecontaminationReport(string Index, IReadOnlyList<string> Drop, IReadOnlyList<string> Flag, IReadOnlyList<string> Benchmarks, long Rows, long Dropped, long Flagged, string Json)
{
    /// <summary>The longest list that is not report: of texts that cannot be found.</summary>
    private const string Undetectable = "undetectable";

    /// <exception cref="ForgeException">The file cannot be read, or is no such report.</exception>
    public static DecontaminationReport Read(string path)
    {
        try
        {
            using var report = JsonDocument.Parse(File.ReadAllBytes(path));
            var root = report.RootElement;
            var json = Row.Parse(root.GetRawText().ReplaceLineEndings(" ")).With(e => e.Remove(Undetectable)).ToString();
            return new DecontaminationReport(
                root.GetProperty("index").GetString()!, Names(root, "drop"), Names(root, "flag"),
                [.. root.GetProperty("benchmarks").EnumerateArray().Select(b => b.GetProperty("name").GetString()!)],
                root.GetProperty("rows").GetInt64(), root.GetProperty("dropped").GetInt64(), root.GetProperty("flagged").GetInt64(), json);
        }
        catch (Exception e) when (e is JsonException or KeyNotFoundException or InvalidOperationException or FormatException)
        {
            throw new ForgeException($"{path}: expected a report of forge-decontam (--report): {e.Message}", e);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new ForgeException($"{path}: cannot be read: {e.Message}; forge-decontam writes it (--report)", e);
        }
    }

    private static string[] Names(JsonElement root, string name) => [.. root.GetProperty("rules_in_force").GetProperty(name).EnumerateArray().Select(n => n.GetString()!)];
}
