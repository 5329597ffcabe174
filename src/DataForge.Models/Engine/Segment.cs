namespace DataForge.Models.Engine;

/// <summary>A stretch of a sample's context behind its prompt.</summary>
/// <param name="Generated">True for tokens that were fed one at a time as they were drawn, false for text read at once. The two leave different bits, so a context is read again in the way it came about.</param>
internal sealed record Segment(int[] Ids, bool Generated);
