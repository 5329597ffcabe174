using System.Text.Json;

namespace DataForge.Serving;

/// <summary>A pair to grade.</summary>
/// <param name="Generation">A text that the answer is to be found in; null where <paramref name="Answer"/> is given.</param>
/// <param name="Answer">The answer as it stands.</param>
/// <param name="Problem">The question, which may ask to round; null where it is not given.</param>
public sealed record GradeQuery(string Gold, string? Generation, string? Answer, string? Problem)
{
    /// <summary>Reads <c>{"pairs":[…]}</c>, or one pair alone.</summary>
    /// <exception cref="FormatException">Anything else; the message says what was expected.</exception>
    public static IReadOnlyList<GradeQuery> Read(ReadOnlyMemory<byte> body)
    {
        JsonDocument json;
        try
        {
            json = JsonDocument.Parse(body, new JsonDocumentOptions { MaxDepth = 16 });
        }
        catch (JsonException e)
        {
            throw new FormatException($"expected JSON: {e.Message}", e);
        }

        using (json)
        {
            if (json.RootElement.ValueKind != JsonValueKind.Object) throw new FormatException("expected an object with pairs");
            if (!json.RootElement.TryGetProperty("pairs", out var pairs)) return [Pair(json.RootElement, 0)];
            if (pairs.ValueKind != JsonValueKind.Array) throw new FormatException("pairs: expected a list of objects with gold and generation, or gold and answer");
            var count = pairs.GetArrayLength();
            if (count > GradeServerSettings.MostPairs) throw new FormatException($"pairs: expected {GradeServerSettings.MostPairs} or fewer, found {count}");
            return [.. pairs.EnumerateArray().Select(Pair)];
        }
    }

    private static GradeQuery Pair(JsonElement pair, int number)
    {
        if (pair.ValueKind != JsonValueKind.Object) throw new FormatException($"pair {number}: expected an object with gold and generation, or gold and answer");
        var query = new GradeQuery(Text(pair, "gold", number) ?? throw new FormatException($"pair {number}: expected a text gold"), Text(pair, "generation", number), Text(pair, "answer", number), Text(pair, "problem", number));
        return query.Generation is null == query.Answer is null ? throw new FormatException($"pair {number}: expected either generation or answer") : query;
    }

    private static string? Text(JsonElement pair, string name, int number)
    {
        if (!pair.TryGetProperty(name, out var value) || value.ValueKind == JsonValueKind.Null) return null;
        try
        {
            return value.ValueKind switch
            {
                JsonValueKind.String => value.GetString(),
                JsonValueKind.Number => value.GetRawText(),
                _ => throw new FormatException($"pair {number}: {name}: expected a text"),
            };
        }
        catch (InvalidOperationException e)
        {
            throw new FormatException($"pair {number}: {name}: expected valid Unicode, found half of a surrogate pair", e);
        }
    }
}
