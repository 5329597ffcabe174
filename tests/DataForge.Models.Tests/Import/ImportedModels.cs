using System.Collections.Concurrent;

using DataForge.Models.Import;

namespace DataForge.Models.Tests.Import;

/// <summary>Models imported once per test run, removed when it ends.</summary>
public sealed class ImportedModels : IDisposable
{
    private readonly string _root = Directory.CreateTempSubdirectory("forge-models-").FullName;
    private readonly ConcurrentDictionary<(string, string), Lazy<ImportedModel>> _models = new();

    public ImportedModel Get(string source, string precision = "fp32") => _models.GetOrAdd((source, precision), key => new Lazy<ImportedModel>(() =>
        Importer.Import(key.Item1, Path.Combine(_root, Path.GetFileNameWithoutExtension(key.Item1) + "-" + key.Item2), key.Item2, "cpu"))).Value;

    public void Dispose() => Directory.Delete(_root, recursive: true);
}
