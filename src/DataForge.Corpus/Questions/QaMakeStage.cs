using DataForge.Core;
using DataForge.Synthesis;

namespace DataForge.Corpus;

/// <summary>Asks a model for new questions from documents, each with a reference answer.</summary>
/// <param name="styles">Prompts below <c>qa/LANGUAGE/make/</c>, each asked for on its own.</param>
/// <param name="perStyle">Questions asked for per document and style.</param>
public sealed class QaMakeStage(QaSettings settings, IGenerator generator, IReadOnlyList<string> styles, int perStyle) : QaStage(settings, generator)
{
    private const string Folder = "make";

    /// <summary>Styles that can be asked for: a file of qa/en/make/ each.</summary>
    public static IReadOnlyList<string> Styles(PromptLibrary prompts) => prompts.Names($"qa/en/{Folder}");

    public override int UnitsPerRow => 1;

    public override async ValueTask<StageResult> Process(QaDocument item, CancellationToken cancel)
    {
        var result = Begin();
        var text = item.Beginning(Settings.MaxCharacters);
        var language = QaDocument.LanguageOf(text);
        var model = Generator!;
        foreach (var style in styles)
        {
            var own = $"qa/{language}/{Folder}/{style}";
            var template = Settings.Prompts.Get(Settings.Prompts.Has(own) ? own : $"qa/en/{Folder}/{style}", "text");
            var prompt = new Prompt(template.Fill(new Dictionary<string, string> { ["text"] = text }));
            var hash = Identity.OfPrompt(model.Render(prompt));
            foreach (var generation in await model.Generate(new GenerationRequest($"{StableHash.Hex128(item.Text)}/qa-make/{style}", prompt, Settings.Sampling, perStyle, PromptHash: hash), cancel))
                await Take(result, item, text, style, template, hash, generation, cancel);
        }

        return result;
    }

    private async Task Take(StageResult result, QaDocument item, string text, string style, PromptTemplate template, string hash, Generation generation, CancellationToken cancel)
    {
        if (Failed(result, item, generation)) return;
        var (isVoid, pairs) = QaReply.Read(generation.Text);
        if (isVoid || pairs.Count == 0)
        {
            var why = isVoid ? new Reject(Name, "void", "the model finds nothing to ask in the document")
                : generation.Finish == FinishReason.Length ? new Reject(Name, "cut_off", "the reply ran into its token limit before there was a question with its answer")
                : new Reject(Name, "unreadable", "the reply holds neither a question with its answer nor void");
            result.Drop(Row.Empty.With(e => e.Set("parent_id", item.Id).Set("style", style).Set("generation", generation.Text)), why);
            return;
        }

        foreach (var (question, answer) in pairs)
            await Keep(result, item, new QaPair(null, question, answer, null, "model", 0), "model", Refuse(text, question, answer, template), true, e => e.Set("style", style).Set("source_class", "synthesized").Write("evolver", w =>
            {
                w.WriteStartObject();
                w.WriteString("model", Generator!.Model);
                w.WriteString("model_revision", Generator.Revision);
                w.WriteString("prompt_hash", hash);
                w.WriteEndObject();
            }), cancel);
    }

    /// <summary>A made question must stand on its own, whatever is allowed to those that were found.</summary>
    private static Reject? Refuse(string text, string question, string answer, PromptTemplate template)
    {
        if (QuestionGates.OfModel(question, QaDocument.LanguageOf(text), template) is { } why) return why;
        if (Completeness.Missing(question) is { } missing) return new Reject("qa", missing, "the question does not stand on its own");
        return QuestionGates.SharesNoWord(text, $"{question}\n{answer}") ? new Reject("qa", "unrelated", "question and answer share no word with the document") : null;
    }
}
