using DataForge.Core;

namespace DataForge.Synthesis;

/// <summary>Asks an instruct model whether a new problem is well posed: solvable, and complete in itself.</summary>
/// <remarks>
/// It is asked twice, once whether the problem is well posed and once whether it is not, so that a model that always says yes decides nothing: only what is denied both times is dropped.
/// Prompts: <c>check/LANGUAGE/well-posed</c> and <c>check/LANGUAGE/ill-posed</c>.
/// </remarks>
public static class ProblemCheck
{
    private static readonly string[] Questions = ["well-posed", "ill-posed"];

    /// <returns>Why the problem is dropped; null keeps it.</returns>
    /// <exception cref="ForgeException">A prompt does not name its two answers, or the model cannot serve any request.</exception>
    public static async Task<Reject?> Refuse(ILogProbScorer model, PromptLibrary prompts, string language, string problem, CancellationToken cancel)
    {
        var yes = new double[2];
        for (var i = 0; i < yes.Length; i++)
        {
            var score = YesNoQuestion.Read(await model.Score(Ask(prompts, language, Questions[i], problem), cancel));
            if (score.Value is not { } value) return Gates.Drop("check_failed", $"the problem could not be checked: {score.Error}");
            yes[i] = value;
        }

        return yes[0] < 0.5 && yes[1] > 0.5 ? Gates.Drop("ill_posed", $"the checking model denies that the problem is well posed (P(yes) {yes[0]:0.00}) and affirms that it is not ({yes[1]:0.00})") : null;
    }

    private static LogProbRequest Ask(PromptLibrary prompts, string language, string question, string problem)
    {
        var path = $"check/{(language == "zh" ? "zh" : "en")}/{question}";
        var template = prompts.Get(path, "problem");
        if (template.Choices.Count != 2) throw new ForgeException($"{path}.txt: expected two lines under ### choices, found {template.Choices.Count}");
        return new LogProbRequest(new Prompt(template.Fill(new Dictionary<string, string> { ["problem"] = problem })), template.Choices);
    }
}
