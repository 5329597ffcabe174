using System.Text.Json;
using DataForge.Core;
using DataForge.Synthesis;

namespace DataForge.Stages;

/// <summary>How the fit of responses is scored.</summary>
/// <param name="AtLeast">Lowest mean score from 0 to 10 of a response that is kept.</param>
/// <param name="Replies">Field with replies that were stored before, read instead of asking; null asks.</param>
/// <param name="Form"><c>rows</c> or <c>sft</c>.</param>
public sealed record FitSettings(double AtLeast, int Samples, string? Replies, bool AsRepository, string Form, SamplingParameters Sampling, PromptLibrary Prompts);

/// <summary>Asks a model how well a response fits its query, from 0 to 10, and drops what fits ill: a response may follow its instruction and answer nothing.</summary>
/// <param name="generator">Null where stored replies are read.</param>
public sealed class FitStage(FitSettings settings, IGenerator? generator) : Stage<Row>
{
    private const string Responses = "responses", Scored = "scored", Sum = "score_sum";

    public override string Name => "score";

    public override string Unit => "responses";

    public override int InFlight => generator?.InFlight ?? 1;

    public override string FailuresAre => "generations failed";

    public override string ShardKey(Row item) => item.Text("problem_id") ?? item.Required("query");

    public override IEnumerable<StageItem<Row>> Read(IEnumerable<Row> rows, IBadRecords bad) => Each(rows, bad, row =>
    {
        row.Required("instruction");
        row.Required("query");
        Response(row);
        if (settings.Replies is { } field && (row.Element(field) is not { ValueKind: JsonValueKind.Array } list || list.EnumerateArray().Any(e => e.ValueKind != JsonValueKind.String)))
            throw ForgeException.BadRecord(row.Path, row.Line, $"field \"{field}\": expected a list of replies as strings");
        return row;
    });

    public override async ValueTask<StageResult> Process(Row item, CancellationToken cancel)
    {
        var result = new StageResult().Count(Responses);
        IReadOnlyList<string> replies;
        if (generator is null)
        {
            replies = [.. item.Element(settings.Replies!)!.Value.EnumerateArray().Select(e => e.GetString()!)];
        }
        else
        {
            var generations = await generator.Generate(new GenerationRequest(StableHash.Hex128(item.Required("instruction"), item.Required("query"), Response(item)), PromptOf(item), settings.Sampling, settings.Samples), cancel);
            result.CountTokens(generations);
            replies = [.. generations.Where(g => g.Finish != FinishReason.Error).Select(g => g.Text)];
            if (generations.FirstOrDefault(g => g.Finish == FinishReason.Error) is { } failed) result.Fail(failed.Error, generations.Count - replies.Count);
            if (replies.Count == 0) return result.Drop(item, new Reject(Name, "generation_failed", "every generation failed"));
        }

        var scores = replies.Select(r => MeaningReply.Score(r, settings.AsRepository)).OfType<double>().ToList();
        if (scores.Count == 0) return result.Drop(item, new Reject(Name, "unreadable_score", "no reply ends in a score from 0 to 10"));
        var mean = scores.Average();
        result.Count(Scored).Count(Sum, mean);
        var row = item.With(e => e.Set("if_score", Math.Round(mean, 6)));
        if (mean < settings.AtLeast) return result.Drop(row, new Reject(Name, "low_score", string.Create(System.Globalization.CultureInfo.InvariantCulture, $"it got {mean:0.##} of 10")));
        return result.Add(settings.Form == "sft" ? InstructionExport.Sft(row.Required("instruction"), row.Required("query"), Response(row), row) : row);
    }

    private static string Response(Row row) => ThinkTags.Shown(
        row.Text(FieldNames.First(row, FieldNames.Default.Generation) ?? throw ForgeException.BadRecord(row.Path, row.Line, $"expected a response in one of the fields {string.Join(", ", FieldNames.Default.Generation)}"))!, row.Text("reasoning"), withReasoning: false) ?? "";

    private Prompt PromptOf(Row row)
    {
        var language = (row.Text("language") ?? Problem.LanguageOf(row.Required("instruction"))) == "zh" ? "zh" : "en";
        return new Prompt(settings.Prompts.Get($"if/{language}/score", "instruction", "query", "response").Fill(new Dictionary<string, string>
        {
            ["instruction"] = row.Required("instruction"),
            ["query"] = row.Required("query"),
            ["response"] = Response(row),
        }));
    }

    public override IEnumerable<string> Summary(RunCounts counts)
    {
        var scored = counts.Of(Scored);
        yield return $"{counts.Of(RunCounts.RowsOut):N0} of {Quantity.Of(counts.Of(Responses), "response")} kept{counts.DroppedAs("dropped")}{(scored > 0 ? $"; mean score {counts[Sum] / scored:0.##}" : "")}";
    }
}
