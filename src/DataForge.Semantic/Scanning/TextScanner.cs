using DataForge.Contamination;
using DataForge.Models;
using DataForge.Text;

namespace DataForge.Semantic;

/// <summary>What the semantic tier says of one text.</summary>
internal readonly record struct TextFinding(IReadOnlyList<Hit> Hits, bool IsCovered);

/// <summary>Looks for items that one text rephrases. Holds scratch memory: one for each thread.</summary>
internal sealed class TextScanner(SemanticIndex index, WordGate gate, Embedder embedder, SemanticSettings settings)
{
    private const int MostCandidates = 16, MostHits = 8;
    private const int CoverChars = 4_000; // a language is told by the begin of a text
    private readonly Normalizer _normalizer = new();
    private readonly WordGate.Scratch _scratch = new(gate);

    public TextFinding Scan(string text, string field)
    {
        var whole = TextWindows.Whole(text);
        var found = new Dictionary<int, (Window Window, Similarity Near)>();
        bool covered;
        if (whole.Words == 0) return new TextFinding([], true);
        if (whole.Words <= TextWindows.MostWhole)
        {
            covered = Look(text, whole, Features(text, whole), found);
        }
        else
        {
            covered = embedder.Covers(text.AsSpan(whole.Start, Math.Min(whole.Length, CoverChars)).ToString());
        }

        if (!covered) return new TextFinding([], false);
        foreach (var window in TextWindows.Of(text, whole.Words))
        {
            if (window.Length >= whole.Length) continue;
            var features = Features(text, window);
            if (gate.Passes(features, _scratch)) Look(text, window, features, found);
        }

        return new TextFinding(found.Count == 0 ? [] : Hits(text, field, found), true);
    }

    private TextFeatures Features(string text, Window window)
    {
        var tokens = _normalizer.Read(text.Substring(window.Start, window.Length));
        return TextFeatures.Of(tokens.Hashes, tokens.Flags);
    }

    /// <summary>Notes the items that a window is close to, each with its best window.</summary>
    /// <returns>False where the model does not cover the language.</returns>
    private bool Look(string text, Window window, TextFeatures features, Dictionary<int, (Window, Similarity Near)> found)
    {
        var embedded = embedder.Embed(text.Substring(window.Start, window.Length));
        if (!embedded.IsCovered) return false;
        foreach (var (item, cosine) in index.Nearest(embedded.Vector, CombinedScore.LeastCosine, MostCandidates))
        {
            var score = CombinedScore.Of(cosine, features, index.Features[item]);
            if (score < settings.MinScore) continue;
            if (!found.TryGetValue(item, out var known) || score > known.Near.Score) found[item] = (window, new Similarity(cosine, score));
        }

        return true;
    }

    private List<Hit> Hits(string text, string field, Dictionary<int, (Window Window, Similarity Near)> found)
    {
        var hits = new List<Hit>();
        foreach (var (item, (window, near)) in found.OrderByDescending(f => f.Value.Near.Score).ThenBy(f => f.Key).Take(MostHits))
        {
            var matched = text.Substring(window.Start, window.Length);
            var start = CodePoints(text.AsSpan(0, window.Start));
            foreach (var entry in index.Entries[item].DistinctBy(e => (e.Benchmark, e.Item)))
                hits.Add(new Hit(index.Data.Benchmarks[entry.Benchmark].Name, entry.Item, entry.Part, field, Rules.Semantic, Rules.None, settings.Action, 0, 0, start, start + CodePoints(matched), matched, false) { Similarity = near });
        }

        return hits;
    }

    private static int CodePoints(ReadOnlySpan<char> text)
    {
        var count = 0;
        foreach (var _ in text.EnumerateRunes()) count++;
        return count;
    }
}
