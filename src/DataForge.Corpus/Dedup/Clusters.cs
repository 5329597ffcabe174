namespace DataForge.Corpus;

/// <summary>Documents joined by verified edges (disjoint sets). Four bytes a document.</summary>
internal sealed class Clusters
{
    private readonly int[] _parents;

    public Clusters(int documents)
    {
        _parents = new int[documents];
        for (var i = 0; i < documents; i++) _parents[i] = i;
    }

    /// <summary>The smallest document of the cluster.</summary>
    public int Of(int document)
    {
        while (_parents[document] != document)
        {
            _parents[document] = _parents[_parents[document]];
            document = _parents[document];
        }

        return document;
    }

    /// <returns>False where both were in one cluster already.</returns>
    public bool Join(int one, int other)
    {
        var (a, b) = (Of(one), Of(other));
        if (a == b) return false;
        _parents[Math.Max(a, b)] = Math.Min(a, b);
        return true;
    }
}

/// <summary>Two documents that were compared and are alike.</summary>
internal readonly record struct Edge(int Left, int Right, Overlap Overlap);
