using DataForge.Core;

namespace DataForge.Corpus;

/// <summary>Trains a recall classifier and calibrates its threshold on sources that it has not seen.</summary>
/// <remarks>
/// A classifier from narrow seeds is nearly perfect on its own sources and misses whole genres beside them, so a threshold chosen on held-out documents of the same sources says nothing.
/// Sources are put into folds; each fold is scored by a model trained on the others. The model that is kept is trained on all.
/// </remarks>
public sealed class RecallTrainer : IDisposable
{
    private readonly RecallSettings _settings;
    private readonly FeatureStore _documents = new();
    private readonly List<(string Name, bool Positive, int Documents)> _sources = [];
    private readonly Dictionary<(string, bool), int> _numbers = [];
    private bool _positives, _negatives;

    public RecallTrainer(RecallSettings settings) => _settings = settings;

    /// <summary>Adds documents of one class.</summary>
    /// <exception cref="ForgeException">A row has no text.</exception>
    public void Add(IEnumerable<Row> rows, bool positive)
    {
        var read = RowBatches.Map(rows, _settings.Threads, () => new FeatureScan(_settings.Bits), (scan, row) => (Features: scan.Of(_settings.Fields.TextOf(row)).ToArray(), Source: SourceOf(row)));
        foreach (var (features, source) in read)
        {
            if (features.Length == 0) continue;
            if (!_numbers.TryGetValue((source, positive), out var number))
            {
                number = _numbers[(source, positive)] = _sources.Count;
                _sources.Add((source, positive, 0));
            }

            _sources[number] = _sources[number] with { Documents = _sources[number].Documents + 1 };
            _documents.Add(features, number);
            if (positive) _positives = true;
            else _negatives = true;
        }
    }

    private string SourceOf(Row row)
    {
        if (FieldNames.First(row, _settings.SourceFields) is { } field && row.Raw(field) is [(byte)'"', ..]) return row.Text(field)!;
        return _settings.Fields.UrlOf(row) is { } url && WebAddress.Parse(url) is { } address ? address.Host : Path.GetFileName(row.Path);
    }

    /// <exception cref="ForgeException">One of the classes has no document.</exception>
    public RecallModel Train(CancellationToken cancel)
    {
        if (!_positives || !_negatives) throw new ForgeException($"expected documents of both classes with some text, found none that is {(_positives ? "negative" : "positive")}");
        _documents.Flush();
        var bySource = _sources.Count(s => s.Positive) > 1;
        var folds = bySource ? Math.Min(_settings.Folds, _sources.Count(s => s.Positive)) : _settings.Folds;
        var foldOf = bySource ? Folds(folds) : null;
        var single = new[] { _sources.Count(s => !s.Positive) < 2, _sources.Count(s => s.Positive) < 2 }; // of one source its documents are held out
        int FoldOf(int document) => foldOf is null || single[_sources[_documents.SourceOf(document)].Positive ? 1 : 0] ? (int)(CounterRandom.For(_settings.Seed, "fold", "").Bits((ulong)document) % (ulong)folds) : foldOf[_documents.SourceOf(document)];
        var scores = new float[_documents.Count];
        LinearModel? model = null;
        // fold −1 is the model that is kept: no document is held out
        Parallel.ForEach(Enumerable.Range(-1, folds + 1), new ParallelOptions { MaxDegreeOfParallelism = _settings.Threads, CancellationToken = cancel }, fold =>
        {
            var trained = Fit(d => fold < 0 || FoldOf(d) != fold, cancel);
            if (fold < 0) model = trained;
            else Score(trained, d => FoldOf(d) == fold, scores);
        });
        return Calibrated(model!, scores, bySource);
    }

    /// <summary>Large sources first, each into the fold with the fewest documents of its class; so folds are alike in size.</summary>
    private int[] Folds(int count)
    {
        var fold = new int[_sources.Count];
        foreach (var positive in (bool[])[true, false])
        {
            var sizes = new long[count];
            foreach (var source in Enumerable.Range(0, fold.Length).Where(s => _sources[s].Positive == positive).OrderByDescending(s => _sources[s].Documents).ThenBy(s => _sources[s].Name, StringComparer.Ordinal))
            {
                fold[source] = Array.IndexOf(sizes, sizes.Min());
                sizes[fold[source]] += _sources[source].Documents;
            }
        }

        return fold;
    }

