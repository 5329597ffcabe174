namespace DataForge.Answers;

/// <summary>What <see cref="Grader.Verify(string, string, VerifyOptions?)"/> found.</summary>
/// <param name="IsCorrect">true equal, false different, null undecided: the pair could not be compared within its budget, or only a reader could tell.</param>
/// <param name="Rule">The rule that decided.</param>
/// <param name="Reason">One sentence for a reader.</param>
public readonly record struct Grade(bool? IsCorrect, string Rule, string Reason);
