using DataForge.Core;

namespace DataForge.Corpus;

/// <summary>A document with its score.</summary>
public sealed record ScoredDocument(Row Row, double Score, ForgeException? Bad = null);

/// <summary>Scores documents by a recall classifier: <c>math_score</c> in [0, 1] and <c>is_math</c>.</summary>
/// <param name="threshold">Null takes the model's own.</param>
/// <param name="drop">Whether rows below the threshold become rejects.</param>
public sealed class RecallScoreStage(RecallModel model, DocumentFields fields, double? threshold, bool drop, int threads) : Stage<ScoredDocument>
{
    public const string ScoreField = "math_score", VerdictField = "is_math";

    private const string Positive = "positive", Negative = "negative", OfSource = "documents_of.", FoundOf = "positive_of.";
    private const int MostSources = 200, ListedSources = 20;

    private readonly HashSet<string> _sources = new(StringComparer.Ordinal);

    private readonly double _threshold = threshold ?? model.Threshold;

    public override string Name => "recall";

    public override string Unit => "documents";

    public override string ShardKey(ScoredDocument item) => item.Row.ToString();

    public override IEnumerable<StageItem<ScoredDocument>> Read(IEnumerable<Row> rows, IBadRecords bad)
    {
        foreach (var scored in RowBatches.Map(rows, threads, () => new FeatureScan(model.Weights.Bits), Score))
            if (scored.Bad is { } fault) bad.Pass(fault, scored.Row.Utf8);
            else yield return new StageItem<ScoredDocument>(scored, 1);
    }

    private ScoredDocument Score(FeatureScan scan, Row row)
    {
        try
        {
            var score = Math.Round(model.Weights.Score(scan.Of(fields.TextOf(row))), 5);
            return new ScoredDocument(row.With(e => e.Set(ScoreField, score).Set(VerdictField, score >= _threshold)), score);
        }
        catch (ForgeException e)
        {
            return new ScoredDocument(row, 0, e);
        }
    }

    public override ValueTask<StageResult> Process(ScoredDocument item, CancellationToken cancel)
    {
        var positive = item.Score >= _threshold;
        var result = new StageResult().Count(positive ? Positive : Negative);
        if (item.Row.PlainText("source") is { Length: > 0 } source && (_sources.Contains(source) || _sources.Count < MostSources))
        {
            _sources.Add(source);
            result.Count(OfSource + source).Count(FoundOf + source, positive ? 1 : 0);
        }

        return ValueTask.FromResult(positive || !drop ? result.Add(item.Row) : result.Drop(item.Row, new Reject(Name, "below_threshold", $"the score is below {_threshold:0.#####}")));
    }

    public override IEnumerable<string> Summary(RunCounts counts)
    {
        yield return $"{counts.Of(Positive):N0} of {Quantity.Of(counts.Of(Positive) + counts.Of(Negative), "document")} at or above {_threshold:0.#####}{(drop ? "; the others dropped" : "")}";
        foreach (var (source, documents) in counts.Under(OfSource).Take(ListedSources))
            yield return $"  {Printable.Line(source, 60)}: {counts.Of(FoundOf + source):N0} of {documents:N0} ({counts[FoundOf + source] / documents:0.000})";
    }
}
