using DataForge.Core;
using DataForge.Models.Import;

namespace DataForge.Models.Embedding;

/// <summary>An embedding model's graph in the cache, made from its folder the first time that it is asked for.</summary>
/// <param name="Revision">32 hex digits over the contents of all files that decide a vector, and the graph's version.</param>
internal sealed record EmbedderImport(string Name, string Folder, string Revision, EmbedderConfig Config, string GraphPath)
{
    private const string Version = "forge-embedder/1";
    private static readonly string[] Deciding = ["config.json", "vocab.txt", "sentence_bert_config.json", "tokenizer_config.json", "1_Pooling/config.json"];

    /// <exception cref="ForgeException">Not an embedding model that can be read.</exception>
    public static EmbedderImport Open(string given, bool quantized, CancellationToken cancel)
    {
        var folder = ModelSourceFiles.Bundled(given, AppContext.BaseDirectory) ?? given;
        if (!Directory.Exists(folder)) throw new ForgeException($"{given}: no such folder of an embedding model");
        try
        {
            var config = EmbedderConfigJson.Read(folder);
            var name = Path.GetFileName(Path.TrimEndingDirectorySeparator(Path.GetFullPath(folder)));
            var revision = Hash(folder, cancel);
            var root = Path.Combine(ModelCache.Root(), "embedders");
            Directory.CreateDirectory(root);
            var entry = Path.Combine(root, $"{name}-{revision[..16]}-{(quantized ? "int8" : "fp32")}");
            using (ModelCache.Lock(entry + ".lock", cancel))
                if (!Directory.Exists(entry)) Write(folder, entry, config, quantized, cancel);
            return new EmbedderImport(name, folder, revision, config, Path.Combine(entry, ImportedModel.GraphName));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new ForgeException($"{given}: cannot be opened: {e.Message}", e);
        }
    }

    private static void Write(string folder, string entry, EmbedderConfig config, bool quantized, CancellationToken cancel)
    {
        var part = entry + ".part";
        if (Directory.Exists(part)) Directory.Delete(part, recursive: true);
        Directory.CreateDirectory(part);
        var weights = WeightSet.FromSafetensors(folder);
        // a checkpoint with a head on top calls the encoder "bert."
        if (weights.Names.Any(n => n.StartsWith("model.bert.", StringComparison.Ordinal)))
            weights = weights.Select(w => w with { Name = w.Name.Replace("model.bert.", "model.", StringComparison.Ordinal) });
        WeightCheck.AllFinite(weights, cancel);
        using (var data = new WeightFiles(part, cancel))
            File.WriteAllBytes(Path.Combine(part, ImportedModel.GraphName), BertGraph.Write(config, weights, data, quantized));
        Directory.Move(part, entry);
    }

    private static string Hash(string folder, CancellationToken cancel)
    {
        var parts = new List<string> { Version };
        foreach (var path in Deciding.Select(d => Path.Combine(folder, d)).Where(File.Exists).Concat(Directory.GetFiles(folder, "*.safetensors").Order(StringComparer.Ordinal)))
        {
            using var file = File.OpenRead(path);
            parts.Add(Path.GetRelativePath(folder, path));
            parts.Add(StableHash.Hex128(file, cancel));
        }

        return StableHash.Hex128([.. parts]);
    }
}
