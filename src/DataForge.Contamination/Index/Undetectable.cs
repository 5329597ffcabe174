using System.Text.Json;
using DataForge.Text;

namespace DataForge.Contamination;

/// <summary>Benchmark texts that even a verbatim copy would not give away under the given settings, and why.</summary>
public static class Undetectable
{
    /// <param name="Entry">The text.</param>
    /// <param name="Why">A short reason, the same for all texts with the same cause.</param>
    public sealed record Blind(IndexEntry Entry, string Why);

    /// <summary>All such texts, in index order; none where the semantic tier runs alone, which needs no n-gram.</summary>
    public static IReadOnlyList<Blind> Find(BenchmarkIndex index, ScanSettings settings) => (settings.Active & Rules.All) == Rules.Semantic
        ? []
        : [.. index.Texts.Select(t => (t.Entry, Why: Reason(t, index.Grams, settings.Active))).Where(t => t.Why is not null).Select(t => new Blind(t.Entry, t.Why!))];

    /// <summary><c>too short for the tiers that run 12, no words 3</c>.</summary>
    public static string Summary(IReadOnlyList<Blind> blind) =>
        string.Join(", ", blind.GroupBy(b => b.Why).OrderByDescending(g => g.Count()).ThenBy(g => g.Key, StringComparer.Ordinal).Select(g => $"{g.Key} {g.Count():N0}"));

    public static void Write(Utf8JsonWriter w, BenchmarkIndex index, IReadOnlyList<Blind> blind)
    {
        w.WriteStartArray();
        foreach (var b in blind)
        {
            w.WriteStartObject();
            w.WriteString("benchmark", index.Data.Benchmarks[b.Entry.Benchmark].Name);
            w.WriteString("item", b.Entry.Item);
            w.WriteString("part", b.Entry.Part);
            w.WriteNumber("tokens", b.Entry.Length);
            w.WriteString("why", b.Why);
            w.WriteEndObject();
        }

        w.WriteEndArray();
    }

    private static string? Reason(IndexedText text, GramSettings grams, Rules active)
    {
        if (Found(text, grams, active)) return null;
        var entry = text.Entry;
        if (entry.Length == 0) return "empty";
        if (!IndexedText.HasWords(entry, 1)) return "numbers only";
        if (entry.Length < 2) return "one token";
        if (entry.Length < grams.N && active != Rules.None) return "too short for the tiers that run";
        if (Found(text, grams, Rules.Lexical)) return "only by tiers that are off";
        for (var kind = 0; kind < 3; kind++)
            if (entry.Suppressed[kind, 0] + entry.Suppressed[kind, 1] > 0)
                return "boilerplate throughout";
        return "too few distinct words";
    }

    private static bool Found(IndexedText text, GramSettings grams, Rules active)
    {
        var entry = text.Entry;
        return (text.IsShort && (active & Rules.Whole) != 0)
            || (Telling(entry, StreamKind.Exact, 1) && (active & Rules.Exact13) != 0)
            || (Telling(entry, StreamKind.Exact, 0) && IndexedText.HasWords(entry, grams.MinDistinct) && (active & (Rules.Run | Rules.RunWeak)) != 0)
            || (Telling(entry, StreamKind.Masked, 1) && (active & Rules.Masked13) != 0)
            || (Telling(entry, StreamKind.Masked, 0) && (active & Rules.Masked8) != 0)
            || (Telling(entry, StreamKind.Skeleton, 0) && (active & Rules.Skeleton) != 0);
    }

    private static bool Telling(IndexEntry entry, StreamKind kind, int size) => entry.Telling[(int)kind, size].Any();
}
