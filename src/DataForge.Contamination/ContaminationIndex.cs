namespace DataForge.Contamination;

/// <summary>Benchmark items ready to be looked for in texts. Holds hashes of tokens, no text. Immutable: one for all threads.</summary>
public sealed class ContaminationIndex
{
    private ContaminationIndex(BenchmarkIndex index) => Scanned = index;

    private ContaminationIndex(IndexData data) : this(BenchmarkIndex.Open(data))
    {
    }

    internal BenchmarkIndex Scanned { get; }

    /// <summary>Names of the benchmarks in it.</summary>
    public IReadOnlyList<string> Benchmarks => [.. Scanned.Data.Benchmarks.Select(b => b.Name)];

    /// <summary>An index that is open already.</summary>
    public static ContaminationIndex Of(BenchmarkIndex index) => new(index);

    /// <summary>An index of one benchmark's texts.</summary>
    /// <param name="benchmark">The name that hits carry.</param>
    /// <param name="items">Each with an id of its own; the text is usually the problem.</param>
    public static ContaminationIndex Of(string benchmark, IEnumerable<(string Id, string Text)> items)
    {
        ArgumentException.ThrowIfNullOrEmpty(benchmark);
        BenchmarkItem[] read = [.. items.Select(i => new BenchmarkItem(i.Id, [("text", i.Text)]))];
        var builder = new IndexBuilder(GramSettings.Default);
        builder.Add(new BenchmarkInfo(benchmark, "", "", read.Length, "text"), read);
        return new ContaminationIndex(builder.Build());
    }

    /// <summary>An index of a benchmark file: JSON lines, a JSON array or object, or CSV; plain UTF-8.</summary>
    /// <param name="fields">Which fields hold the texts, as <c>problem,solution</c>; null takes the usual names.</param>
    /// <exception cref="Core.ForgeException">The file is broken, or has none of the fields.</exception>
    public static ContaminationIndex OfFile(string benchmark, string path, string? fields = null)
    {
        var (info, items) = BenchmarkFile.Read(benchmark, path, File.ReadAllBytes(path), fields is null ? null : FieldMap.Parse(fields));
        var builder = new IndexBuilder(GramSettings.Default);
        builder.Add(info, items);
        return new ContaminationIndex(builder.Build());
    }

    /// <summary>Reads an index that <c>forge-index</c> or <see cref="Save"/> wrote.</summary>
    /// <exception cref="Core.ForgeException">It is no index, damaged, or of another format or normalizer.</exception>
    public static ContaminationIndex Open(string path) => new(IndexFile.Read(File.ReadAllBytes(path), path));

    /// <summary>Writes the index; the same items give the same bytes.</summary>
    public void Save(string path) => File.WriteAllBytes(path, IndexFile.Write(Scanned.Data));
}
