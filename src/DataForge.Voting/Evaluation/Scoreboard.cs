using System.Globalization;
using DataForge.Core;

namespace DataForge.Voting.Evaluation;

/// <summary>One line of an evaluation: a benchmark, or the average over several, in one run.</summary>
/// <param name="Benchmark">Null where the rows name none.</param>
/// <param name="Cells">An estimate for each column; null where no problem has enough samples, or scores are missing.</param>
/// <param name="Short">For each column, problems left out because they have too few samples or no scores.</param>
public sealed record BoardLine(string? Benchmark, RunName Run, int Problems, long Samples, IReadOnlyList<Estimate?> Cells, IReadOnlyList<int> Short)
{
    public string? Model => Run.Model;

    /// <summary>What the line's column is headed with: the file where there are several, and the benchmark where the rows name one.</summary>
    public string Title => (Benchmark, Run.File) switch
    {
        (null, null) => "samples",
        (null, { } file) => file,
        ({ } benchmark, null) => benchmark,
        var (benchmark, file) => $"{file}: {benchmark}",
    };
}

/// <summary>A finished evaluation.</summary>
/// <param name="Lines">By model, then by file and benchmark, each in the order first seen.</param>
/// <param name="Averages">The unweighted mean over a model's lines; none where there is one line, or where two of its files measure the same problems.</param>
/// <param name="Comparisons">Each later run against the first, over the problems that both measure.</param>
public sealed record Board(IReadOnlyList<MetricAtK> Columns, IReadOnlyList<BoardLine> Lines, IReadOnlyList<BoardLine> Averages, IReadOnlyList<Comparison> Comparisons, VoteSettings Weighted, long Seed)
{
    /// <summary>Columns that hold a figure in some line.</summary>
    public IReadOnlyList<int> Filled { get; } = [.. Enumerable.Range(0, Columns.Count).Where(c => Lines.Any(l => l.Cells[c] is not null))];
}

/// <summary>Gathers problems' values by run and benchmark. Memory: 8 bytes a column and about 64 bytes more for each problem of each run.</summary>
public sealed class Scoreboard(IReadOnlyList<MetricAtK> columns, VoteSettings weighted, long seed)
{
    private sealed class Set
    {
        public OrderedDictionary<UInt128, double[]> Values { get; } = [];

        public long Samples { get; set; }
    }

    private readonly OrderedDictionary<(RunName Run, string? Benchmark), Set> _sets = [];

    /// <param name="right">Whether each sample is right.</param>
    /// <exception cref="ArgumentException">The run has this problem already.</exception>
    public void Add(string? benchmark, RunName run, string problemId, IReadOnlyList<Ballot> ballots, IReadOnlyList<bool> right)
    {
        if (!_sets.TryGetValue((run, benchmark), out var set)) _sets[(run, benchmark)] = set = new Set();
        set.Values.Add(UInt128.Parse(StableHash.Hex128(problemId), NumberStyles.HexNumber, CultureInfo.InvariantCulture), Metrics.Of(problemId, ballots, right, columns, weighted, seed));
        set.Samples += ballots.Count;
    }

    /// <summary>Figures, intervals and comparisons.</summary>
    public Board Finish()
    {
        var lines = new List<BoardLine>();
        var averages = new List<BoardLine>();
        foreach (var model in _sets.GroupBy(s => s.Key.Run.Model))
        {
            var boots = new List<Bootstrap>();
            foreach (var ((run, benchmark), set) in model)
            {
                double[][] rows = [.. set.Values.Values];
                var boot = new Bootstrap(rows, seed, benchmark ?? run.File ?? "samples");
                boots.Add(boot);
                lines.Add(new BoardLine(benchmark, run, rows.Length, set.Samples, Cells(boot), [.. columns.Select((_, c) => rows.Count(r => double.IsNaN(r[c])))]));
            }

            if (boots.Count > 1 && !Overlap([.. model.Select(m => m.Value)]))
                averages.Add(new BoardLine("average", new RunName(null, model.Key), model.Sum(s => s.Value.Values.Count), model.Sum(s => s.Value.Samples), Cells(Bootstrap.Average(boots)), new int[columns.Count]));
        }

        return new Board(columns, lines, averages, [.. Compared()], weighted, seed);
    }

    /// <summary>True when two of the sets hold a problem in common: they are runs of one benchmark, and their mean would mean nothing.</summary>
    private static bool Overlap(IReadOnlyList<Set> sets)
    {
        var seen = new HashSet<UInt128>();
        return sets.Any(s => s.Values.Keys.Any(k => !seen.Add(k)));
    }

    private IEnumerable<Comparison> Compared()
    {
        var runs = _sets.Select(s => s.Key.Run).Distinct().ToList();
        foreach (var run in runs.Skip(1))
            foreach (var ((_, benchmark), set) in _sets.Where(s => s.Key.Run == run))
                if (_sets.TryGetValue((runs[0], benchmark), out var baseline))
                    foreach (var comparison in Comparison.Of(benchmark, run, runs[0], set.Values, baseline.Values, seed))
                        yield return comparison;
    }

    private List<Estimate?> Cells(Bootstrap boot) =>
        [.. columns.Select((_, c) => boot.Of(c) is { } e && double.IsFinite(e.Mean) && double.IsFinite(e.Low) && double.IsFinite(e.High) ? e : null)];
}