    private LinearModel Fit(Func<int, bool> takes, CancellationToken cancel)
    {
        var model = new LinearModel(_settings.Bits);
        var squares = new float[model.Weights.Length];
        var order = Enumerable.Range(0, _documents.Count).Where(takes).ToArray();
        var positives = order.Count(d => _sources[_documents.SourceOf(d)].Positive);
        if (positives == 0 || positives == order.Length) return model; // a fold may hold all of a class; it then tells nothing apart
        var (up, down) = (order.Length / (2f * positives), order.Length / (2f * (order.Length - positives)));
        var buffer = new uint[1 << 14];
        for (var epoch = 0; epoch < _settings.Epochs; epoch++)
        {
            cancel.ThrowIfCancellationRequested();
            Shuffle(order, epoch);
            foreach (var document in order)
            {
                var positive = _sources[_documents.SourceOf(document)].Positive;
                model.Learn(_documents.Read(document, ref buffer), positive, positive ? up : down, (float)_settings.Rate, squares);
            }
        }

        return model;
    }

    private void Shuffle(int[] order, int epoch)
    {
        var random = CounterRandom.For(_settings.Seed, "recall", "order").Fork((ulong)epoch);
        for (var i = order.Length - 1; i > 0; i--)
        {
            var j = random.Below((ulong)i, i + 1);
            (order[i], order[j]) = (order[j], order[i]);
        }
    }

    private void Score(LinearModel model, Func<int, bool> takes, float[] scores)
    {
        var buffer = new uint[1 << 14];
        for (var d = 0; d < scores.Length; d++)
            if (takes(d))
                scores[d] = (float)model.Score(_documents.Read(d, ref buffer));
    }

    /// <summary>The largest threshold at which held-out positives, averaged over sources, come through as often as asked.</summary>
    private RecallModel Calibrated(LinearModel model, float[] scores, bool bySource)
    {
        var positive = _sources.Count(s => s.Positive);
        var ranked = Enumerable.Range(0, scores.Length).Where(d => _sources[_documents.SourceOf(d)].Positive).OrderByDescending(d => scores[d]).ToArray();
        var recall = 0.0;
        var threshold = 0f;
        foreach (var document in ranked)
        {
            threshold = scores[document];
            recall += 1.0 / (positive * (double)_sources[_documents.SourceOf(document)].Documents);
            if (recall >= _settings.Recall - 1e-9) break;
        }

        // what is more likely than not is taken whatever recall was asked for, unless too many of the others would come with it
        threshold = Math.Clamp(Math.Max(Math.Min(threshold, 0.5f), Floor(scores)), 1e-6f, MathF.BitDecrement(1f));
        var passed = new int[_sources.Count];
        for (var d = 0; d < scores.Length; d++)
            if (scores[d] >= threshold)
                passed[_documents.SourceOf(d)]++;
        return new RecallModel(threshold, _settings.Recall, bySource, [.. _sources.Select((s, i) => new RecallSource(s.Name, s.Positive, s.Documents, (double)passed[i] / s.Documents))]) { Weights = model, MaxFalse = _settings.MaxFalse };
    }

    /// <summary>The smallest threshold at which no more of the held-out others come through, averaged over sources, than is allowed.</summary>
    private float Floor(float[] scores)
    {
        var others = _sources.Count(s => !s.Positive);
        var passed = 0.0;
        foreach (var document in Enumerable.Range(0, scores.Length).Where(d => !_sources[_documents.SourceOf(d)].Positive).OrderByDescending(d => scores[d]))
        {
            passed += 1.0 / (others * (double)_sources[_documents.SourceOf(document)].Documents);
            if (passed > _settings.MaxFalse + 1e-9) return MathF.BitIncrement(scores[document]);
        }

        return 0;
    }

    public void Dispose() => _documents.Dispose();
}
