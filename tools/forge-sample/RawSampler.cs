using System.Text.Json;
using DataForge.Core;
using DataForge.Formats;

namespace DataForge.Tools.Sample;

/// <summary>Continues prompts as they stand: no chat format, no think tags, no marks.</summary>
internal sealed class RawSampler(Settings settings, IGenerator generator) : ISampler
{
    public Work Read(Row row)
    {
        PromptOf(row);
        return new Work(row, null, []);
    }

    public IEnumerable<Work> Plan(RowFeed<Work> feed, CancellationToken cancel) =>
        feed.Read(cancel).Select(item => item.Value is { } work ? work with { Rejects = item.Bad } : Work.Nothing(item.Bad));

    public async Task<Batch> Draw(Work work, CancellationToken cancel)
    {
        if (work.Row is not { } row) return new Batch([], work.Rejects, 0, 0, false, [], []);
        var prompt = PromptOf(row);
        var key = Identity.OfPrompt(prompt.Raw ?? string.Join(' ', prompt.Ids!));
        var drawn = await generator.Generate(new GenerationRequest(key, prompt, settings.Sampling, settings.Samples), cancel);
        var samples = drawn.Where(g => g.Finish != FinishReason.Error).Select(g => Continued(row, g)).ToList();
        var failed = drawn.Where(g => g.Finish == FinishReason.Error).ToList();
        var rejects = failed.Select(g => row.With(e => e.Set("rollout", g.Rollout).Set(new Reject("sample", "generation_failed", g.Error ?? "the generation failed"))));
        return new Batch(samples, [.. work.Rejects, .. rejects], drawn.Count, 0, false, [.. failed.Select(g => g.Error ?? "no reason given")], drawn);
    }

    public string Show(Work work) => generator.Render(PromptOf(work.Row!));

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
        if (settings.Samples > 1) e.Set("rollout", generation.Rollout);
        e.Set("generation", generation.Text);
        if (settings.Ids)
            e.Write("generated_ids", w =>
            {
                w.WriteStartArray();
                foreach (var id in generation.Ids) w.WriteNumberValue(id);
                w.WriteEndArray();
            });
        e.Set("finish_reason", generation.Finish == FinishReason.Length ? "length" : "stop");
    });
}
