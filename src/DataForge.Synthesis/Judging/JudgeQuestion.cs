using System.Text.RegularExpressions;
using DataForge.Core;

namespace DataForge.Synthesis;

/// <summary>Asks a chat model to judge solutions by a rubric: one by itself, or which of two is better.</summary>
/// <remarks>Problem and solutions stand between marks; a mark inside them loses its meaning, so that a solution cannot end its frame and speak as the asker. What it says to the judge within the frame is still read: no prompt keeps a model from being persuaded.</remarks>
/// <param name="rubric">What to judge by; null takes the prompts' own.</param>
public sealed partial class JudgeQuestion(PromptLibrary prompts, string? rubric)
{
    [GeneratedRegex(@"<(?=\s*/?\s*(?:problem|solution|rubric))", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex Mark();

    public Prompt Of(string language, string problem, string solution)
    {
        var (spoken, path) = Path(language, "judge");
        return Fill(path, new() { ["rubric"] = Rubric(spoken), ["problem"] = Framed(problem), ["solution"] = Framed(solution) });
    }

    public Prompt OfPair(string language, string problem, string first, string second)
    {
        var (spoken, path) = Path(language, "judge-pair");
        return Fill(path, new() { ["rubric"] = Rubric(spoken), ["problem"] = Framed(problem), ["first"] = Framed(first), ["second"] = Framed(second) });
    }

    /// <summary>Hash of all that judgements follow but the solutions: prompts and rubric, of both languages.</summary>
    public string Identity => StableHash.Hex128([.. new[] { "en", "zh" }.SelectMany(l => new[] { Of(l, "", ""), OfPair(l, "", "", "") }).SelectMany(p => p.Messages!).SelectMany(m => new[] { m.Role, m.Content })]);

    internal static string Framed(string text) => Mark().Replace(text, "&lt;");

    private (string Language, string Path) Path(string language, string name)
    {
        var spoken = language == "zh" && prompts.Has($"score/zh/{name}") ? "zh" : "en";
        return (spoken, $"score/{spoken}/{name}");
    }

    private string Rubric(string language) => rubric ?? prompts.Get($"score/{(prompts.Has($"score/{language}/rubric") ? language : "en")}/rubric").Fill(new Dictionary<string, string>())[^1].Content;

    private Prompt Fill(string path, Dictionary<string, string> values) => new(prompts.Get(path, [.. values.Keys]).Fill(values));
}
