using System.Globalization;

using DataForge.Contamination;
using DataForge.Core;
using DataForge.Models;
using DataForge.Text;

namespace DataForge.Semantic;

/// <summary>An embedding model with the vectors of an index's questions.</summary>
public sealed class SemanticTier : IDisposable
{
    /// <summary>The model that <c>make embedder</c> puts beside the programs.</summary>
    public const string DefaultModel = "minilm-l6";

    private SemanticTier(Embedder embedder, SemanticIndex index) => (Embedder, Index, Gate) = (embedder, index, new WordGate(index.Features));

    internal Embedder Embedder { get; }

    internal SemanticIndex Index { get; }

    internal WordGate Gate { get; }

    /// <summary>The model's name.</summary>
    public string Model => Embedder.Name;

    /// <summary>Names model and precision: 32 hex digits.</summary>
    public string Revision => Embedder.Revision;

    /// <summary><c>int8</c> or <c>fp32</c>.</summary>
    public string Precision => Embedder.Precision;

    /// <summary>Questions that are compared with.</summary>
    public int QuestionCount => Index.Entries.Length;

    /// <summary>Questions in a language that the model does not cover.</summary>
    public int QuestionsNotCovered => Index.NotCovered;

    /// <summary>Opens a model; null takes the default one.</summary>
    /// <exception cref="ForgeException">It is not there; the message says how to get it.</exception>
    public static Embedder OpenEmbedder(string? model, string device, int deviceId, string? precision, CancellationToken cancel)
    {
        if (model is null && !Embedder.IsBundled(DefaultModel))
            throw new ForgeException("the semantic tier needs an embedding model, and none is beside the programs: run make embedder once, or name the folder of another model");
        return Embedder.Open(new EmbedderSettings(model ?? DefaultModel, device, precision, deviceId), cancel);
    }

    /// <summary>The texts of items that this tier looks for: questions, not their solutions.</summary>
    public static IEnumerable<string> Questions(IReadOnlyList<BenchmarkItem> items) => items.SelectMany(i => i.Parts).Where(p => SemanticIndex.IsQuestion(p.Name)).Select(p => p.Text);

    /// <summary>Embeds questions and writes their vectors to a file; the same texts give the same bytes.</summary>
    /// <param name="path">Null takes a place in the cache.</param>
    /// <returns>The file, the vectors in it, and how many of them are of texts in a language that the model does not cover.</returns>
    public static (string Path, int Vectors, int NotCovered) MakeVectors(Embedder embedder, IReadOnlyList<string> texts, string? path, int threads, CancellationToken cancel)
    {
        var made = Embed(embedder, texts, _ => true, threads, cancel);
        if (path is null) path = VectorStore.Save(made);
        else VectorFile.Save(path, made);
        return (path, made.Keys.Length, made.Scales.Count(s => s == 0));
    }

    /// <summary>Opens the tier over an index. Vectors come from the files beside the suites and from the cache; questions whose text is at hand are embedded now and kept there.</summary>
    /// <param name="embedder">Disposed with the tier.</param>
    /// <param name="texts">Texts of benchmark files given beside the index.</param>
    /// <exception cref="ForgeException">Some question has no vector, and its text is not at hand.</exception>
    public static SemanticTier Open(IndexData data, Embedder embedder, IEnumerable<string> texts, int threads, Action<string> say, CancellationToken cancel)
    {
        var wanted = SemanticIndex.Questions(data).Select(TextKey.Of).ToHashSet();
        var known = VectorStore.Load(embedder.Revision);
        var have = known.SelectMany(s => s.Keys).ToHashSet();
        if (!wanted.IsSubsetOf(have))
        {
            var made = Embed(embedder, texts.ToList(), key => wanted.Contains(key) && !have.Contains(key), threads, cancel);
            if (made.Keys.Length > 0)
            {
                say(string.Create(CultureInfo.InvariantCulture, $"{Quantity.Of(made.Keys.Length, "question")} embedded by {embedder.Name}; the vectors are kept in {VectorStore.Save(made)}"));
                known = [.. known, made];
                have.UnionWith(made.Keys);
            }
        }

        var missing = wanted.Count(k => !have.Contains(k));
        if (missing > 0)
            throw new ForgeException(string.Create(CultureInfo.InvariantCulture, $"{missing:N0} of {wanted.Count:N0} questions have no vector by {embedder.Name} ({embedder.Precision}), and an index holds no text to make one from: forge-index vectors makes them once from the benchmark files"));
        return new SemanticTier(embedder, SemanticIndex.Open(data, VectorSet.Join(known)));
    }

    /// <summary>Embeds texts; the same text is embedded once.</summary>
    /// <param name="chosen">Which keys are wanted.</param>
    internal static VectorSet Embed(Embedder embedder, IReadOnlyList<string> texts, Func<ulong, bool> chosen, int threads, CancellationToken cancel)
    {
        var normalizer = new Normalizer();
        var byKey = new SortedDictionary<ulong, string>();
        foreach (var text in texts)
            if (TextKey.Of(normalizer.Read(text).Hashes) is var key && chosen(key))
                byKey.TryAdd(key, text);
        var all = byKey.ToArray();
        var vectors = new (ulong Key, float Scale, ReadOnlyMemory<sbyte> Values)[all.Length];
        Parallel.For(0, all.Length, new ParallelOptions { MaxDegreeOfParallelism = threads, CancellationToken = cancel }, i =>
        {
            var embedded = embedder.Embed(all[i].Value);
            var values = new sbyte[embedder.Dimensions];
            var scale = embedded.IsCovered ? QuantizedVector.Round(embedded.Vector, values) : 0;
            vectors[i] = (all[i].Key, scale, values);
        });
        return VectorSet.From(embedder.Name, embedder.Revision, embedder.Dimensions, vectors);
    }

    public void Dispose() => Embedder.Dispose();
}
