using DataForge.Core;

namespace DataForge.Synthesis;

/// <summary>Asks for a problem in another language, and reads what came back.</summary>
public static class Translation
{
    public const string Stage = "translate", Kind = "translate";

    /// <summary>Languages that prompts translate between.</summary>
    public static IReadOnlyList<string> Languages { get; } = ["en", "zh"];

    /// <summary>The prompt <c>translate/FROM/TO</c>.</summary>
    public static PromptTemplate Template(PromptLibrary prompts, string from, string to) => prompts.Get($"translate/{from}/{to}", "problem");

    /// <summary>The translated problem in a generation, or why there is none.</summary>
    /// <param name="language">What it was asked for in.</param>
    /// <returns>Exactly one of the two.</returns>
    public static (string? Text, Reject? Why) Read(Generation generation, string language, PromptTemplate template)
    {
        if (generation.Finish == FinishReason.Error) return Drop("generation_failed", generation.Error ?? "the generation failed");
        var output = ThinkTags.Split(generation.Text).Text;
        if (string.IsNullOrWhiteSpace(output)) return Drop("empty", "the output is empty");
        var found = EvolvedText.Find(output, "");
        if (generation.Finish == FinishReason.Length && found is not { Whole: true }) return Drop("cut_off", "the output ran into its token limit before the problem was over");
        if (found is null) return Drop("unparsable", "no problem was found in the output");
        return QuestionGates.OfModel(found.Text, language, template) is { } why ? (null, why with { Stage = Stage }) : (found.Text, null);
    }

    /// <summary>The translation: its own text and id; from the original what holds in every language, the gold answer included where it is no text.</summary>
    public static Row Child(Problem parent, string to, string text, string back, string? source, (string Model, string Revision, string PromptHash) translator) =>
        Evolution.Child(parent, Kind, text, source, translator).With(e =>
        {
            e.Set("language", to).Set("back_translation", back).Set("round_trip_words", Math.Round(RoundTrip.Words(parent.Text, back), 4));
            if (parent.ExpectedAnswer is { } answer && !HasWords(answer)) e.Set("expected_answer", answer).Set("answer_source", parent.Answer?.Source);
        });

    /// <summary>Two letters in a row that are no LaTeX command.</summary>
    private static bool HasWords(string answer)
    {
        for (var i = 0; i < answer.Length; i++)
        {
            if (answer[i] == '\\')
            {
                var at = i;
                while (i + 1 < answer.Length && char.IsAsciiLetter(answer[i + 1])) i++;
                if (answer[at..(i + 1)] is "\\text" or "\\mathrm" or "\\textbf") return true;
                continue;
            }

            if (char.IsLetter(answer[i]) && (answer[i] > 0x2E80 || i + 1 < answer.Length && char.IsLetter(answer[i + 1]))) return true;
        }

        return false;
    }

    private static (string?, Reject?) Drop(string rule, string reason) => (null, new Reject(Stage, rule, reason));
}
