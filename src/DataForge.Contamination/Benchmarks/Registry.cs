using DataForge.Core;

namespace DataForge.Contamination;

/// <summary>A benchmark as the registry knows it: which bytes it is, where they come from, how to read them.</summary>
public sealed record RegisteredBenchmark(
    string Name, IReadOnlyList<string> Suites, string Fields, string Url, string Revision, string Sha256, string? License, string? Language, bool Complete, int Items)
{
    /// <summary>The index header's entry.</summary>
    public BenchmarkInfo Describe(BenchmarkInfo read) => read with { Source = Url, Revision = Revision, License = License, Language = Language, Complete = Complete };
}

/// <summary>The registry file: JSON lines, one a benchmark.</summary>
public static class Registry
{
    /// <exception cref="ForgeException">A line lacks a field.</exception>
    public static IReadOnlyList<RegisteredBenchmark> Read(IEnumerable<Row> rows) => [.. rows.Select(Read)];

    private static RegisteredBenchmark Read(Row row) => new(
        row.Required("name"), [.. row.Element("suites")?.EnumerateArray().Select(s => s.GetString()!) ?? []], row.Required("fields"), row.Required("url"), row.Required("revision"),
        row.Required("sha256"), row.Text("license"), row.Text("language"), row.Flag("complete") ?? false, (int)(row.Integer("items") ?? 0));
}
