using DataForge.Core;
using DataForge.Synthesis;

namespace DataForge.Stages;

/// <summary>What is drawn for each problem.</summary>
/// <param name="System">System message in place of the prompt's own; empty leaves it out, null keeps it.</param>
/// <param name="Source">Source of problems that name none; null leaves it out.</param>
/// <param name="Tools">How samples call code; null for none.</param>
/// <param name="SamplesField">A problem's field that says how many samples it asks for, at most <paramref name="Samples"/>; problems without it get all. Null for none.</param>
/// <param name="Stopping">When fewer than <paramref name="Samples"/> are enough; null draws all of them and says nothing of it.</param>
/// <param name="Prompt">The prompt below <c>sample/LANGUAGE/</c>; with <paramref name="Tools"/> their protocol names it.</param>
public sealed record SampleStageSettings(
    int Samples, SamplingParameters Sampling, PromptLibrary Prompts, string? System, string? Source, FieldNames Names, ToolSettings? Tools = null, StoppingSettings? Stopping = null, string Prompt = SolutionPrompt.ChainOfThought,
    string? SamplesField = null);
