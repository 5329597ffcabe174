using DataForge.Core;

namespace DataForge.Stages;

/// <summary>A problem to ask a model about.</summary>
/// <param name="Repeated">The same problem stood in the input before: nothing is asked.</param>
public sealed record ProblemWork(Problem Problem, bool Repeated);
