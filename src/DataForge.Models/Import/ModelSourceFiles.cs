using DataForge.Core;

namespace DataForge.Models.Import;

/// <summary>What a MODEL argument names: a checkpoint directory or a GGUF file, and the files that decide what it computes.</summary>
internal sealed record ModelSourceFiles(string Given, string Name, string? Gguf, string? Directory, IReadOnlyList<string> Deciding)
{
    private static readonly string[] Companions =
        ["config.json", "generation_config.json", "tokenizer.json", "tokenizer_config.json", "special_tokens_map.json", "chat_template.jinja", "chat_template.json", "vocab.json", "merges.txt", "added_tokens.json"];
    private static readonly string[] OtherTokenizers = ["tekken.json", "tokenizer.model", "spiece.model", "sentencepiece.bpe.model", "vocab.txt"];

    /// <summary>A path, or the name of a model that comes with the suite.</summary>
    /// <exception cref="ForgeException">Nothing there that can be imported.</exception>
    public static ModelSourceFiles Find(string given)
    {
        given = Bundled(given, AppContext.BaseDirectory) ?? given;
        if (File.Exists(given) && given.EndsWith(".gguf", StringComparison.OrdinalIgnoreCase))
            return new(given, Path.GetFileNameWithoutExtension(given), given, null, [given]);
        if (IsDangling(given)) throw Dangling(given);
        if (!System.IO.Directory.Exists(given))
            throw new ForgeException(File.Exists(given) ? $"{given}: expected a model directory or a .gguf file" : $"{given}: no such model directory or .gguf file");
        var name = Path.GetFileName(Path.TrimEndingDirectorySeparator(Path.GetFullPath(given)));
        foreach (var file in System.IO.Directory.EnumerateFiles(given))
            if (Matters(Path.GetFileName(file)) && IsDangling(file))
                throw Dangling(file);
        var companions = Companions.Select(c => Path.Combine(given, c)).Where(File.Exists).ToArray();
        if (File.Exists(Path.Combine(given, "config.json")))
            return new(given, name, null, given, [.. companions, .. System.IO.Directory.GetFiles(given, "*.safetensors").Order(StringComparer.Ordinal)]);
        var ggufs = System.IO.Directory.GetFiles(given, "*.gguf");
        if (ggufs.Length == 0 && File.Exists(Path.Combine(given, "adapter_config.json")))
            throw new ForgeException($"{given}: holds an adapter (adapter_config.json) and not the model it belongs to; merge it into its base model first");
        if (ggufs.Length != 1) throw new ForgeException($"{given}: expected config.json with safetensors, or one .gguf file; found {ggufs.Length} .gguf files");
        return new(given, name, ggufs[0], given, [.. companions, ggufs[0]]);
    }

    private static bool Matters(string name) => Companions.Contains(name) || name.EndsWith(".safetensors", StringComparison.Ordinal) || name.EndsWith(".gguf", StringComparison.OrdinalIgnoreCase) || name == "model.safetensors.index.json";

    private static bool IsDangling(string path) => new FileInfo(path).LinkTarget is not null && !Resolved(path).Exists && !System.IO.Directory.Exists(path);

    private static ForgeException Dangling(string path) => new($"{path}: a link to {new FileInfo(path).LinkTarget}, which is not there; was the download cut off, or its cache cleaned?");

    /// <exception cref="ForgeException">The only tokenizer that came with the weights is of a kind that is not read.</exception>
    public void RequireTokenizerThatIsRead()
    {
        if (Directory is not { } folder || Has("tokenizer.json") || (Has("vocab.json") && Has("merges.txt"))) return;
        if (OtherTokenizers.FirstOrDefault(Has) is { } other)
            throw new ForgeException($"{folder}: the tokenizer is {other}, which is not read; tokenizer.json (byte-level BPE), or vocab.json with merges.txt, is");

        bool Has(string name) => File.Exists(Path.Combine(folder, name));
    }

    /// <summary>The folder of a model that comes with the suite: <c>corpora/models/NAME</c> beside the programs or above them; null when it is a path or there is none.</summary>
    internal static string? Bundled(string given, string programs)
    {
        if (given.Length == 0 || given.Contains('/') || given.StartsWith('.') || Path.Exists(given)) return null;
        for (var at = new DirectoryInfo(programs); at is not null; at = at.Parent)
            if (Path.Combine(at.FullName, "corpora", "models", given) is var folder && File.Exists(Path.Combine(folder, "config.json")))
                return folder;
        return null;
    }

    /// <summary>Copies what belongs to a model beside its weights.</summary>
    public void CopyCompanions(string target)
    {
        if (Directory is null) return;
        foreach (var name in Companions.Where(c => File.Exists(Path.Combine(Directory, c))))
            File.WriteAllBytes(Path.Combine(target, name), File.ReadAllBytes(Path.Combine(Directory, name)));
    }

    /// <summary>Reads every deciding file to its end.</summary>
    public IReadOnlyList<ModelSource> Hash(CancellationToken cancel) => [.. Deciding.Select(path =>
    {
        using var file = File.OpenRead(path);
        return new ModelSource(Path.GetFileName(path), file.Length, StableHash.Hex128(file, cancel));
    })];

    /// <summary>A hash of names, sizes and times: cheap, and enough to know an unchanged file again.</summary>
    public string Fingerprint() => StableHash.Hex128([.. Deciding.SelectMany(path =>
    {
        var file = Resolved(path);
        return new[] { file.FullName, file.Length.ToString(), file.LastWriteTimeUtc.Ticks.ToString() };
    })]);

    /// <summary>The file behind a name: a download cache holds links to its blobs.</summary>
    public static FileInfo Resolved(string path)
    {
        var file = new FileInfo(path);
        return file.ResolveLinkTarget(returnFinalTarget: true) as FileInfo ?? file;
    }

    /// <summary>Identity of the contents, in whatever place they lie.</summary>
    public static string Revision(IEnumerable<ModelSource> sources) => StableHash.Hex128([ImportedModel.CurrentFormat, .. sources.SelectMany(s => new[] { s.Name.EndsWith(".gguf", StringComparison.OrdinalIgnoreCase) ? "gguf" : s.Name, s.Hash })]);
}
