using System.Text.Json;
using DataForge.Core;
using DataForge.Synthesis;

namespace DataForge.Stages;

/// <summary>How verification functions are asked for.</summary>
/// <param name="Functions">Replies asked for, each with a function and its cases.</param>
/// <param name="Replies">Field with replies that were stored before, which are read instead of asking; null asks.</param>
/// <param name="AsRepository">Reads replies as AutoIF's code does.</param>
public sealed record MakeVerifiersSettings(int Functions, string? Replies, bool AsRepository, SamplingParameters Sampling, PromptLibrary Prompts);

/// <summary>Has a model write verification functions and cases for instructions.</summary>
/// <param name="generator">Null where stored replies are read.</param>
public sealed class MakeVerifiersStage(MakeVerifiersSettings settings, IGenerator? generator) : Stage<InstructionRow>
{
    private const string Instructions = "instructions", Replies = "replies", Unread = "unread";

    public override string Name => "make";

    public override string Unit => "instructions";

    public override int InFlight => generator?.InFlight ?? 1;

    public override string FailuresAre => "generations failed";

    public override string ShardKey(InstructionRow item) => item.Id;

    public override IEnumerable<StageItem<InstructionRow>> Read(IEnumerable<Row> rows, IBadRecords bad) => Each(rows, bad, row =>
    {
        if (generator is null) Stored(row);
        return InstructionRow.From(row, needsCandidates: false);
    });

    public override async ValueTask<StageResult> Process(InstructionRow item, CancellationToken cancel)
    {
        var result = new StageResult().Count(Instructions);
        var row = item.Row.With(e => e.Set("instruction", item.Instruction).Set("instruction_id", item.Id).Set("language", item.Language));
        var (replies, failed) = generator is null ? (Stored(item.Row), 0) : await Ask(item, result, cancel);
        var read = replies.Select(r => VerifierReply.Read(r, settings.AsRepository)).ToList();
        var candidates = read.OfType<VerifierReply>().ToList();
        result.Count(Replies, replies.Count).Count(Unread, read.Count - candidates.Count);
        if (candidates.Count == 0)
            return result.Drop(row, failed > 0 ? new Reject(Name, "generation_failed", "every generation failed") : new Reject(Name, "no_function", $"none of {Quantity.Of(replies.Count, "reply")} holds a function"));
        return result.Add(row.With(e =>
        {
            if (settings.Replies is { } field) e.Remove(field);
            e.Write("candidates", w => Write(w, candidates));
            if (generator is not null) e.Set("model", generator.Model).Set("model_revision", generator.Revision);
        }));
    }

    private async Task<(IReadOnlyList<string> Replies, int Failed)> Ask(InstructionRow item, StageResult result, CancellationToken cancel)
    {
        var prompt = new Prompt(settings.Prompts.Get($"if/{(item.Language == "zh" ? "zh" : "en")}/verifier", "instruction").Fill(new Dictionary<string, string> { ["instruction"] = item.Instruction }));
        var generations = await generator!.Generate(new GenerationRequest($"{item.Id}/verifier", prompt, settings.Sampling, settings.Functions), cancel);
        result.CountTokens(generations);
        var failed = generations.Where(g => g.Finish == FinishReason.Error).ToList();
        if (failed.Count > 0) result.Fail(failed[0].Error, failed.Count);
        return ([.. generations.Where(g => g.Finish != FinishReason.Error).Select(g => g.Text)], failed.Count);
    }

    private IReadOnlyList<string> Stored(Row row)
    {
        var field = settings.Replies!;
        if (row.Element(field) is not { ValueKind: JsonValueKind.Array } list || list.EnumerateArray().Any(e => e.ValueKind != JsonValueKind.String))
            throw ForgeException.BadRecord(row.Path, row.Line, $"field \"{field}\": expected a list of replies as strings");
        try
        {
            return [.. list.EnumerateArray().Select(e => e.GetString()!)];
        }
        catch (InvalidOperationException)
        {
            throw ForgeException.BadRecord(row.Path, row.Line, $"field \"{field}\": expected valid Unicode, found a lone surrogate");
        }
    }

    private static void Write(Utf8JsonWriter w, IEnumerable<VerifierReply> candidates)
    {
        w.WriteStartArray();
        foreach (var candidate in candidates)
        {
            w.WriteStartObject();
            w.WriteString("function", candidate.Function);
            w.WriteStartArray("cases");
            foreach (var c in candidate.Cases) c.Write(w);
            w.WriteEndArray();
            w.WriteEndObject();
        }

        w.WriteEndArray();
    }

    public override IEnumerable<string> Summary(RunCounts counts) =>
        [$"{counts.Of(RunCounts.RowsOut):N0} of {Quantity.Of(counts.Of(Instructions), "instruction")} got functions; {counts.Of(Replies) - counts.Of(Unread):N0} of {Quantity.Of(counts.Of(Replies), "reply")} could be read{counts.DroppedAs("dropped")}"];
}
