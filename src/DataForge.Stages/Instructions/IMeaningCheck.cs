using DataForge.Core;
using DataForge.Synthesis;

namespace DataForge.Stages;

/// <summary>What a comparison of meanings says.</summary>
/// <param name="Dropped">Functions, by their place among those that were asked about.</param>
/// <param name="Why">Why the whole instruction is dropped; null when it is not.</param>
/// <param name="Failed">Why a generation failed; null when none did.</param>
internal sealed record MeaningVerdict(IReadOnlyList<DroppedFunction> Dropped, (string Rule, string Reason)? Why, IReadOnlyList<Generation> Generations, string? Failed = null);

/// <summary>Tells whether functions check what their instruction says.</summary>
public interface IMeaningCheck
{
    internal int InFlight { get; }

    /// <param name="functions">Code that passed cross-validation, at least one.</param>
    internal Task<MeaningVerdict> Judge(InstructionRow item, IReadOnlyList<string> functions, FunctionRunner runner, CancellationToken cancel);
}
