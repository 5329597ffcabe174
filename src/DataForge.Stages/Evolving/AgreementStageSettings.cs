using DataForge.Core;
using DataForge.Synthesis;

namespace DataForge.Stages;

/// <summary>What new problems are held to by their samples.</summary>
/// <param name="MinShare">Least share of a problem's samples that give the commonest answer; a sample without an answer counts as one that does not.</param>
/// <param name="MinVotes">Fewest samples that give it.</param>
/// <param name="Computed">Only answers that a call of code printed count.</param>
/// <param name="Seeds">Problems that a new one may not be nearly the same as.</param>
public sealed record AgreementStageSettings(double MinShare, int MinVotes, bool Computed, NearProblems Seeds, FieldNames Names, string ScoreField);
