namespace DataForge.Runner;

/// <summary>One bound of a run and what was found.</summary>
/// <param name="Name">The option that sets it: <c>max-failures</c>.</param>
/// <param name="Limit">The bound.</param>
/// <param name="Found">What the run found.</param>
/// <param name="Verdict">What is said where the gate failed; null where it held.</param>
public sealed record RunGate(string Name, double Limit, double Found, string? Verdict);
