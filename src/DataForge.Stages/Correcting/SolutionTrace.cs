using System.Text.Json;
using DataForge.Core;
using DataForge.Synthesis;
using DataForge.Voting;

namespace DataForge.Stages;

/// <summary>A solution with what it was given and what it called.</summary>
/// <param name="Spans">Code points [start, end) of the text that the model did not write.</param>
internal sealed record SolutionTrace(string Text, IReadOnlyList<(int Start, int End)> Spans, IReadOnlyList<ToolCall> Calls)
{
    /// <exception cref="ForgeException">A field holds another type than it should.</exception>
    public static SolutionTrace Of(Row row, string text) =>
        new(text, Spanned(row.HasValue("mask") ? row.Element("mask") : null), Called(row.HasValue("tool_calls") ? row.Element("tool_calls") : null));

    /// <summary>Why no call printed the sample's answer; null where one did, or where there is no answer.</summary>
    public static Reject? NotComputed(string stage, SampleView sample) =>
        sample.Ballot is { Finished: true, Answer: { } answer } ? ComputedAnswer.Refuse(stage, Called(sample.Row.HasValue("tool_calls") ? sample.Row.Element("tool_calls") : null), answer) : null;

    /// <summary>As <see cref="Write"/> wrote it.</summary>
    public static SolutionTrace? Read(JsonElement e) => e.TryGetProperty("generation", out var text) && text.ValueKind == JsonValueKind.String
        ? new(text.GetString()!, Spanned(e.TryGetProperty("mask", out var mask) ? mask : null), Called(e.TryGetProperty("tool_calls", out var calls) ? calls : null))
        : null;

    public void Write(Utf8JsonWriter w)
    {
        w.WriteString("generation", Text);
        w.WritePropertyName("mask");
        ToolTranscript.WriteSpans(w, Spans);
        w.WritePropertyName("tool_calls");
        ToolTranscript.WriteCalls(w, Calls);
    }

    private static List<(int, int)> Spanned(JsonElement? mask)
    {
        var spans = new List<(int, int)>();
        if (mask is not { ValueKind: JsonValueKind.Array } list) return spans;
        foreach (var span in list.EnumerateArray())
            if (span is { ValueKind: JsonValueKind.Array } && span.GetArrayLength() == 2 && span[0].TryGetInt32(out var start) && span[1].TryGetInt32(out var end) && start >= 0 && end > start)
                spans.Add((start, end));
        return spans;
    }

    private static List<ToolCall> Called(JsonElement? calls)
    {
        var called = new List<ToolCall>();
        if (calls is not { ValueKind: JsonValueKind.Array } list) return called;
        foreach (var call in list.EnumerateArray())
            if (call.ValueKind == JsonValueKind.Object && TextOf(call, "code") is { } code && TextOf(call, "output") is { } output)
                called.Add(new ToolCall(code, output, TextOf(call, "status") is { } status ? Execution.StatusOf(status) ?? ExecutionStatus.Error : ExecutionStatus.Ok));
        return called;
    }

    public static string? TextOf(JsonElement e, string name) => e.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;

    /// <summary>Why it is wrong, held against a right solution; null where nothing shows it.</summary>
    /// <param name="answer">Its answer; null for none.</param>
    public string? WrongSince(SolutionTrace right, string? answer, string? language)
    {
        var failed = Calls.TakeWhile(c => c.Status == ExecutionStatus.Ok).Count();
        var printed = Calls.Take(failed).Select(c => c.Output).ToList();
        var rightly = right.Calls.Where(c => c.Status == ExecutionStatus.Ok).Select(c => c.Output).ToList();
        if (PrintedValues.FirstDifference(printed, rightly) is { } difference) return CorrectionReason.Of(difference, language);
        if (failed < Calls.Count && (answer is null || failed == Calls.Count - 1)) return CorrectionReason.OfFailure(Calls[failed].Status, Calls[failed].Output, language);
        if (answer is null) return CorrectionReason.OfAnswer(null, language);
        if (Calls.Count > 0 && PrintedValues.Agree(printed, rightly)) return CorrectionReason.OfAnswer(answer, language);
        return Calls.Count == 0 && PathKey.Of(Text).BrokenEquation is { } equation ? CorrectionReason.OfEquation(equation, language) : null;
    }

    /// <summary>This solution, the words between, and its correction.</summary>
    /// <param name="hidesWrong">Whether the mask covers this solution whole; else what it was given alone.</param>
    public SolutionTrace CorrectedBy(string? reason, SolutionTrace right, bool hidesWrong)
    {
        var wrong = Text.TrimEnd();
        var length = ToolText.Length(wrong);
        var before = wrong + "\n\n" + (reason is null ? "" : reason + "\n\n");
        var shift = ToolText.Length(before);
        List<(int, int)> spans = hidesWrong ? [(0, length)] : [.. Spans.Where(s => s.Start < length).Select(s => (s.Start, Math.Min(s.End, length)))];
        spans.AddRange(right.Spans.Select(s => (s.Start + shift, s.End + shift)));
        return new SolutionTrace(before + right.Text, spans, [.. Calls, .. right.Calls]);
    }
}
