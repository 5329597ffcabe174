namespace DataForge.Extraction;

/// <summary>How pages become text.</summary>
/// <param name="KeepBoilerplate">Writes navigation and the like too.</param>
/// <param name="MinCharacters">Fewest characters of a document's text.</param>
/// <param name="MaxParse">Longest time for one page.</param>
/// <param name="Threads">Pages at a time; the output does not depend on it.</param>
/// <param name="Source">Name of the source, for rows that name none; null leaves it out.</param>
/// <param name="SourceClass">As <paramref name="Source"/>: <c>web</c>, <c>books</c>, <c>code</c> or <c>synthesized</c>.</param>
public sealed record ExtractSettings(bool KeepBoilerplate, int MinCharacters, TimeSpan MaxParse, int Threads, string? Source = null, string? SourceClass = null);
