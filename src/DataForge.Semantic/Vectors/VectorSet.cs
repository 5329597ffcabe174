namespace DataForge.Semantic;

/// <summary>Vectors of benchmark texts, by the texts' keys, made by one embedding model at one precision.</summary>
/// <param name="Embedder">The model's name, for people.</param>
/// <param name="Revision">What made the vectors: <see cref="Models.Embedder.Revision"/>.</param>
/// <param name="Dimensions">Numbers of a vector.</param>
/// <param name="Keys">Ascending: <see cref="TextKey"/>.</param>
/// <param name="Scales">Of each vector; 0 says that the model does not cover the text's language, and the vector is none.</param>
/// <param name="Values">[keys × dimensions].</param>
internal sealed record VectorSet(string Embedder, string Revision, int Dimensions, ulong[] Keys, float[] Scales, sbyte[] Values)
{
    /// <summary>Place of a text; -1 when it is not there.</summary>
    public int Find(ulong key) => Array.BinarySearch(Keys, key) is >= 0 and var at ? at : -1;

    public ReadOnlyMemory<sbyte> Vector(int at) => Values.AsMemory(at * Dimensions, Dimensions);

    /// <summary>Several sets of one model as one; a text that several hold is taken from the first.</summary>
    public static VectorSet Join(IReadOnlyList<VectorSet> sets)
    {
        if (sets.Count == 1) return sets[0];
        var places = new SortedDictionary<ulong, (VectorSet Set, int At)>();
        foreach (var set in sets)
            for (var i = 0; i < set.Keys.Length; i++)
                places.TryAdd(set.Keys[i], (set, i));
        return From(sets[0].Embedder, sets[0].Revision, sets[0].Dimensions, places.Select(p => (p.Key, p.Value.Set.Scales[p.Value.At], p.Value.Set.Vector(p.Value.At))));
    }

    /// <param name="vectors">By ascending key.</param>
    public static VectorSet From(string embedder, string revision, int dimensions, IEnumerable<(ulong Key, float Scale, ReadOnlyMemory<sbyte> Values)> vectors)
    {
        (ulong Key, float Scale, ReadOnlyMemory<sbyte> Values)[] all = [.. vectors];
        var values = new sbyte[all.Length * dimensions];
        for (var i = 0; i < all.Length; i++) all[i].Values.CopyTo(values.AsMemory(i * dimensions));
        return new VectorSet(embedder, revision, dimensions, [.. all.Select(v => v.Key)], [.. all.Select(v => v.Scale)], values);
    }
}
