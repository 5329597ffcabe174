namespace DataForge.Answers;

/// <summary>The lenient rulings of <see cref="Grader.Verify(string, string, VerifyOptions?)"/>, each by its name.</summary>
public sealed record VerifyOptions
{
    public static VerifyOptions Default { get; } = new();

    /// <summary>A decimal with d ≥ 2 places equals a value that rounds to it at d places.</summary>
    public bool RoundedDecimals { get; init; } = true;
}
