using DataForge.Contamination;

namespace DataForge.Semantic;

/// <summary>Benchmark questions as vectors, ready to be searched. Immutable: one for all threads.</summary>
internal sealed class SemanticIndex
{
    private const int FewestTokens = 5; // fewer say nothing that could be rephrased

    private static readonly HashSet<string> Solutions = new(["solution", "reference_solution", "answer", "rationale", "analysis", "explanation", "informal_proof", "canonical_solution", "steps"], StringComparer.OrdinalIgnoreCase);

    private readonly sbyte[] _values;
    private readonly float[] _scales;

    private SemanticIndex(IndexData data, int dimensions, sbyte[] values, float[] scales, IndexEntry[][] entries)
    {
        (Data, Dimensions, _values, _scales, Entries) = (data, dimensions, values, scales, entries);
        Features = [.. entries.Select(e => TextFeatures.Of(e[0]))];
    }

    public IndexData Data { get; }

    public int Dimensions { get; }

    /// <summary>The items of each vector; several where benchmarks share a question.</summary>
    public IndexEntry[][] Entries { get; }

    /// <summary>Of each vector's question.</summary>
    public TextFeatures[] Features { get; }

    /// <summary>Questions in a language that the model does not cover: nothing is near them.</summary>
    public int NotCovered { get; private init; }

    /// <summary>The texts of an index that this tier looks for: questions, in whatever field, and not their solutions; five tokens or more.</summary>
    public static IEnumerable<IndexEntry> Questions(IndexData data) => data.Entries.Where(e => e.Length >= FewestTokens && IsQuestion(e.Part));

    public static bool IsQuestion(string part) => !part.Split('+').All(p => Solutions.Contains(p.Split('.')[^1].Split('[')[0]));

    /// <param name="vectors">Holds all of <see cref="Questions"/>.</param>
    public static SemanticIndex Open(IndexData data, VectorSet vectors)
    {
        var groups = Questions(data).GroupBy(TextKey.Of).Select(g => (At: vectors.Find(g.Key), Entries: g.ToArray())).Where(g => g.At >= 0).OrderBy(g => g.At).ToList();
        var covered = groups.Where(g => vectors.Scales[g.At] > 0).ToList();
        var values = new sbyte[covered.Count * vectors.Dimensions];
        for (var i = 0; i < covered.Count; i++) vectors.Vector(covered[i].At).CopyTo(values.AsMemory(i * vectors.Dimensions));
        return new SemanticIndex(data, vectors.Dimensions, values, [.. covered.Select(g => vectors.Scales[g.At])], [.. covered.Select(g => g.Entries)]) { NotCovered = groups.Count - covered.Count };
    }

    /// <summary>The items nearest to a vector, nearest first; every vector is looked at.</summary>
    /// <param name="least">Only those of at least this cosine.</param>
    /// <param name="most">So many at most.</param>
    public List<(int Item, float Cosine)> Nearest(float[] vector, float least, int most)
    {
        var query = new sbyte[Dimensions];
        var scale = QuantizedVector.Round(vector, query);
        var near = new List<(int Item, float Cosine)>();
        VectorSearch.Collect(query, scale, _values, _scales, least, near);
        near.Sort((a, b) => b.Cosine.CompareTo(a.Cosine) is not 0 and var order ? order : a.Item.CompareTo(b.Item));
        if (near.Count > most) near.RemoveRange(most, near.Count - most);
        return near;
    }
}
