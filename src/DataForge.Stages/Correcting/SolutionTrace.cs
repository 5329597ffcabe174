using System.Text.Json;
using DataForge.Core;
using DataForge.Synthesis;
using DataForge.Voting;

namespace DataForge.Stages;

/// <summary>A solution with what it was given and what it called.</summary>
/// <param name="Spans">Code points [start, end) of the text that the model did not write.</param>
internal sealed record SolutionTrace(string Text, IReadOnlyList<(int Start, int End)> Spans, IReadOnlyList<ToolCall> Calls)
{
    /// <exception cref="ForgeException">The mask is no list of spans of the text in order, or is missing beside calls: what a loss would be taken of is not known.</exception>
    public static SolutionTrace Of(Row row, string text)
    {
        var (trace, fault) = Of(text, row.HasValue("mask") ? row.Element("mask") : null, row.HasValue("tool_calls") ? row.Element("tool_calls") : null);
        return fault is null ? trace : throw ForgeException.BadRecord(row.Path, row.Line, fault);
    }

    /// <summary>Why no call printed the sample's answer; null where one did, or where there is no answer.</summary>
    public static Reject? NotComputed(string stage, SampleView sample) =>
        sample.Ballot is { Finished: true, Answer: { } answer } ? ComputedAnswer.Refuse(stage, Called(sample.Row.HasValue("tool_calls") ? sample.Row.Element("tool_calls") : null), answer) : null;

    /// <summary>As <see cref="Write"/> wrote it; null for anything else.</summary>
    public static SolutionTrace? Read(JsonElement e) =>
        e.TryGetProperty("generation", out var text) && text.ValueKind == JsonValueKind.String
        && Of(text.GetString()!, e.TryGetProperty("mask", out var mask) ? mask : null, e.TryGetProperty("tool_calls", out var calls) ? calls : null) is (var trace, null) ? trace : null;

    private static (SolutionTrace Trace, string? Fault) Of(string text, JsonElement? mask, JsonElement? calls)
    {
        var trace = new SolutionTrace(text, [], Called(calls));
        if (mask is null) return (trace, trace.Calls.Count == 0 ? null : "field \"mask\": expected the spans of the text that calls printed, beside \"tool_calls\", found none");
        var (spans, fault) = Spanned(mask.Value, ToolText.Length(text));
        return (trace with { Spans = spans }, fault);
    }

    public void Write(Utf8JsonWriter w)
    {
        w.WriteString("generation", Text);
        w.WritePropertyName("mask");
        ToolTranscript.WriteSpans(w, Spans);
        w.WritePropertyName("tool_calls");
        ToolTranscript.WriteCalls(w, Calls);
    }

    private static (List<(int, int)> Spans, string? Fault) Spanned(JsonElement mask, int length)
    {
        var spans = new List<(int Start, int End)>();
        if (mask.ValueKind != JsonValueKind.Array) return (spans, Expected(mask));
        foreach (var span in mask.EnumerateArray())
        {
            if (span.ValueKind != JsonValueKind.Array || span.GetArrayLength() != 2 || Place(span[0]) is not { } start || Place(span[1]) is not { } end || start >= end || end > length || (spans.Count > 0 && start < spans[^1].End))
                return (spans, Expected(span));
            spans.Add((start, end));
        }

        return (spans, null);

        string Expected(JsonElement found) => $"field \"mask\": expected a list of spans [start, end] within the {length:N0} code points of the text, each behind the one before, found {Printable.Line(found.GetRawText(), 60)}";
    }

    private static int? Place(JsonElement number) => number.ValueKind == JsonValueKind.Number && number.TryGetInt32(out var place) && place >= 0 ? place : null;

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
