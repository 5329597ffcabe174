using DataForge.Core;
using DataForge.Synthesis;

namespace DataForge.Corpus;

/// <param name="MaxCharacters">Of a document that the model sees; the rest is cut off.</param>
/// <param name="MinScore">Documents below become rejects; 0 keeps all.</param>
/// <param name="Without">Rules that are not tried.</param>
public sealed record QualitySettings(DocumentFields Fields, PromptLibrary Prompts, SamplingParameters Sampling, int MaxCharacters, double MinScore, IReadOnlyCollection<string> Without);

/// <summary>Judges documents: named rules for defects first, then, where there is a model, its score from 0 to 5 with the reason before it.</summary>
public sealed class QualityStage(QualitySettings settings, IGenerator? generator) : Stage<Row>
{
    private const string Documents = "documents", Scored = "scored", Sum = "score_sum";

    public override string Name => "quality";

    public override string Unit => "documents";

    public override int InFlight => generator?.InFlight ?? 1;

    public override string FailuresAre => "generations failed";

    public override string ShardKey(Row item) => item.ToString();

    public override IEnumerable<StageItem<Row>> Read(IEnumerable<Row> rows, IBadRecords bad) => Each(rows, bad, row =>
    {
        settings.Fields.TextOf(row);
        return row;
    });

    public override async ValueTask<StageResult> Process(Row item, CancellationToken cancel)
    {
        var result = new StageResult().Count(Documents);
        var text = settings.Fields.TextOf(item);
        if (QualityRules.Find(text, settings.Without) is { } defect) return result.Drop(item, new Reject(Name, defect.Rule, defect.Reason, defect.Evidence));
        if (generator is null) return result.Add(item);
        var generation = (await generator.Generate(new GenerationRequest(StableHash.Hex128(text), Ask(text), settings.Sampling), cancel))[0];
        result.Count(TokenCounts.Input, generation.InputTokens).Count(TokenCounts.Generated, generation.GeneratedTokens);
        if (generation.Finish == FinishReason.Error) return result.Fail(generation.Error).Drop(item, new Reject(Name, "generation_failed", generation.Error ?? "the generation failed"));
        if (QualityReply.Read(generation.Text) is not var (score, reason))
            return result.Drop(item.With(e => e.Set("generation", generation.Text)), new Reject(Name, "unreadable_score", "the reply holds no score from 0 to 5"));
        var judged = item.With(e => e.Set("quality", score).Set("quality_reason", reason).Set("quality_model", generator.Model));
        result.Count(Scored).Count(Sum, score);
        return score < settings.MinScore ? result.Drop(judged, new Reject(Name, "low_score", $"the model gave {score:0.##} of 5")) : result.Add(judged);
    }

    private Prompt Ask(string text)
    {
        var cut = text.Length <= settings.MaxCharacters ? text : text[..(char.IsHighSurrogate(text[settings.MaxCharacters - 1]) ? settings.MaxCharacters - 1 : settings.MaxCharacters)];
        var language = cut.Count(CharTable.IsHanOrKana) * 3 > cut.Length ? "zh" : "en";
        return new Prompt(settings.Prompts.Get($"quality/{language}/score", "text").Fill(new Dictionary<string, string> { ["text"] = cut }));
    }

    public override IEnumerable<string> Summary(RunCounts counts)
    {
        var scored = counts.Of(Scored);
        yield return $"{counts.Of(RunCounts.RowsOut):N0} of {Quantity.Of(counts.Of(Documents), "document")} kept{counts.DroppedAs("dropped")}{(scored > 0 ? $"; mean score {counts[Sum] / scored:0.##}" : "")}";
    }
}
