namespace DataForge.Extraction;

/// <summary>How pages become text.</summary>
/// <param name="KeepBoilerplate">Writes navigation and the like too.</param>
/// <param name="MinCharacters">Fewest characters of a document's text.</param>
/// <param name="MaxParse">Longest time for one page.</param>
/// <param name="Threads">Pages at a time; the output does not depend on it.</param>
public sealed record ExtractSettings(bool KeepBoilerplate, int MinCharacters, TimeSpan MaxParse, int Threads);
