namespace DataForge.Runner;

/// <summary>A request without an answer.</summary>
/// <param name="Why">What is said of it.</param>
/// <param name="InputTokens">What a reply without a text used; 0 where there was none.</param>
internal readonly record struct OpenRequest(string Why, int InputTokens = 0, int GeneratedTokens = 0);
