using System.Security.Cryptography;
using DataForge.Core;

namespace DataForge.Contamination;

/// <summary>Brings benchmark files, index files and suites together into one index.</summary>
public static class IndexSources
{
    /// <summary>Where the suites' prebuilt indexes lie, seen from the folder of the tools or above it.</summary>
    public const string SuiteFolder = "corpora/benchmarks/suites";

    /// <summary>One index of everything named. Boilerplate is as each index file learned it, and learned anew over the benchmark files.</summary>
    /// <param name="read">A file's content, decompressed.</param>
    /// <exception cref="ForgeException">Nothing was named, a name comes twice, n-gram settings differ, or a file is at fault.</exception>
    public static IndexData Load(IReadOnlyList<string> indexes, IReadOnlyList<string> suites, IReadOnlyList<string> benchmarks, GramSettings grams, Func<string, byte[]> read)
    {
        if (indexes.Count + suites.Count + benchmarks.Count == 0) throw new ForgeException("expected --benchmark NAME=FILE, --index FILE or --suite NAME: there is nothing to compare with");
        var parts = new List<IndexData>();
        foreach (var path in indexes) parts.Add(IndexFile.Read(read(path), path));
        foreach (var suite in suites)
        {
            var path = SuitePath(suite);
            parts.Add(IndexFile.Read(read(path), path));
        }

        if (benchmarks.Count > 0) parts.Add(Build(benchmarks, parts.Count > 0 ? parts[0].Grams : grams, read));
        return parts.Count == 1 ? parts[0] : Join(parts);
    }

    /// <summary>An index of benchmark files, each as NAME=FILE[:FIELDS].</summary>
    public static IndexData Build(IReadOnlyList<string> benchmarks, GramSettings grams, Func<string, byte[]> read)
    {
        var builder = new IndexBuilder(grams);
        foreach (var spec in benchmarks)
        {
            var (name, path, fields) = BenchmarkFile.ParseSpec("benchmark", spec);
            var (info, items) = BenchmarkFile.Read(name, path, read(path), fields);
            builder.Add(info, items);
        }

        return Once(builder.Build());
    }

    /// <summary>An index of the registered benchmarks whose files lie in a folder, recognized by their SHA-256 whatever they are called.</summary>
    /// <param name="files">Candidate files, in the order in which they are tried.</param>
    /// <param name="missing">Registered benchmarks that no file was.</param>
    /// <exception cref="ForgeException">None of the files is a registered benchmark.</exception>
    public static IndexData Build(IReadOnlyList<RegisteredBenchmark> wanted, IEnumerable<string> files, GramSettings grams, Func<string, byte[]> read, out IReadOnlyList<string> missing)
    {
        var found = new Dictionary<string, (BenchmarkInfo, IReadOnlyList<BenchmarkItem>)>();
        foreach (var path in files)
        {
            if (found.Count == wanted.Count) break;
            byte[] content;
            try
            {
                content = read(path);
            }
            catch (ForgeException)
            {
                continue; // what cannot be read is none of them, and is missed by name if it should have been
            }

            var sha256 = Convert.ToHexStringLower(SHA256.HashData(content));
            foreach (var benchmark in wanted.Where(w => w.Sha256 == sha256 && !found.ContainsKey(w.Name)))
            {
                var (info, items) = BenchmarkFile.Read(benchmark.Name, path, content, FieldMap.Parse(benchmark.Fields));
                found[benchmark.Name] = (benchmark.Describe(info), items);
            }
        }

        if (found.Count == 0) throw new ForgeException("no file there is one of the registered benchmarks (they are told by SHA-256)");
        missing = [.. wanted.Select(w => w.Name).Where(n => !found.ContainsKey(n))];
        var builder = new IndexBuilder(grams);
        foreach (var benchmark in wanted)
            if (found.TryGetValue(benchmark.Name, out var part))
                builder.Add(part.Item1, part.Item2);
        return builder.Build();
    }

