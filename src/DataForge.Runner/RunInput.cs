using DataForge.Core;
using DataForge.Formats;

namespace DataForge.Runner;

/// <summary>What a run reads.</summary>
/// <param name="Paths">Files in order; <c>-</c> is standard input; empty for a stage that makes its rows.</param>
public abstract record RunInput(IReadOnlyList<string> Paths)
{
    /// <summary>The first row that can be read; null when there is none.</summary>
    public static Row? First(IReadOnlyList<string> paths, long? maxBad, CancellationToken cancel) =>
        paths.SelectMany(path => RowReader.Open(path, new BadRows("read", maxBad, null), cancel)).FirstOrDefault();

    /// <summary>All rows in order; read once.</summary>
    internal abstract IEnumerable<Row> Open(BadRows bad, IRunReport report, OptionNames names, CancellationToken cancel);
}

/// <summary>Rows as they stand.</summary>
/// <param name="Fields">Puts fields that paths lead to under our own names; null where none are named.</param>
public sealed record RowsInput(IReadOnlyList<string> Paths, NamedFields? Fields = null) : RunInput(Paths)
{
    internal override IEnumerable<Row> Open(BadRows bad, IRunReport report, OptionNames names, CancellationToken cancel)
    {
        var rows = Paths.SelectMany(path => RowReader.Open(path, bad, cancel));
        return Fields is null ? rows : rows.SelectGood(bad, Fields.Apply);
    }
}

/// <summary>Stored samples in any layout, under our own field names.</summary>
/// <param name="Layout">A layout's name; null tells it by the first row of each file.</param>
/// <param name="Sort">By problem and rollout, on disk where needed.</param>
public sealed record SamplesInput(IReadOnlyList<string> Paths, FieldNames Names, string? Layout, bool Sort) : RunInput(Paths)
{
    internal override IEnumerable<Row> Open(BadRows bad, IRunReport report, OptionNames names, CancellationToken cancel)
    {
        var samples = StoredSamples.Open(Paths, Names, Layout, report.Say, bad, cancel);
        if (Layout is null && !Sort && StoredSamples.BeginAlike(Paths, Names))
            report.Say($"the files begin with the same problem: {names.Layout} nemo joins them, a rollout a file; {names.Sort} groups their samples by problem");
        return Sort ? RowSort.ByProblem(samples, cancel) : samples;
    }
}

/// <summary>Stored samples to grade: rows that hold a pair of answers pass as they are. Files are joined only where the layout says so, since two models' answers to the same questions look alike.</summary>
/// <param name="OneSampleARow">Takes rows as they stand where no layout is named.</param>
public sealed record GradedInput(IReadOnlyList<string> Paths, FieldNames Names, string? Layout, bool OneSampleARow) : RunInput(Paths)
{
    internal override IEnumerable<Row> Open(BadRows bad, IRunReport report, OptionNames names, CancellationToken cancel)
    {
        if (Layout == SampleLayout.Joined) return StoredSamples.Open(Paths, Names, Layout, report.Say, bad, cancel);
        if (Layout is null && StoredSamples.BeginAlike(Paths, Names))
            report.Say($"the files begin with the same problem: {names.Layout} nemo gives their samples grouped by problem, each with its rollout");
        var layout = Layout ?? (OneSampleARow ? SampleLayout.Rows.Name : null);
        return Paths.SelectMany(path => StoredSamples.OpenToGrade(path, Names, layout, report.Say, bad, cancel));
    }
}
