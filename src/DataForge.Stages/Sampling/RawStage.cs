using System.Text.Json;
using DataForge.Core;

namespace DataForge.Stages;

/// <summary>Continues prompts as they stand: no chat format, no think tags, no marks.</summary>
/// <param name="withIds">Writes the generated ids too.</param>
public sealed class RawStage(int samples, SamplingParameters sampling, bool withIds, IGenerator generator) : GenerationStage<Row>(generator)
{
    public override string Name => "sample";

    public override string Unit => "samples";

    public override int UnitsPerRow => samples;

    public override string ShardKey(Row item) => item.ToString();

    public override IEnumerable<StageItem<Row>> Read(IEnumerable<Row> rows, IBadRecords bad) => Each(rows, bad, row =>
    {
        PromptOf(row);
        return row;
    });

    public override async ValueTask<StageResult> Process(Row item, CancellationToken cancel)
    {
        var prompt = PromptOf(item);
        var key = Identity.OfPrompt(prompt.Raw ?? string.Join(' ', prompt.Ids!));
        var generations = await Generator.Generate(new GenerationRequest(key, prompt, sampling, samples), cancel);
        var result = new StageResult { Units = generations.Count }.Count(SampleCounts.Rows).CountTokens(generations);
        foreach (var g in generations)
            if (g.Finish == FinishReason.Error)
            {
                result.Fail(g.Error).Drop(item.With(e => e.Set("rollout", g.Rollout)), new Reject(Name, Failed, g.Error ?? "the generation failed"));
            }
            else
            {
                var row = Continued(item, g);
                result.Add(row).Count(SampleCounts.Samples).Count(SampleCounts.ByFinish + row.Text("finish_reason"));
            }

        return result;
    }

    /// <summary>The row's prompt as the model sees it.</summary>
    public string Show(Row row) => Generator.Render(PromptOf(row));

    private static Prompt PromptOf(Row row)
    {
        if (!row.HasValue("ids")) return new Prompt(Raw: row.Required("prompt"));
        var ids = row.Element("ids")!.Value;
        if (ids.ValueKind != JsonValueKind.Array || ids.GetArrayLength() == 0 || !ids.EnumerateArray().All(i => i.ValueKind == JsonValueKind.Number && i.TryGetInt32(out _)))
            throw ForgeException.BadRecord(row.Path, row.Line, "field \"ids\": expected a list of token ids, at least one");
        return new Prompt(Ids: [.. ids.EnumerateArray().Select(i => i.GetInt32())]);
    }

    private Row Continued(Row row, Generation generation) => row.With(e =>
    {
        if (samples > 1) e.Set("rollout", generation.Rollout);
        e.Set("generation", generation.Text);
        if (withIds)
            e.Write("generated_ids", w =>
            {
                w.WriteStartArray();
                foreach (var id in generation.Ids) w.WriteNumberValue(id);
                w.WriteEndArray();
            });
        e.Set("finish_reason", generation.Finish == FinishReason.Length ? "length" : "stop");
    });

    public override IEnumerable<string> Summary(RunCounts counts) => [SampleCounts.Summary(counts, counts.Of(RunCounts.Dropped + Failed))];
}
