using DataForge.Core;
using DataForge.Synthesis;

namespace DataForge.Stages;

/// <summary>How problems are translated.</summary>
/// <param name="To">Language of the new problems: <c>en</c> or <c>zh</c>.</param>
/// <param name="FewestWords">Least share of words that an original and its translation back have in common.</param>
/// <param name="Source">Source of problems that name none; null leaves it out.</param>
public sealed record TranslateStageSettings(string To, double FewestWords, SamplingParameters Sampling, PromptLibrary Prompts, string? System, string? Source, FieldNames Names);