    /// <summary>The items of an index's benchmarks whose files are among the given, recognized by their SHA-256 whatever they are called.</summary>
    /// <param name="files">Candidate files, in the order in which they are tried.</param>
    /// <param name="read">A file's content, decompressed.</param>
    /// <returns>By benchmark, in index order; those without a file are left out.</returns>
    public static IReadOnlyList<(BenchmarkInfo Info, IReadOnlyList<BenchmarkItem> Items)> FindItems(IndexData index, IEnumerable<string> files, Func<string, byte[]> read)
    {
        var wanted = index.Benchmarks.Where(b => b.Sha256.Length > 0).ToList();
        var found = new Dictionary<BenchmarkInfo, IReadOnlyList<BenchmarkItem>>();
        foreach (var path in files)
        {
            if (found.Count == wanted.Count) break;
            byte[] content;
            try
            {
                content = read(path);
            }
            catch (ForgeException)
            {
                continue; // what cannot be read is none of them
            }

            var sha256 = Convert.ToHexStringLower(SHA256.HashData(content));
            foreach (var benchmark in wanted)
                if (benchmark.Sha256 == sha256 && !found.ContainsKey(benchmark))
                    found[benchmark] = BenchmarkFile.Read(benchmark.Name, path, content, FieldMap.Parse(benchmark.Fields)).Items;
        }

        return [.. wanted.Where(found.ContainsKey).Select(b => (b, found[b]))];
    }

    /// <summary>Files below a folder that may hold benchmark items.</summary>
    public static IEnumerable<string> Candidates(string folder) =>
        Directory.EnumerateFiles(folder, "*", SearchOption.AllDirectories).Where(f => Path.GetFileName(f).Split('.').Any(p => p is "json" or "jsonl" or "txt" or "csv")).Order(StringComparer.Ordinal);

    /// <exception cref="ForgeException">There is no such suite.</exception>
    public static string SuitePath(string suite)
    {
        if (FindSuites() is not { } folder) throw new ForgeException($"--suite {suite}: no folder {SuiteFolder} at or above {AppContext.BaseDirectory}");
        return Path.Combine(folder, suite + ".idx") is var path && File.Exists(path)
            ? path
            : throw new ForgeException($"--suite: expected one of {string.Join(", ", Directory.EnumerateFiles(folder, "*.idx").Select(Path.GetFileNameWithoutExtension).Order(StringComparer.Ordinal))}, found \"{suite}\"");
    }

    /// <summary>The folder of the suites, at the programs' or above it; null when there is none.</summary>
    public static string? FindSuites()
    {
        for (var at = new DirectoryInfo(AppContext.BaseDirectory); at is not null; at = at.Parent)
            if (Path.Combine(at.FullName, SuiteFolder) is var folder && Directory.Exists(folder))
                return folder;
        return null;
    }

    /// <summary>Lays indexes side by side, each with the boilerplate it knows; <c>forge-index merge</c> learns it anew. A benchmark that several hold is taken once.</summary>
    private static IndexData Join(List<IndexData> parts)
    {
        var grams = parts[0].Grams;
        if (parts.Any(p => p.Grams != grams)) throw new ForgeException("the indexes were built with different n-gram settings; build them alike");
        var benchmarks = new List<BenchmarkInfo>();
        var entries = new List<IndexEntry>();
        foreach (var part in parts)
        {
            // The place of each of the part's benchmarks; -1 for one that is there already.
            var places = new int[part.Benchmarks.Count];
            for (var b = 0; b < places.Length; b++)
            {
                places[b] = benchmarks.Any(known => IsSame(known, part.Benchmarks[b])) ? -1 : benchmarks.Count;
                if (places[b] >= 0) benchmarks.Add(part.Benchmarks[b]);
            }

            foreach (var e in part.Entries)
                if (places[e.Benchmark] is >= 0 and var place)
                    entries.Add(e.Moved(place - e.Benchmark));
        }

        return Once(new IndexData(grams, benchmarks, entries));
    }

    /// <summary>The same items under the same name, wherever they were read.</summary>
    private static bool IsSame(BenchmarkInfo a, BenchmarkInfo b) => a.Name == b.Name && a.Sha256 == b.Sha256 && a.Fields == b.Fields;


    /// <summary>The index, if each name stands for one benchmark: hits and counts go by name.</summary>
    private static IndexData Once(IndexData data)
    {
        var twice = data.Benchmarks.GroupBy(b => b.Name).FirstOrDefault(g => g.Count() > 1);
        return twice is null ? data : throw new ForgeException($"two different benchmarks are called {twice.Key}; give each its own name");
    }
}
