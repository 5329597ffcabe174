using System.Text;
using System.Text.Json;
using DataForge.Core;

namespace DataForge.Synthesis;

/// <summary>One call of a transcript.</summary>
/// <param name="Output">As the transcript shows it.</param>
public sealed record ToolCall(string Code, string Output, ExecutionStatus Status);

/// <summary>What a model wrote and what it was told, kept apart by spans.</summary>
public sealed class ToolTranscript
{
    private readonly StringBuilder _text = new();
    private readonly List<(int Start, int End)> _given = [];
    private readonly List<ToolCall> _calls = [];
    private readonly StringBuilder _own = new();
    private int _length;

    /// <summary>All of it, in order.</summary>
    public string Text => _text.ToString();

    /// <summary>What the model wrote alone; what it was given stands there as a line's end.</summary>
    public string Own => _own.ToString();

    /// <summary>Spans [start, end) in code points of <see cref="Text"/> that the model did not write: for a loss mask.</summary>
    public IReadOnlyList<(int Start, int End)> Given => _given;

    public IReadOnlyList<ToolCall> Calls => _calls;

    /// <summary>A turn of the model.</summary>
    public void Write(string text)
    {
        _text.Append(text);
        _own.Append(text);
        _length += ToolText.Length(text);
    }

    /// <summary>Text that is put in.</summary>
    public void Give(string text)
    {
        if (text.Length == 0) return;
        _text.Append(text);
        _own.Append('\n');
        var end = _length + ToolText.Length(text);
        if (_given.Count > 0 && _given[^1].End == _length) _given[^1] = (_given[^1].Start, end);
        else _given.Add((_length, end));
        _length = end;
    }

    public void Add(ToolCall call) => _calls.Add(call);

    public void Write(Utf8JsonWriter w)
    {
        w.WriteStartObject();
        w.WriteString("text", Text);
        w.WritePropertyName("mask");
        WriteSpans(w);
        w.WritePropertyName("tool_calls");
        WriteCalls(w);
        w.WriteEndObject();
    }

    public void WriteSpans(Utf8JsonWriter w) => WriteSpans(w, _given);

    public void WriteCalls(Utf8JsonWriter w) => WriteCalls(w, _calls);

    /// <summary>The field <c>mask</c>: spans as pairs of code points.</summary>
    public static void WriteSpans(Utf8JsonWriter w, IEnumerable<(int Start, int End)> spans)
    {
        w.WriteStartArray();
        foreach (var (start, end) in spans)
        {
            w.WriteStartArray();
            w.WriteNumberValue(start);
            w.WriteNumberValue(end);
            w.WriteEndArray();
        }

        w.WriteEndArray();
    }

    /// <summary>The field <c>tool_calls</c>.</summary>
    public static void WriteCalls(Utf8JsonWriter w, IEnumerable<ToolCall> calls)
    {
        w.WriteStartArray();
        foreach (var call in calls)
        {
            w.WriteStartObject();
            w.WriteString("code", call.Code);
            w.WriteString("output", call.Output);
            w.WriteString("status", Execution.NameOf(call.Status));
            w.WriteEndObject();
        }

        w.WriteEndArray();
    }

    /// <summary>A transcript as <see cref="Write(Utf8JsonWriter)"/> wrote it.</summary>
    public static ToolTranscript Read(JsonElement e)
    {
        var transcript = new ToolTranscript();
        transcript._text.Append(e.GetProperty("text").GetString());
        foreach (var span in e.GetProperty("mask").EnumerateArray()) transcript._given.Add((span[0].GetInt32(), span[1].GetInt32()));
        foreach (var call in e.GetProperty("tool_calls").EnumerateArray())
            transcript._calls.Add(new ToolCall(call.GetProperty("code").GetString()!, call.GetProperty("output").GetString()!, Execution.StatusOf(call.GetProperty("status").GetString()!) ?? ExecutionStatus.Error));
        return transcript;
    }
}
