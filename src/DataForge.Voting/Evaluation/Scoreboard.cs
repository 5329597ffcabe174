namespace DataForge.Voting.Evaluation;

/// <summary>One line of an evaluation: a benchmark, or the average over several, by one model or by all.</summary>
/// <param name="Model">Null where models are not told apart.</param>
/// <param name="Cells">An estimate for each column; null where no problem has enough samples, or scores are missing.</param>
/// <param name="Short">For each column, problems left out because they have too few samples or no scores.</param>
public sealed record BoardLine(string Benchmark, string? Model, int Problems, long Samples, IReadOnlyList<Estimate?> Cells, IReadOnlyList<int> Short);

/// <summary>A finished evaluation.</summary>
/// <param name="Lines">By model, then by benchmark, each in the order first seen.</param>
/// <param name="Averages">The unweighted mean over benchmarks, one line a model; empty where there is one benchmark.</param>
public sealed record Board(IReadOnlyList<MetricAtK> Columns, IReadOnlyList<BoardLine> Lines, IReadOnlyList<BoardLine> Averages, VoteSettings Weighted, long Seed)
{
    /// <summary>Columns that hold a figure in some line.</summary>
    public IReadOnlyList<int> Filled { get; } = [.. Enumerable.Range(0, Columns.Count).Where(c => Lines.Any(l => l.Cells[c] is not null))];
}

/// <summary>Gathers problems' values by benchmark and model. Memory: 8 bytes a column and problem.</summary>
public sealed class Scoreboard(IReadOnlyList<MetricAtK> columns, VoteSettings weighted, long seed)
{
    private sealed class Set
    {
        public List<double[]> Rows { get; } = [];

        public long Samples { get; set; }
    }

    private readonly OrderedDictionary<(string? Model, string Benchmark), Set> _sets = [];

    /// <param name="right">Whether each sample is right.</param>
    public void Add(string benchmark, string? model, string problemId, IReadOnlyList<Ballot> ballots, IReadOnlyList<bool> right)
    {
        if (!_sets.TryGetValue((model, benchmark), out var set)) _sets[(model, benchmark)] = set = new Set();
        set.Rows.Add(Metrics.Of(problemId, ballots, right, columns, weighted, seed));
        set.Samples += ballots.Count;
    }

    /// <summary>Figures and intervals.</summary>
    public Board Finish()
    {
        var lines = new List<BoardLine>();
        var averages = new List<BoardLine>();
        foreach (var model in _sets.GroupBy(s => s.Key.Model))
        {
            var boots = new List<Bootstrap>();
            foreach (var ((_, benchmark), set) in model)
            {
                var boot = new Bootstrap(set.Rows, seed, benchmark); // one name for all models: the same problems are drawn, so models can be compared
                boots.Add(boot);
                lines.Add(new BoardLine(benchmark, model.Key, set.Rows.Count, set.Samples, Cells(boot), [.. columns.Select((_, c) => set.Rows.Count(r => double.IsNaN(r[c])))]));
            }

            if (boots.Count > 1)
                averages.Add(new BoardLine("average", model.Key, model.Sum(s => s.Value.Rows.Count), model.Sum(s => s.Value.Samples), Cells(Bootstrap.Average(boots)), new int[columns.Count]));
        }

        return new Board(columns, lines, averages, weighted, seed);
    }

    private List<Estimate?> Cells(Bootstrap boot) =>
        [.. columns.Select((_, c) => boot.Of(c) is { } e && double.IsFinite(e.Mean) && double.IsFinite(e.Low) && double.IsFinite(e.High) ? e : null)];
}
