namespace DataForge.Core;

/// <summary>A turn of a sample that was drawn earlier.</summary>
/// <param name="Added">What was put in before it; null for the first turn.</param>
/// <param name="Trimmed">Whether the white space at the end of the text before it was left out.</param>
public sealed record KnownTurn(string? Added, bool Trimmed, Generation Generation);
