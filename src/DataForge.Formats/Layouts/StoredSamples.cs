using System.Globalization;
using System.Text.RegularExpressions;
using DataForge.Core;

namespace DataForge.Formats;

/// <summary>Reads stored samples in any of the known layouts as rows of one sample each, under our own field names.</summary>
public static partial class StoredSamples
{
    /// <summary>The samples of all files in order; one row of each file is in memory at a time.</summary>
    /// <param name="layout">A name of <see cref="SampleLayout.Names"/>, or null to tell by the first row of each file; files are joined only where it says so, since two runs over one benchmark look like the parts of one.</param>
    /// <param name="say">Is told once which layout was seen.</param>
    /// <exception cref="ForgeException">A file cannot be read, a row does not fit its layout, or joined files do not match.</exception>
    public static IEnumerable<Row> Open(IReadOnlyList<string> paths, FieldNames names, string? layout, Action<string> say, BadRows? bad = null, CancellationToken cancel = default)
    {
        if (layout == SampleLayout.Joined)
        {
            say($"layout: NeMo-Skills: {paths.Count} files joined on row and problem");
            return Join(paths, names, bad, cancel);
        }

        return paths.SelectMany(path => OneFile(path, names, layout, say, bad, cancel));
    }

    /// <summary>The samples of one file, for grading: rows that hold a sample each pass as they are, since a pair of answers needs no problem.</summary>
    public static IEnumerable<Row> OpenToGrade(string path, FieldNames names, string? layout, Action<string> say, BadRows? bad = null, CancellationToken cancel = default) =>
        OneFile(path, names, layout, say, bad, cancel, passesRows: true);

    private static IEnumerable<Row> OneFile(string path, FieldNames names, string? layout, Action<string> say, BadRows? bad, CancellationToken cancel, bool passesRows = false)
    {
        SampleLayout? shape = layout is null ? null : SampleLayout.Of(layout);
        var said = false;
        string? view = null;
        long otherViews = 0;
        foreach (var row in RowReader.Open(path, bad, cancel))
        {
            shape ??= SampleLayout.Of(row, names);
            if (passesRows && shape == SampleLayout.Rows)
            {
                yield return row;
                continue;
            }

            if (!shape.Fits(row, names))
                throw ForgeException.BadRecord(path, row.Line, layout is null ? $"expected the layout of the first row ({shape.Says})" : $"expected the layout {shape.Name} ({shape.Says})");
            if (!said) (said, view) = Say(shape, row, say);
            if (shape.View?.Invoke(row) != view) otherViews++;
            else foreach (var sample in Samples(row, shape, names, bad)) yield return sample;
        }

        if (otherViews > 0) say($"{path}: {otherViews:N0} rows left out that show the same samples again (filters other than {view})");
    }

    private static (bool, string?) Say(SampleLayout shape, Row first, Action<string> say)
    {
        say($"layout: {shape.Says}");
        return (true, shape.View?.Invoke(first));
    }

    /// <summary>A row's samples; none where a field is bad and the budget of bad records allows it.</summary>
    private static IReadOnlyList<Row> Samples(Row row, SampleLayout shape, FieldNames names, BadRows? bad)
    {
        try
        {
            return [.. shape.Samples(row, names)];
        }
        catch (ForgeException e) when (e.IsBadRecord && bad is not null)
        {
            bad.Pass(e, row.Utf8);
            return [];
        }
    }

    /// <summary>True when the first rows of several files hold one sample of the same problem each, and none says which rollout it is: parts of one run, or several runs.</summary>
    public static bool BeginAlike(IReadOnlyList<string> paths, FieldNames names)
    {
        if (paths.Count < 2 || paths.Contains("-")) return false;
        var firsts = paths.Select(p => RowReader.Open(p, new BadRows("read", long.MaxValue, null)).FirstOrDefault()).ToList();
        return firsts.All(r => r is not null && !r.HasValue("rollout") && SampleLayout.Of(r, names) == SampleLayout.Rows)
            && firsts.Select(r => Problem.TextOf(r!, names)).Distinct().Count() == 1;
    }

    private static IEnumerable<Row> Join(IReadOnlyList<string> paths, FieldNames names, BadRows? bad, CancellationToken cancel)
    {
        var numbers = Numbers(paths);
        var readers = paths.Select(p => RowReader.Open(p, bad, cancel).GetEnumerator()).ToList();
        try
        {
            for (var n = 1L; ; n++)
            {
                var has = readers.Select(r => r.MoveNext()).ToList();
                if (!has.Contains(true)) yield break;
                if (has.IndexOf(false) is >= 0 and var shortOne)
                    throw new ForgeException($"{paths[shortOne]}: ends after {n - 1} rows, and {paths[has.IndexOf(true)]} goes on: joined files must hold the same problems in the same order");
                var problem = Problem.TextOf(readers[0].Current, names);
                var id = readers[0].Current.Text("problem_id") ?? (problem is not null ? Identity.OfProblem(problem) : StableHash.Hex128("joined-row", n.ToString(CultureInfo.InvariantCulture)));
                for (var i = 0; i < readers.Count; i++)
                {
                    var row = readers[i].Current;
                    if (Problem.TextOf(row, names) != problem)
                        throw ForgeException.BadRecord(row.Path, row.Line, $"expected the problem of {paths[0]}:{readers[0].Current.Line}: joined files must hold the same problems in the same order");
                    yield return SampleFields.Complete(row, names, numbers[i], id);
                }
            }
        }
        finally
        {
            foreach (var reader in readers) reader.Dispose();
        }
    }

    /// <summary>The rollout of each file: the number after <c>rs</c> in its name where all have a different one, else its place.</summary>
    private static List<long> Numbers(IReadOnlyList<string> paths)
    {
        var named = paths.Select(p => SeedInName().Match(Path.GetFileName(p))).Where(m => m.Success).Select(m => long.Parse(m.Groups[1].ValueSpan, CultureInfo.InvariantCulture)).ToList();
        return named.Count == paths.Count && named.Distinct().Count() == named.Count ? named : [.. Enumerable.Range(0, paths.Count).Select(i => (long)i)];
    }

    [GeneratedRegex(@"-rs(\d{1,9})\b", RegexOptions.CultureInvariant)]
    private static partial Regex SeedInName();
}
