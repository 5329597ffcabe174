using DataForge.Contamination;
using DataForge.Core;
using DataForge.Models.Import;

namespace DataForge.Semantic;

/// <summary>Where vectors lie: beside the suites' indexes, and in the cache (<c>$DATAFORGE_CACHE</c>, else <c>~/.cache/dataforge</c>), below <c>vectors</c>.</summary>
internal static class VectorStore
{
    public const string Suffix = ".vec";

    /// <summary>All vectors that a model made, wherever they lie; those beside the suites first.</summary>
    public static IReadOnlyList<VectorSet> Load(string revision)
    {
        var sets = new List<VectorSet>();
        foreach (var folder in Folders())
            if (Directory.Exists(folder))
                foreach (var path in Directory.GetFiles(folder, "*" + Suffix).Order(StringComparer.Ordinal))
                    if (VectorFile.Revision(path) == revision)
                        sets.Add(VectorFile.Read(path));
        return sets;
    }

    /// <summary>Keeps vectors in the cache, under a name made of model and texts.</summary>
    /// <returns>The file.</returns>
    public static string Save(VectorSet set)
    {
        var path = Path.Combine(Cache(), $"{set.Embedder}-{set.Revision[..12]}-{StableHash.Hex128([.. set.Keys.Select(k => $"{k:x}")])[..12]}{Suffix}");
        VectorFile.Save(path, set);
        return path;
    }

    private static IEnumerable<string> Folders()
    {
        if (IndexSources.FindSuites() is { } suites) yield return suites;
        yield return Cache();
    }

    private static string Cache() => Path.Combine(ModelCache.Root(), "vectors");
}
