using DataForge.Core;
using DataForge.Synthesis;

namespace DataForge.Corpus;

/// <summary>What both ways to questions share.</summary>
/// <param name="MaxCharacters">Of a document that the model sees; the rest is cut off.</param>
/// <param name="Votes">Solutions drawn of each question, whose majority must give the question's own answer; 0 asks for none.</param>
/// <param name="VoteSampling">How they are drawn.</param>
/// <param name="CompleteOnly">Drops questions that do not stand on their own.</param>
/// <param name="Unanswered">Keeps questions without an answer.</param>
/// <param name="Overlap">A benchmark item that a text holds, as JSON; null for none. Null compares with nothing.</param>
public sealed record QaSettings(
    DocumentFields Fields, PromptLibrary Prompts, SamplingParameters Sampling, int MaxCharacters, int Votes, SamplingParameters VoteSampling, bool CompleteOnly, bool Unanswered, Func<string, string?>? Overlap);
