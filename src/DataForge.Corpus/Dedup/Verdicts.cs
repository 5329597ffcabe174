namespace DataForge.Corpus;

/// <summary>What became of a document.</summary>
/// <param name="Kept">The document that stands for it; itself where it is kept.</param>
/// <param name="Rule">Null where it is kept.</param>
/// <param name="Overlap">Of the two texts, where they were compared.</param>
internal readonly record struct DedupVerdict(int Kept, string? Rule, Overlap Overlap);

/// <summary>Decides which of several copies is kept.</summary>
/// <remarks>
/// A cluster of near copies is not dropped as a whole: the best document is kept and stands for those that are themselves alike to it; of the rest the best is kept, and so on.
/// So every dropped document is alike to the one that is kept in its place, however long a chain of likenesses the cluster is.
/// </remarks>
internal sealed class Verdicts(RowSpool rows, ChunkedList<DocumentKeys> documents, DedupSettings settings, DocumentKeyer keyer)
{
    /// <summary>Kept documents of a cluster that a further one is compared with; beyond them it is kept.</summary>
    internal const int MostKept = 64;

    public const string Exact = "exact", Url = "url", Near = "near";

    private readonly ChunkedList<DedupVerdict> _verdicts = new();

    /// <summary>Documents kept without a comparison with every kept one of their cluster.</summary>
    public long Undecided { get; private set; }

    public DedupVerdict this[int document] => _verdicts[document];

    public bool IsKept(int document) => _verdicts[document].Rule is null;

    public void Begin()
    {
        for (var i = 0; i < documents.Count; i++) _verdicts.Add(new DedupVerdict(i, null, default));
    }

    /// <summary>Higher score, then the longer text, then the earlier document comes first.</summary>
    private int Better(int a, int b)
    {
        var order = documents[b].Score.CompareTo(documents[a].Score);
        if (order == 0) order = documents[b].Length.CompareTo(documents[a].Length);
        return order != 0 ? order : a.CompareTo(b);
    }

    /// <summary>Of each group of equals the best is kept.</summary>
    /// <param name="same">Tells equal keys from hashes that collide.</param>
    public void DropEqual(IEnumerable<ArraySegment<int>> groups, string rule, Func<int, int, bool> same)
    {
        foreach (var group in groups)
        {
            var order = group.ToArray();
            Array.Sort(order, Better);
            for (var i = 1; i < order.Length; i++)
                for (var j = 0; j < i; j++)
                    if (IsKept(order[j]) && same(order[i], order[j]))
                    {
                        _verdicts[order[i]] = new DedupVerdict(order[j], rule, default);
                        break;
                    }
        }
    }

    /// <summary>Goes through the clusters that the edges made.</summary>
    public void DropNear(IReadOnlyList<Edge> edges, Clusters clusters, CancellationToken cancel)
    {
        foreach (var cluster in edges.GroupBy(e => clusters.Of(e.Left)))
        {
            cancel.ThrowIfCancellationRequested();
            var known = cluster.ToDictionary(e => (e.Left, e.Right), e => e.Overlap);
            var members = cluster.SelectMany(e => (int[])[e.Left, e.Right]).Distinct().ToArray();
            Array.Sort(members, Better);
            var shingles = new Dictionary<int, ulong[]>();
            var kept = new List<int>();
            foreach (var member in members)
            {
                var rest = kept.AsEnumerable();
                if (kept.Count > MostKept)
                {
                    rest = kept.Take(MostKept);
                    Undecided++;
                }

                var found = rest.Select(k => (Kept: k, Overlap: Of(member, k))).FirstOrDefault(f => f.Overlap.Of(settings.Measure) >= settings.Threshold, (-1, default));
                if (found.Kept >= 0) _verdicts[member] = new DedupVerdict(found.Kept, Near, found.Overlap);
                else kept.Add(member);
                if (found.Kept >= 0 || kept.Count > MostKept) shingles.Remove(member);
            }

            Overlap Of(int member, int leader) => known.TryGetValue((member, leader), out var overlap) ? overlap
                : known.TryGetValue((leader, member), out overlap) ? overlap.Turned
                : ShingleSet.Compare(Shingles(member), Shingles(leader));

            ulong[] Shingles(int document) => shingles.TryGetValue(document, out var set) ? set : shingles[document] = keyer.Shingles(rows.Read(document));
        }
    }

    /// <summary>The verdict with the document that is kept in the end: where a copy's first stand-in was dropped itself, that one's.</summary>
    public DedupVerdict Final(int document)
    {
        var verdict = _verdicts[document];
        if (verdict.Rule is null || IsKept(verdict.Kept)) return verdict;
        var kept = verdict.Kept;
        while (!IsKept(kept)) kept = _verdicts[kept].Kept;
        var last = _verdicts[verdict.Kept];
        return verdict.Rule == Exact && last.Rule is not null && IsKept(last.Kept) ? last : new DedupVerdict(kept, verdict.Rule == Exact ? last.Rule : verdict.Rule, default);
    }
}
