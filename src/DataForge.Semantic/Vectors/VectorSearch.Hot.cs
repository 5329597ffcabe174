namespace DataForge.Semantic;

/// <summary>Exact search: the query against every vector.</summary>
internal static class VectorSearch
{
    /// <summary>Adds every vector whose cosine with the query is at least <paramref name="least"/>, in order.</summary>
    /// <param name="values">[vectors × query's length].</param>
    /// <param name="scales">Of each vector.</param>
    public static void Collect(ReadOnlySpan<sbyte> query, float scale, ReadOnlySpan<sbyte> values, ReadOnlySpan<float> scales, float least, List<(int Item, float Cosine)> near)
    {
        for (var i = 0; i < scales.Length; i++)
        {
            var cosine = QuantizedVector.Dot(query, values.Slice(i * query.Length, query.Length)) * scale * scales[i];
            if (cosine >= least) near.Add((i, cosine));
        }
    }
}
