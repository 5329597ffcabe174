using DataForge.Core;

namespace DataForge.Synthesis;

/// <summary>The prompt that asks for a step-by-step solution: what forge-sample sends, and what scores are taken under.</summary>
public static class SolutionPrompt
{
    /// <param name="system">Replaces the prompt file's system message; an empty one leaves it out; null keeps it.</param>
    public static IReadOnlyList<Message> For(PromptLibrary prompts, string language, string problem, string? system) =>
        prompts.Get($"sample/{(language == "zh" ? "zh" : "en")}/cot", "problem").Fill(new Dictionary<string, string> { ["problem"] = problem }, system);
}
