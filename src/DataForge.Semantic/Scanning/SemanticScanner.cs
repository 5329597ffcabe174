using System.Collections.Concurrent;
using System.Text;
using System.Text.Json;

using DataForge.Contamination;

namespace DataForge.Semantic;

/// <summary>Adds the semantic tier to a scan: each row's texts are embedded and compared with all questions. What comes out depends on the lines alone.</summary>
/// <remarks>A row that another tier drops is not embedded, and an item that another tier found in the row is not named again.</remarks>
public sealed class SemanticScanner : IBatchScanner
{
    private readonly IBatchScanner _lexical;
    private readonly FieldPaths _fields;
    private readonly SemanticSettings _settings;
    private readonly CancellationToken _cancel;
    private readonly Func<TextScanner> _new;
    private readonly ConcurrentBag<TextScanner> _scanners = [];
    private readonly Lock _one = new(); // one batch at a time: its texts take all threads

    /// <param name="lexical">The tiers that compare words; their outcomes come first.</param>
    /// <param name="cancel">Looked at between texts.</param>
    public SemanticScanner(IBatchScanner lexical, SemanticTier tier, FieldPaths fields, SemanticSettings settings, CancellationToken cancel)
    {
        (_lexical, _fields, _settings, _cancel) = (lexical, fields, settings, cancel);
        _new = () => new TextScanner(tier.Index, tier.Gate, tier.Embedder, settings);
    }

    /// <inheritdoc/>
    public RowOutcome[] Scan(LineBatch batch)
    {
        var outcomes = _lexical.Scan(batch);
        var texts = Texts(batch, outcomes);
        var findings = new TextFinding[texts.Count];
        lock (_one)
            Parallel.For(0, texts.Count, new ParallelOptions { MaxDegreeOfParallelism = _settings.Threads, CancellationToken = _cancel }, i =>
            {
                if (!_scanners.TryTake(out var scanner)) scanner = _new();
                findings[i] = scanner.Scan(texts[i].Text, texts[i].Path);
                _scanners.Add(scanner);
            });
        for (var i = 0; i < texts.Count;)
        {
            var line = texts[i].Line;
            var hits = new List<Hit>();
            var covered = true;
            for (; i < texts.Count && texts[i].Line == line; i++)
            {
                hits.AddRange(findings[i].Hits);
                covered &= findings[i].IsCovered;
            }

            outcomes[line] = Joined(outcomes[line], hits, covered);
        }

        return outcomes;
    }

    private List<(int Line, string Path, string Text)> Texts(LineBatch batch, RowOutcome[] outcomes)
    {
        var texts = new List<(int, string, string)>();
        var line = 0;
        var reader = new RowTexts(_fields, (utf8, path) => texts.Add((line, path, Encoding.UTF8.GetString(utf8))));
        for (; line < batch.Count; line++)
        {
            if (outcomes[line].Bad is not null || outcomes[line].IsDropped) continue;
            try
            {
                reader.Read(batch[line]);
            }
            catch (JsonException)
            {
                // the lexical tiers have read the same line and said what is wrong with it
            }
        }

        return texts;
    }

    private static RowOutcome Joined(RowOutcome outcome, List<Hit> found, bool covered)
    {
        var known = outcome.Hits.Select(h => (h.Benchmark, h.Item)).ToHashSet();
        List<Hit> hits = [.. outcome.Hits];
        foreach (var hit in found.OrderByDescending(h => h.Similarity!.Score))
            if (known.Add((hit.Benchmark, hit.Item)))
                hits.Add(hit);
        if (hits.Count == outcome.Hits.Count && covered) return outcome;
        hits.Sort(Hit.StrongestFirst);
        return outcome with { Hits = hits, LanguageNotCovered = !covered };
    }
}
