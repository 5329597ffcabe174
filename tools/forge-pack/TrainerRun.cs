using System.Text.Json;
using DataForge.Cli;
using DataForge.Core;
using DataForge.Tools.Training;

namespace DataForge.Tools.Pack;

/// <summary>Packs rows for supervised fine-tuning into a folder that a trainer runs from.</summary>
internal static class TrainerRun
{
    /// <param name="rows">As packed, in order.</param>
    public static ExitCode Pack(IEnumerable<Row> rows, TrainerOptions trainer, PackSettings s, PackRunState state)
    {
        using var folder = trainer.Open();
        long written = 0;
        foreach (var row in rows)
        {
            var example = ExampleOf(row, s.System);
            example = example with { Length = trainer.Measure(example) };
            if (example.Length!.Value.Row > trainer.Limit)
            {
                var why = new Reject("pack", "too_long", $"{example.Length.Value.Row} tokens; {trainer.Limit} are allowed");
                state.Tally.Add(why);
                state.Rejects?.Write(row, why);
                continue;
            }

            folder.Write(example.ToRow());
            written++;
        }

        var context = state.Context;
        state.Summary.Reject(state.Tally.Counts);
        state.Summary.Output("rejects", s.Rejects);
        if (SetGate.Refused(s, written, false, state.Progress.Count) is { } refused)
        {
            state.Rejects?.Commit();
            state.Progress.Dispose();
            context.Warn(refused);
            state.Summary.Gate("min-rows", s.MinRows ?? 1, written, refused);
            return state.Summary.Write(ExitCode.GateFailed, state.Progress.Count, 0, state.Bad.Count);
        }

        folder.Finish();
        state.Rejects?.Commit();
        folder.TakePlace();
        state.Progress.Dispose();
        foreach (var line in folder.Summary()) context.Say(line);
        if (state.Tally.Total > 0) context.Say($"left out: {state.Tally}");
        if (state.Bad.Count > 0) context.Warn(state.Bad.Summary);
        if (state.Bad.Overspent) context.Gate(state.Bad.Verdict);
        state.Summary.Output("manifest", Path.Combine(s.Out, Formats.DataFolder.ManifestName));
        if (s.MaxBad is { } most) state.Summary.Gate("max-bad", most, state.Bad.Count, state.Bad.Overspent ? state.Bad.Verdict : null);
        return state.Summary.Write(state.Bad.Overspent ? ExitCode.GateFailed : ExitCode.Ok, state.Progress.Count, written, state.Bad.Count);
    }

    /// <summary>The row's own turns before its last answer, with the system message in front where it has none.</summary>
    private static TrainingExample ExampleOf(Row row, string system)
    {
        var turns = row.Element("messages")!.Value.EnumerateArray().ToList();
        List<Message> prompt = [.. turns.Take(turns.Count - 1).Select(t => new Message(t.GetProperty("role").GetString()!, Content(t, row)))];
        if (system.Length > 0 && prompt is not [{ Role: "system" }, ..]) prompt.Insert(0, new Message("system", system));
        var lineage = row.Raw("lineage") is [(byte)'{', ..] ? row.Element("lineage") : null;
        var model = lineage?.TryGetProperty("model", out var named) == true && named.ValueKind == JsonValueKind.String ? named.GetString() : null;
        return new TrainingExample(row.PlainText("problem_id")!, row.Required("problem"), prompt, [new ExampleReply(row.Required("solution"), null, row.PlainText("sample_id"), model)])
        {
            ParentId = row.PlainText("parent_id"),
            Gold = row.PlainText("answer_source") == "gold" ? row.PlainText("answer") : null,
            Source = row.PlainText("source"),
            Language = row.PlainText("language"),
            License = row.PlainText("license"),
        };
    }

    private static string Content(JsonElement turn, Row row) => turn.TryGetProperty("content", out var content) && content.ValueKind == JsonValueKind.String ? content.GetString()!
        : throw ForgeException.BadRecord(row.Path, row.Line, "field \"messages\": expected texts as contents, which trainers read, found another type");
}

/// <summary>What a pack run has open.</summary>
internal sealed record PackRunState(ToolContext Context, OwnRunSummary Summary, IRunProgress Progress, Formats.RowWriter? Rejects, Formats.BadRows Bad, Tally Tally);
