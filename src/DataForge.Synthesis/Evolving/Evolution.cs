using DataForge.Core;

namespace DataForge.Synthesis;

/// <summary>Asks for a changed problem, and reads what came back.</summary>
public static class Evolution
{
    public const string Stage = "evolve";

    /// <summary>JSON schema of a reply, for servers that hold a model to one; the reader takes such replies as well as framed ones.</summary>
    public const string ReplySchema = """{"type":"object","properties":{"problem":{"type":"string"}},"required":["problem"],"additionalProperties":false}""";

    /// <summary>The prompt for one kind in the problem's language; a language without a prompt of its own gets the English one.</summary>
    /// <exception cref="ForgeException">There is no such kind.</exception>
    public static PromptTemplate Template(PromptLibrary prompts, string kind, string language)
    {
        var own = $"evolve/{language}/{kind}";
        return prompts.Get(IsName(language) && prompts.Has(own) ? own : $"evolve/en/{kind}", "problem");
    }

    /// <summary>Kinds that can be asked for: a file of evolve/LANGUAGE/ each, MuggleMath's five first.</summary>
    public static IReadOnlyList<string> Kinds(PromptLibrary prompts) => [.. EvolutionKind.All.Concat(prompts.Names("evolve/en")).Distinct(StringComparer.Ordinal)];

    /// <summary>A language comes from data: it names a folder only when it is a plain word.</summary>
    private static bool IsName(string language) => language.Length is > 0 and <= 16 && language.All(c => char.IsAsciiLetterOrDigit(c) || c is '-' or '_');

    public static IReadOnlyList<Message> Ask(PromptTemplate template, Problem parent, string? system = null) =>
        template.Fill(new Dictionary<string, string> { ["problem"] = parent.Text }, system);

    /// <summary>The new problem's text in a generation, or why there is none.</summary>
    /// <returns>Exactly one of the two.</returns>
    public static (string? Text, Reject? Why) Read(Generation generation, Problem parent, string kind, PromptTemplate template)
    {
        if (generation.Finish == FinishReason.Error) return Drop("generation_failed", generation.Error ?? "the generation failed");
        var output = ThinkTags.Split(generation.Text).Text;
        if (string.IsNullOrWhiteSpace(output)) return Drop("empty", "the output is empty");
        var found = EvolvedText.Find(output, parent.Text);
        if (generation.Finish == FinishReason.Length && found is not { Whole: true }) return Drop("cut_off", "the output ran into its token limit before the problem was over");
        if (found is null) return Drop("unparsable", "no problem was found in the output");
        return Gates.Refuse(found.Text, parent, kind, template) is { } why ? (null, why) : (found.Text, null);
    }

    private static (string?, Reject?) Drop(string rule, string reason) => (null, new Reject(Stage, rule, reason));

    /// <summary>The child: its own text and id; from its parent only what still holds for it.</summary>
    /// <param name="source">For parents that name none; null leaves it out.</param>
    /// <param name="evolver">The model that wrote it, with its revision and the prompt's hash; null leaves it out.</param>
    public static Row Child(Problem parent, string kind, string text, string? source = null, (string Model, string Revision, string PromptHash)? evolver = null) => Row.Empty.With(e =>
    {
        e.Set("problem_id", Identity.OfProblem(text)).Set("problem", text);
        if (parent.Row.HasValue("source")) e.SetRaw("source", parent.Row.Raw("source"));
        else e.Set("source", source);
        e.Set("parent_id", parent.Id).Set("evolution", kind).Set("language", parent.Language).Carry(parent.Row, ["license", "tags"]);
        if (evolver is not { } by) return;
        e.Write("evolver", w =>
        {
            w.WriteStartObject();
            w.WriteString("model", by.Model);
            w.WriteString("model_revision", by.Revision);
            w.WriteString("prompt_hash", by.PromptHash);
            w.WriteEndObject();
        });
    });

    /// <summary>A drop as a row: the parent, the kind that was asked for, what came back, and why it was dropped.</summary>
    public static Row Rejected(Problem parent, string? kind, string? output, Reject why) => Row.Empty.With(e => e
        .Set("parent_id", parent.Id)
        .Set("problem", parent.Text)
        .Set("evolution", kind)
        .Set("generation", output)
        .Set(why));
}
