namespace DataForge.Synthesis;

/// <summary>Problems that a new one may not be nearly the same as.</summary>
/// <remarks>Nearly the same are two texts that differ in case, space and punctuation alone, or that have the same numbers (in figures or in words, in any order) and at least 0.7 of their words in common: what
/// <see cref="Gates"/> calls unchanged, held against all problems and not the original alone. Only problems with the same numbers are compared, so that a look-up does not read them all.</remarks>
public sealed class NearProblems
{
    private readonly Dictionary<string, List<(string Id, string Text)>> _byNumbers = new(StringComparer.Ordinal);

    public int Count { get; private set; }

    public void Add(string id, string text)
    {
        var key = KeyOf(text);
        if (!_byNumbers.TryGetValue(key, out var bucket)) _byNumbers[key] = bucket = [];
        bucket.Add((id, text));
        Count++;
    }

    /// <summary>The first problem that the text is nearly the same as; null for none.</summary>
    /// <param name="except">The id of a problem that does not count: the text itself.</param>
    public (string Id, string Text)? Near(string text, string? except = null)
    {
        if (!_byNumbers.TryGetValue(KeyOf(text), out var bucket)) return null;
        foreach (var (id, other) in bucket)
            if (id != except && Restatement.Of(other, text, "") is not null)
                return (id, other);
        return null;
    }

    private static string KeyOf(string text) => string.Join(' ', NumberWords.In(text));
}
