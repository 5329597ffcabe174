namespace DataForge.Models.Engine;

/// <summary>Where a sample goes on.</summary>
/// <param name="Turn">Counted from 1; with the rollout it decides the draws.</param>
/// <param name="Segments">What lies behind the prompt; the last is the text to read now.</param>
/// <param name="Kept">Keys and values up to the last segment, where they were kept.</param>
internal sealed record Continuation(int Turn, IReadOnlyList<Segment> Segments, KeptTokens? Kept)
{
    public int Tokens => Segments.Sum(s => s.Ids.Length);
}
