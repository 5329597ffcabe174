using DataForge.Core;
using DataForge.Synthesis;

namespace DataForge.Stages;

/// <summary>How problems are changed.</summary>
/// <param name="Kinds">Ways to change a problem, each asked for on its own.</param>
/// <param name="PerKind">New problems asked for per problem and kind.</param>
/// <param name="Structured">Holds a server's replies to a JSON schema.</param>
/// <param name="System">System message in place of the prompt's own; empty leaves it out, null keeps it.</param>
/// <param name="Source">Source of problems that name none; null leaves it out.</param>
public sealed record EvolveStageSettings(IReadOnlyList<string> Kinds, int PerKind, SamplingParameters Sampling, PromptLibrary Prompts, bool Structured, string? System, string? Source, FieldNames Names);
