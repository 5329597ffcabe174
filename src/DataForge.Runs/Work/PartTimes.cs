namespace DataForge.Runs.Work;

/// <summary>How long each worker takes for a part of a stage, and whether a slow one should leave the last parts to the others.</summary>
internal sealed class PartTimes
{
    private readonly Dictionary<string, (int Parts, double Seconds)> _of = new(StringComparer.Ordinal);

    /// <summary>A part that a worker has ended.</summary>
    public void Add(string worker, double seconds)
    {
        var (parts, sum) = _of.GetValueOrDefault(worker);
        _of[worker] = (parts + 1, sum + seconds);
    }

    /// <summary>Mean seconds of a worker's parts; null where it has ended none.</summary>
    public double? Of(string worker) => _of.TryGetValue(worker, out var known) ? Math.Max(known.Seconds / known.Parts, 1e-3) : null;

    /// <summary>True where somebody takes half its time at most.</summary>
    public bool IsSlow(string worker) => Of(worker) is { } own && _of.Keys.Any(o => Of(o) <= own / 2);

    /// <summary>True where the others under way would end all parts that are left sooner than this worker one of them: it would hold up the end of the stage.</summary>
    /// <param name="others">Workers that have a part now. Those that have not ended one yet count for nothing.</param>
    /// <param name="free">Parts that nobody has.</param>
    public bool IsLeftToOthers(string worker, IReadOnlyCollection<string> others, int free)
    {
        if (!IsSlow(worker)) return false;
        var own = Of(worker)!.Value;
        var times = others.Where(o => o != worker).Select(Of).OfType<double>().ToList();
        return times.Count > 0 && own > (free + times.Count) / times.Sum(t => 1 / t);
    }
}
