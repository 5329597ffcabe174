using DataForge.Answers;

namespace DataForge.Serving;

/// <summary>How a grading server answers.</summary>
/// <param name="Token">What requests must bear; null asks for none.</param>
/// <param name="UndecidedScore">Score of a pair that the grader leaves undecided; null says null.</param>
/// <param name="Rounding">Whether questions ask to round; null reads the problem, where a pair has one.</param>
/// <param name="MaxBodyBytes">Longest request.</param>
public sealed record GradeServerSettings(ServerAddress Address, string? Token, VerifyOptions Verify, double? UndecidedScore, bool? Rounding, int MaxBodyBytes = 16 << 20)
{
    /// <summary>Most pairs of a request.</summary>
    public const int MostPairs = 4096;
}
