using DataForge.Core;

namespace DataForge.Synthesis;

/// <summary>Asks an instruct model whether a solution is right; the score is P(yes) among the two answers.</summary>
public static class YesNoQuestion
{
    /// <exception cref="ForgeException">The prompt does not name its two answers.</exception>
    public static LogProbRequest Ask(PromptLibrary prompts, string language, string problem, string solution)
    {
        var path = $"score/{(language == "zh" ? "zh" : "en")}/yes-no";
        var template = prompts.Get(path, "problem", "solution");
        if (template.Choices.Count != 2) throw new ForgeException($"{path}.txt: expected two lines under ### choices, found {template.Choices.Count}");
        return new LogProbRequest(new Prompt(template.Fill(new Dictionary<string, string> { ["problem"] = problem, ["solution"] = solution })), template.Choices);
    }

    /// <param name="answers">The first choice's likelihood, then the second's.</param>
    /// <returns>exp(yes) / (exp(yes) + exp(no)), in [0, 1]; an error where either has none.</returns>
    public static Score Read(IReadOnlyList<LogProbs> answers)
    {
        var (yes, no) = (answers[0], answers[1]);
        if ((yes.Error ?? no.Error) is { } error) return new Score(null, yes.InputTokens, error);
        return new Score(1 / (1 + Math.Exp(no.Sum - yes.Sum)), yes.InputTokens); // the softmax over two; exp overflows to a score of 0, as it should
    }
}
