namespace DataForge.Contamination;

/// <summary>A benchmark item as text: only while an index is built.</summary>
/// <param name="Id">The file's own id, or the record's number from 1.</param>
/// <param name="Parts">Texts that are looked for one by one, each with its name.</param>
/// <param name="Answer">Short answer, where there is one.</param>
public sealed record BenchmarkItem(string Id, IReadOnlyList<(string Name, string Text)> Parts, string? Answer = null);
