using DataForge.Core;

namespace DataForge.Synthesis;

/// <summary>The prompt that asks for a step-by-step solution: what forge-sample sends, and what scores are taken under.</summary>
public static class SolutionPrompt
{
    /// <summary>The prompt of plain step-by-step solutions.</summary>
    public const string ChainOfThought = "cot";

    /// <param name="name">The prompt below <c>sample/LANGUAGE/</c>; a language without it takes the English one.</param>
    /// <param name="system">Replaces the prompt file's system message; an empty one leaves it out; null keeps it.</param>
    public static IReadOnlyList<Message> For(PromptLibrary prompts, string language, string problem, string? system, string name = ChainOfThought) =>
        prompts.Get($"sample/{(language == "zh" && prompts.Has($"sample/zh/{name}") ? "zh" : "en")}/{name}", "problem").Fill(new Dictionary<string, string> { ["problem"] = problem }, system);
}
