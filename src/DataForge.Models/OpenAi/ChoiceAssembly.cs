using System.Text;
using System.Text.Json;
using DataForge.Core;

namespace DataForge.Models.OpenAi;

/// <summary>Puts the pieces of one reply together, streamed or whole, chat or completions.</summary>
/// <param name="count">Choices asked for; pieces of others are passed over.</param>
internal sealed class ChoiceAssembly(int count, int maxTokens)
{
    // An honest stream has at most one event a token and choice, and a few around them.
    private readonly long _mostEvents = 1000 + (long)count * maxTokens * 4;
    private readonly Choice[] _choices = [.. Enumerable.Range(0, count).Select(_ => new Choice())];
    private long _events;
    private int _inputTokens;
    private int? _outputTokens;

    private sealed class Choice
    {
        public readonly StringBuilder Text = new();
        public readonly StringBuilder Reasoning = new();
        public readonly List<int> Ids = [];
        public int Pieces;
        public string? Finish;
    }

    /// <summary>Takes a streamed event or a whole reply.</summary>
    /// <exception cref="EndpointException">No JSON, an error inside the stream, or a stream without end.</exception>
    public void Add(ReadOnlyMemory<byte> json)
    {
        if (++_events > _mostEvents) throw new EndpointException($"the stream does not end: {_events} events for {count} × {maxTokens} tokens", EndpointFault.Refused);
        try
        {
            using var document = JsonDocument.Parse(json);
            Add(document.RootElement);
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException or FormatException)
        {
            throw new EndpointException($"the reply is no completion: {e.Message}", EndpointFault.Transient, inner: e);
        }
    }

    public void Add(JsonElement reply)
    {
        if (reply.ValueKind != JsonValueKind.Object) throw new EndpointException($"the reply is no completion: a JSON {reply.ValueKind}", EndpointFault.Transient);
        ThrowIfError(reply);
        if (Part(reply, "usage") is { ValueKind: JsonValueKind.Object } usage)
        {
            _inputTokens = Part(usage, "prompt_tokens")?.GetInt32() ?? _inputTokens;
            _outputTokens = Part(usage, "completion_tokens")?.GetInt32() ?? _outputTokens;
        }

        if (Part(reply, "choices") is not { } choices) return;
        foreach (var piece in choices.EnumerateArray())
        {
            var index = Part(piece, "index")?.GetInt32() ?? 0;
            if (index >= 0 && index < count) Add(_choices[index], piece);
        }
    }

    private static void Add(Choice choice, JsonElement piece)
    {
        var body = Part(piece, "delta") ?? Part(piece, "message") ?? piece;
        var text = Part(body, "content")?.GetString() ?? Part(body, "text")?.GetString();
        var reasoning = Part(body, "reasoning_content")?.GetString() ?? Part(body, "reasoning")?.GetString();
        choice.Text.Append(text);
        choice.Reasoning.Append(reasoning);
        if (!string.IsNullOrEmpty(text) || !string.IsNullOrEmpty(reasoning)) choice.Pieces++;
        if (Part(piece, "token_ids") is { } ids)
            foreach (var id in ids.EnumerateArray())
                choice.Ids.Add(id.GetInt32());
        choice.Finish = Part(piece, "finish_reason")?.GetString() ?? choice.Finish;
    }

    /// <summary>A reply with status 200 may be an error all the same.</summary>
    public static void ThrowIfError(JsonElement reply)
    {
        var isError = Part(reply, "error") is not null || Part(reply, "object") is { ValueKind: JsonValueKind.String } kind && kind.ValueEquals("error");
        if (!isError) return;
        var at = Part(reply, "error") is { ValueKind: JsonValueKind.Object } inner ? inner : reply;
        var status = Part(at, "code") is { ValueKind: JsonValueKind.Number } code && code.TryGetInt32(out var number) ? number : 0;
        var fault = status is 400 or 413 or 422 ? EndpointFault.Refused : EndpointFault.Transient;
        throw new EndpointException($"error in the reply: {EndpointClient.ErrorText(reply.GetRawText())}", fault, status);
    }

    /// <summary>Null where the name is absent or null.</summary>
    private static JsonElement? Part(JsonElement at, string name) =>
        at.ValueKind == JsonValueKind.Object && at.TryGetProperty(name, out var value) && value.ValueKind != JsonValueKind.Null ? value : null;

    /// <summary>The finished choices by their index; a choice without a finish reason was cut off on the way and is not among them.</summary>
    /// <param name="firstRollout">Rollout of choice 0.</param>
    public IEnumerable<Generation> Finished(int firstRollout)
    {
        var tokens = OutputTokens();
        for (var i = 0; i < count; i++)
        {
            var choice = _choices[i];
            if (choice.Finish is null) continue;
            var (finish, error) = choice.Finish switch
            {
                "stop" or "eos" or "eos_token" or "end_turn" or "stop_sequence" => (FinishReason.Stop, null),
                "length" or "max_tokens" => (FinishReason.Length, null),
                var other => (FinishReason.Error, $"finish reason {other}"),
            };
            var reasoning = choice.Reasoning.Length > 0 ? choice.Reasoning.ToString() : null;
            yield return new Generation(firstRollout + i, choice.Text.ToString(), choice.Ids, finish, _inputTokens, tokens[i], reasoning, error);
        }
    }

    /// <summary>Tokens of each choice: its ids where the server gives them; else the reply's total, split by the number of pieces (most servers send one a token).</summary>
    private int[] OutputTokens()
    {
        if (_choices.All(c => c.Ids.Count > 0 || c.Pieces == 0)) return [.. _choices.Select(c => c.Ids.Count)];
        var pieces = _choices.Sum(c => c.Pieces);
        if (_outputTokens is not { } total || pieces == 0) return [.. _choices.Select(c => c.Pieces)];
        var tokens = new int[count];
        long before = 0;
        for (var i = 0; i < count; i++)
        {
            var after = before + _choices[i].Pieces;
            tokens[i] = (int)(after * total / pieces - before * total / pieces); // largest error one token; the sum is the server's total
            before = after;
        }

        return tokens;
    }
}
