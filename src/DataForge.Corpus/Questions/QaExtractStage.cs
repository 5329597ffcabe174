using System.Globalization;
using DataForge.Core;
using DataForge.Synthesis;

namespace DataForge.Corpus;

/// <summary>Finds questions and their answers in documents: by rules, and by a model in documents where rules find none.</summary>
/// <param name="generator">Null for rules alone.</param>
public sealed class QaExtractStage(QaSettings settings, IGenerator? generator) : QaStage(settings, generator)
{
    /// <summary>Share of a pair's words that must stand in the document for the pair to be found and not made up.</summary>
    private const double LeastGrounded = 0.8;

    public override async ValueTask<StageResult> Process(QaDocument item, CancellationToken cancel)
    {
        var result = Begin();
        var pairs = ExerciseRules.Find(item.Text);
        foreach (var pair in pairs) await Keep(result, item, pair, ReferenceAnswer.Gold, QuestionGates.OfDocument(pair.Problem), false, _ => { }, cancel);
        if (pairs.Count > 0) return result;
        return Generator is null ? result.Drop(item.Row, new Reject(Name, "no_question", "no rule finds a question in the document")) : await Ask(Generator, result, item, cancel);
    }

    private async Task<StageResult> Ask(IGenerator model, StageResult result, QaDocument item, CancellationToken cancel)
    {
        var text = item.Beginning(Settings.MaxCharacters);
        var template = Settings.Prompts.Get($"qa/{QaDocument.LanguageOf(text)}/extract", "text");
        var prompt = new Prompt(template.Fill(new Dictionary<string, string> { ["text"] = text }));
        var generation = (await model.Generate(new GenerationRequest($"{StableHash.Hex128(item.Text)}/qa-extract", prompt, Settings.Sampling), cancel))[0];
        if (Failed(result, item, generation)) return result;
        var (isVoid, pairs) = QaReply.Read(generation.Text);
        if (isVoid) return result.Drop(item.Row, new Reject(Name, "void", "the model finds no question with an answer in the document"));
        if (pairs.Count == 0) return result.Drop(item.Row.With(e => e.Set("generation", generation.Text)), new Reject(Name, "unreadable", "the reply holds neither pairs nor void"));
        foreach (var (question, answer) in pairs)
            await Keep(result, item, new QaPair(null, question, answer, null, "model", 0), ReferenceAnswer.Gold, Refuse(text, question, answer), false, e => e.Set("qa_model", model.Model), cancel);
        return result;
    }

    private static Reject? Refuse(string text, string question, string answer)
    {
        var grounded = Math.Min(Grounding.Of(question, text), Grounding.Of(answer, text));
        if (grounded >= LeastGrounded) return QuestionGates.OfDocument(question);
        return new Reject("qa", "not_in_document", "the document does not hold the words of question and answer", $"{{\"share\":{Math.Round(grounded, 4).ToString(CultureInfo.InvariantCulture)}}}");
    }
}
