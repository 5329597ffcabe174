namespace DataForge.Contamination;

/// <summary>Where a benchmark in an index came from.</summary>
/// <param name="Name">As hits name it.</param>
/// <param name="Source">File name or address.</param>
/// <param name="Sha256">Of the file the items were read from, 64 hex digits.</param>
/// <param name="Items">Items read.</param>
/// <param name="Fields">Field map in the registry's spelling.</param>
/// <param name="Complete">False when the file holds a part of the benchmark only; null when not known.</param>
public sealed record BenchmarkInfo(string Name, string Source, string Sha256, int Items, string Fields, string? Revision = null, string? License = null, string? Language = null, bool? Complete = null);
