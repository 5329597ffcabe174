using System.Text;
using System.Text.Json;
using DataForge.Core;

namespace DataForge.Contamination;

/// <summary>A record with its hits as the report lists them: names, context, and which words match.</summary>
internal sealed class RecordLister(BenchmarkIndex index, ItemTexts texts, AuditFields fields)
{
    private const int ContextWidth = 160;
    private const int MatchedLimit = 2_000;
    private readonly MatchedWords _words = new(index.Grams);
    private Dictionary<(string Benchmark, string Item, string Part), IndexEntry>? _entries;

    public AuditRecord List(Row row, string file, string source, RowOutcome outcome)
    {
        using var document = JsonDocument.Parse(row.Utf8.ToArray(), new JsonDocumentOptions { MaxDepth = 256 });
        var hits = outcome.Hits.Select(h => List(document.RootElement, h)).ToList();
        return new AuditRecord(Id(row, fields.Ids), RowKey.Text(RowKey.Of(row.Utf8)), file, row.Line, source, outcome.IsDropped ? "drop" : "flag", hits);
    }

    /// <summary>The first of the fields that names the row, or its file and line.</summary>
    public static string Id(Row row, IReadOnlyList<string> names)
    {
        var name = names.FirstOrDefault(row.HasValue);
        return (name is null ? null : Scalar(row, name)) ?? $"{row.Path}:{row.Line}";
    }

    public static string? Scalar(Row row, string name)
    {
        var raw = row.Raw(name);
        if (raw.Length == 0 || raw[0] is (byte)'{' or (byte)'[') return null;
        return row.TextOrNumber(name);
    }

    private AuditHit List(JsonElement row, Hit hit)
    {
        const int digits = 4;
        var text = FieldText.At(row, hit.Field);
        var (before, after) = text is null ? ("", "") : FieldText.Around(text, hit.Start, hit.End, ContextWidth);
        var (match, item) = Marks(hit);
        return new AuditHit(
            hit.Benchmark, hit.Item, hit.Part, hit.Field, hit.Tier, RuleNames.Of(hit.Rule), [.. RuleNames.Members.Where(m => (hit.Others & m) != 0).Select(RuleNames.Of)],
            hit.Action == HitAction.Drop ? "drop" : "flag", hit.Ngrams, Math.Round(hit.LcsRatio, digits), hit.AnswerFollows, [hit.Start, hit.End], before, Cut(hit.Matched), after, match, item,
            hit.Similarity is { } near ? Math.Round(near.Cosine, digits) : null, hit.Similarity is { } close ? Math.Round(close.Score, digits) : null);
    }

    private (IReadOnlyList<IReadOnlyList<int>> Match, IReadOnlyList<IReadOnlyList<int>>? Item) Marks(Hit hit)
    {
        if (_entries is null)
        {
            _entries = [];
            foreach (var e in index.Data.Entries) _entries.TryAdd((index.Data.Benchmarks[e.Benchmark].Name, e.Item, e.Part), e);
        }

        return _entries.TryGetValue((hit.Benchmark, hit.Item, hit.Part), out var entry)
            ? _words.Of(hit.Rule, hit.Matched, hit.Start, entry, texts.Of(hit.Benchmark, hit.Item, hit.Part))
            : ([], null);
    }

    /// <summary>The first <see cref="MatchedLimit"/> code points.</summary>
    private static string Cut(string text)
    {
        if (text.Length <= MatchedLimit) return text;
        var (at, points) = (0, 0);
        while (at < text.Length && points < MatchedLimit)
        {
            Rune.DecodeFromUtf16(text.AsSpan(at), out _, out var length);
            at += length;
            points++;
        }

        return at == text.Length ? text : text[..at] + "…";
    }
}
