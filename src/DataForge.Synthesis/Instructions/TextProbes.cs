using System.Text.RegularExpressions;

namespace DataForge.Synthesis;

/// <summary>Texts that differ from given ones in one countable thing each: a word, a line, a sentence, the case, the punctuation. Functions for the same instruction should agree on them.</summary>
public static partial class TextProbes
{
    /// <summary>Most texts.</summary>
    public const int Most = 60;

    [GeneratedRegex(@"[\p{P}\p{S}]")]
    private static partial Regex Marks();

    [GeneratedRegex(@"(?<=[.!?。！？])\s*")]
    private static partial Regex SentenceEnd();

    /// <summary>Different texts, none of them among the given ones; in an order that follows from the given one's.</summary>
    public static IReadOnlyList<string> Of(IReadOnlyList<string> texts)
    {
        var seen = new HashSet<string>(texts, StringComparer.Ordinal);
        var probes = new List<string>();

        // One change of every text before the next change, so that a bound leaves out changes and not texts.
        foreach (var change in Changes)
            foreach (var text in texts)
                if (probes.Count < Most && change(text) is var changed && changed.Length <= 4 * text.Length + 100 && seen.Add(changed))
                    probes.Add(changed);
        return probes;
    }

    private static readonly Func<string, string>[] Changes =
    [
        t => t + "\n" + Last(t.Split('\n')),
        t => t.Contains('\n', StringComparison.Ordinal) ? t[..t.LastIndexOf('\n')] : "",
        t => Words(t) is { Length: > 0 } words ? t + " " + words[^1] : t,
        t => t.TrimEnd().LastIndexOf(' ') is > 0 and var at ? t[..at] : t,
        t => t + " " + Last([.. SentenceEnd().Split(t.Trim()).Where(s => s.Length > 0)]),
        t => t.ToUpperInvariant(),
        t => t.ToLowerInvariant(),
        t => Marks().Replace(t, ""),
        t => t + ", too",
        t => "1. " + t,
        t => t + " Is it 7?",
        t => string.Join(' ', Words(t).Reverse()),
        t => t + "\n\n" + t,
        t => Words(t) is { Length: > 2 } words ? string.Join(' ', words[..(words.Length / 2)]) : t,
    ];

    private static string Last(string[] parts) => parts.Length == 0 ? "" : parts[^1];

    private static string[] Words(string text) => text.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries);
}
