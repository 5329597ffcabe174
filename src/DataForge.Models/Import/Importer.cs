using DataForge.Core;

namespace DataForge.Models.Import;

/// <summary>Turns a checkpoint into a directory that the engine opens: graph, weights, tokenizer files and <c>forge-model.json</c>, which is written last.</summary>
public static class Importer
{
    /// <summary>Imports into a new directory; an interrupted import leaves only <c>DIR.part</c>.</summary>
    /// <param name="source">A Hugging Face directory or a GGUF file.</param>
    /// <param name="precision">Null takes fp32, on CUDA bf16.</param>
    /// <param name="cancel">Ends the import; looked at once a row of weights.</param>
    /// <exception cref="ForgeException">The source cannot be imported, or <paramref name="target"/> holds something else.</exception>
    public static ImportedModel Import(string source, string target, string? precision, string device, CancellationToken cancel = default)
    {
        var kind = Precisions.Parse(precision ?? Precisions.Default(device), device);
        try
        {
            var files = ModelSourceFiles.Find(source);
            return Import(files, files.Hash(cancel), target, kind, cancel);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new ForgeException($"{source}: cannot be imported into {target}: {e.Message}", e);
        }
    }

    internal static ImportedModel Import(ModelSourceFiles files, IReadOnlyList<ModelSource> sources, string target, Precision precision, CancellationToken cancel)
    {
        var revision = ModelSourceFiles.Revision(sources);
        var (config, weights) = Read(files);
        if (Directory.Exists(target) && Directory.EnumerateFileSystemEntries(target).Any()) return Existing(target, revision, precision);
        var part = target.TrimEnd('/') + ".part";
        if (Directory.Exists(part)) Directory.Delete(part, recursive: true);
        WeightCheck.AllFinite(weights, cancel);
        Directory.CreateDirectory(part);
        var ready = Pad(weights, config);
        using (var data = new WeightFiles(part, cancel))
        {
            if (files.Gguf is { } gguf) data.Link(gguf); // its tokenizer and chat template are read from there
            File.WriteAllBytes(Path.Combine(part, ImportedModel.GraphName), DecoderGraph.Write(config, ready, data, precision));
        }

        files.CopyCompanions(part);
        var model = new ImportedModel(ImportedModel.CurrentFormat, files.Name, precision.Name(), revision, HeadPadding.Padded(config.HeadDim), config, sources);
        model.Save(part);
        if (Directory.Exists(target)) Directory.Delete(target);
        Directory.Move(part, target);
        return model with { Directory = target };
    }

    /// <summary>The model's shape and its weights, checked against each other.</summary>
    private static (ModelConfig Config, WeightSet Weights) Read(ModelSourceFiles files)
    {
        if (files.Gguf is { } gguf)
        {
            var (known, tensors) = GgufSource.Open(gguf);
            WeightCheck.Names(gguf, tensors, known, known.Architecture.StartsWith("Qwen2", StringComparison.Ordinal) ? BiasedParts.Qwen2 : null);
            return (known, tensors);
        }

        var directory = files.Directory!;
        var config = ConfigJson.Read(directory);
        files.RequireTokenizerThatIsRead();
        var weights = FamilyNames.Unified(FusedParts.Split(WeightSet.FromSafetensors(directory), config), config);
        WeightCheck.Names(directory, weights, config, ConfigJson.Biases(directory));
        return (config, weights);
    }

    private static ImportedModel Existing(string target, string revision, Precision precision)
    {
        if (ImportedModel.IsImported(target) && ImportedModel.Open(target) is var known && known.Revision == revision && known.Precision == precision.Name()) return known;
        throw new ForgeException($"{target} exists and is not this model at {precision.Name()}; remove it or choose another --out");
    }

    private static WeightSet Pad(WeightSet weights, ModelConfig config)
    {
        if (HeadPadding.Order(config.Heads, config.HeadDim) is not { } all) return weights;
        if (config.HeadNorms) throw new ForgeException($"head_dim {config.HeadDim} with head norms is not supported; multiples of 16 are");
        if (config.RotaryDim is not null) throw new ForgeException($"head_dim {config.HeadDim} with partial rotary positions is not supported; multiples of 16 are");
        var shared = HeadPadding.Order(config.KvHeads, config.HeadDim)!;
        return weights.Select(w => Part(w.Name) switch
        {
            "q_proj.weight" => w with { RowOrder = Compose(all, w.RowOrder) },
            "k_proj.weight" or "v_proj.weight" => w with { RowOrder = Compose(shared, w.RowOrder) },
            "q_proj.bias" => w with { ColumnOrder = Compose(all, w.ColumnOrder) },
            "k_proj.bias" or "v_proj.bias" => w with { ColumnOrder = Compose(shared, w.ColumnOrder) },
            "o_proj.weight" => w with { ColumnOrder = Compose(all, w.ColumnOrder) },
            _ => w,
        });

        static string Part(string name) => name.Contains(".self_attn.", StringComparison.Ordinal) ? name[(name.IndexOf(".self_attn.", StringComparison.Ordinal) + 11)..] : "";

        static int[] Compose(int[] wanted, int[]? stored) => stored is null ? wanted : [.. wanted.Select(i => i < 0 ? -1 : stored[i])];
    }
}
