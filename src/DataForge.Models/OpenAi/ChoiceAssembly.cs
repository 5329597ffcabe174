using System.Text;
using System.Text.Json;
using DataForge.Core;

namespace DataForge.Models.OpenAi;

/// <summary>Puts the pieces of one reply together, streamed or whole, chat or completions.</summary>
/// <param name="count">Choices asked for; pieces of others are passed over.</param>
/// <remarks>
/// What a server sends is bounded by what was asked for: events, bytes of the whole reply, and characters of each text. Choices that a server
/// sends under one index would be glued together; that is seen by text after a finish reason, or by two finish reasons where another choice never came.
/// </remarks>
internal sealed class ChoiceAssembly(int count, int maxTokens)
{
    private const int CharactersPerToken = 128; // the longest tokens in use are runs of 128 blanks
    private const int BytesPerToken = 4096; // an event a token, with its names and ids

    /// <summary>What is said of a reply that is finished and has neither text nor reasoning.</summary>
    public const string NoContent = "the reply has no content";

    // An honest stream has at most one event a token and choice, and a few around them.
    private readonly long _mostEvents = 1000 + (long)count * maxTokens * 4;
    private readonly long _mostCharacters = 4096 + (long)maxTokens * CharactersPerToken;
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
        public string? Refusal;
        public int Finishes;
        public bool HasTextAfterFinish;
        public bool HasContent;
    }

    /// <summary>Longest reply that may be read.</summary>
    public long MostBytes { get; } = Math.Min((1L << 20) + (long)count * maxTokens * BytesPerToken, 1L << 30);

    /// <summary>Takes a streamed event.</summary>
    /// <exception cref="EndpointException">No JSON, an error inside the stream, or more than was asked for.</exception>
    public void Add(ReadOnlyMemory<byte> json)
    {
        if (++_events > _mostEvents) throw new EndpointException($"the stream does not end: {_events} events for {count} × {maxTokens} tokens", EndpointFault.Refused);
        try
        {
            using var document = JsonDocument.Parse(json);
            Add(document.RootElement);
        }
        catch (JsonException e)
        {
            throw NoCompletion(e);
        }
    }

    /// <summary>Takes an event or a whole reply.</summary>
    /// <inheritdoc cref="Add(ReadOnlyMemory{byte})"/>
    public void Add(JsonElement reply)
    {
        if (reply.ValueKind != JsonValueKind.Object) throw new EndpointException($"the reply is no completion: a JSON {reply.ValueKind}", EndpointFault.Transient);
        ThrowIfError(reply);
        try
        {
            AddParts(reply);
        }
        catch (Exception e) when (e is InvalidOperationException or FormatException)
        {
            throw NoCompletion(e);
        }
    }

    private static EndpointException NoCompletion(Exception e) => new($"the reply is no completion: {e.Message}", EndpointFault.Transient, inner: e);

    private void AddParts(JsonElement reply)
    {
        if (Part(reply, "usage") is { ValueKind: JsonValueKind.Object } usage)
        {
            _inputTokens = Count(usage, "prompt_tokens") ?? _inputTokens;
            _outputTokens = Count(usage, "completion_tokens") ?? _outputTokens;
        }

        if (Part(reply, "choices") is not { } choices) return;
        var place = 0;
        foreach (var piece in choices.EnumerateArray())
        {
            var index = Part(piece, "index")?.GetInt32() ?? place;
            if (index >= 0 && index < count) Add(index, piece);
            place++;
        }
    }

    private void Add(int index, JsonElement piece)
    {
        var choice = _choices[index];
        var body = Part(piece, "delta") ?? Part(piece, "message") ?? piece;
        var text = Text(body, "content") ?? Text(body, "text");
        var reasoning = Text(body, "reasoning_content") ?? Text(body, "reasoning");
        var said = !string.IsNullOrEmpty(text) || !string.IsNullOrEmpty(reasoning);
        choice.HasContent |= said || text is not null || (Part(body, "tool_calls") is { ValueKind: JsonValueKind.Array } calls && calls.GetArrayLength() > 0);
        choice.HasTextAfterFinish |= said && choice.Finish is not null;
        choice.Text.Append(text);
        choice.Reasoning.Append(reasoning);
        if (choice.Text.Length > _mostCharacters || choice.Reasoning.Length > _mostCharacters)
            throw new EndpointException($"the text is longer than {_mostCharacters} characters, the most that max_tokens {maxTokens} can be", EndpointFault.Refused);
        if (said) choice.Pieces++;
        choice.Refusal ??= Text(body, "refusal");
        if (Part(piece, "token_ids") is { } ids)
            foreach (var id in ids.EnumerateArray())
                choice.Ids.Add(id.GetInt32());
        if (Part(piece, "finish_reason")?.GetString() is not { } finish) return;
        choice.Finish = finish;
        choice.Finishes++;
    }

    /// <summary>A text, or the texts of a list of content parts; null when absent.</summary>
    private static string? Text(JsonElement body, string name) => Part(body, name) switch
    {
        null => null,
        { ValueKind: JsonValueKind.Array } parts => string.Concat(parts.EnumerateArray().Select(p => Part(p, "text")?.GetString())),
        var text => text.Value.GetString(),
    };

    /// <summary>A token count; null where it is no whole number of tokens: an answer is not lost by its bookkeeping.</summary>
    private static int? Count(JsonElement usage, string name) =>
        Part(usage, name) is { ValueKind: JsonValueKind.Number } number && number.TryGetDouble(out var value) && value is >= 0 and <= int.MaxValue && value == Math.Floor(value) ? (int)value : null;

    /// <summary>A reply with status 200 may be an error all the same.</summary>
    public static void ThrowIfError(JsonElement reply)
    {
        var isError = Part(reply, "error") is not null || Part(reply, "object") is { ValueKind: JsonValueKind.String } kind && kind.ValueEquals("error");
        if (!isError) return;
        var at = Part(reply, "error") is { ValueKind: JsonValueKind.Object } inner ? inner : reply;
        var status = Part(at, "code") is { ValueKind: JsonValueKind.Number } code && code.TryGetInt32(out var number) ? number : 0;
        var fault = status is 400 or 413 or 422 ? EndpointFault.Refused : EndpointFault.Transient;
        throw new EndpointException($"error in the reply: {ErrorBody.Text(reply.GetRawText())}", fault, status);
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
            var (finish, error) = Ending(choice);
            var reasoning = choice.Reasoning.Length > 0 ? choice.Reasoning.ToString() : null;
            yield return new Generation(firstRollout + i, choice.Text.ToString(), choice.Ids, finish, _inputTokens, tokens[i], reasoning, error);
        }
    }

    private (FinishReason Finish, string? Error) Ending(Choice choice)
    {
        if (choice.HasTextAfterFinish || (choice.Finishes > 1 && _choices.Any(c => c is { Finish: null, Pieces: 0 })))
            return (FinishReason.Error, count == 1 ? "the server sent text after the finish reason" : $"the server sent several choices under one index, so {count} samples cannot be told apart; ask for one a request, with --samples 1");
        if (choice is { Refusal: { Length: > 0 } refusal, Text.Length: 0 }) return (FinishReason.Error, $"the model refused: {Printable.Line(refusal, 200)}");
        return choice.Finish switch
        {
            "stop" or "eos" or "eos_token" or "end_turn" or "stop_sequence" or "length" or "max_tokens" when choice is { HasContent: false, Ids.Count: 0 } => (FinishReason.Error, NoContent),
            "stop" or "eos" or "eos_token" or "end_turn" or "stop_sequence" => (FinishReason.Stop, null),
            "length" or "max_tokens" => (FinishReason.Length, null),
            var other => (FinishReason.Error, $"finish reason {Printable.Line(other, 100)}"),
        };
    }

    /// <summary>Tokens of each choice: its ids where the server gives them; else the reply's total, split by the number of pieces (most servers send one a token), evenly where there is none.</summary>
    private int[] OutputTokens()
    {
        var pieces = _choices.Sum(c => c.Pieces);
        if (_choices.All(c => c.Ids.Count > 0 || c.Pieces == 0) && (pieces > 0 || _choices.Any(c => c.Ids.Count > 0))) return [.. _choices.Select(c => c.Ids.Count)];
        if (_outputTokens is not { } total) return [.. _choices.Select(c => c.Pieces)];
        var even = pieces == 0;
        if (even) pieces = count;
        var tokens = new int[count];
        long before = 0;
        for (var i = 0; i < count; i++)
        {
            var after = before + (even ? 1 : _choices[i].Pieces);
            tokens[i] = (int)(after * total / pieces - before * total / pieces); // largest error one token; the sum is the server's total
            before = after;
        }

        return tokens;
    }
}
