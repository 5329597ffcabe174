using System.Text;

using DataForge.Core;
using DataForge.Models.Import;
using DataForge.Models.Tokenizers;

namespace DataForge.Models.Engine;

/// <summary>An imported model with its tokenizer and its bounds: what generator, scorer and probabilities share.</summary>
internal sealed class LocalModel
{
    /// <summary>Tokens that end a turn in the chat formats known here; a checkpoint often names only one of them.</summary>
    private static readonly string[] EndTokens = ["<|im_end|>", "<|endoftext|>", "<|eot_id|>", "<|eom_id|>", "<|end_of_text|>"];

    private readonly BackendSettings _settings;
    private readonly Lazy<Tokenizer?> _tokenizer;

    private LocalModel(ImportedModel imported, BackendSettings settings)
    {
        Imported = imported;
        _settings = settings;
        _tokenizer = new Lazy<Tokenizer?>(() => HasTokenizer ? Tokenizer.Load(imported.Directory) : null);
    }

    public ImportedModel Imported { get; }

    public int Slots => _settings.MaxBatch;

    /// <exception cref="ForgeException">The model cannot be opened, or its key-value buffers cannot be held.</exception>
    public static LocalModel Open(BackendSettings settings) =>
        new(ModelCache.Open(settings.Model ?? throw new ForgeException("--model: expected a model"), settings.Precision, settings.Device), settings);

    private bool HasTokenizer => File.Exists(Path.Combine(Imported.Directory, "tokenizer.json")) || Directory.GetFiles(Imported.Directory, "*.gguf").Length == 1;

    /// <exception cref="ForgeException">The checkpoint came without one.</exception>
    public Tokenizer Tokenizer => _tokenizer.Value ?? throw new ForgeException($"{Imported.Name} has no tokenizer; give \"ids\" instead of text");

    public DecoderSession OpenSession(int slots) => new(Imported, new EngineSettings(_settings.Device, _settings.Threads, slots, _settings.ContextTokens, Spin: !Pipes.AnyStandardStream()));

    /// <summary>Ids that end a generation.</summary>
    public HashSet<int> EndIds()
    {
        var ids = Imported.Config.EndIds.ToHashSet();
        if (_tokenizer.Value is { } tokenizer)
            ids.UnionWith(EndTokens.Select(tokenizer.Id).OfType<int>().Where(tokenizer.IsSpecial));
        return ids;
    }

    /// <summary>Text of a token in a generation: nothing for control tokens.</summary>
    public ReadOnlySpan<byte> Bytes(int id) => _tokenizer.Value is { } tokenizer && !tokenizer.IsSpecial(id) ? tokenizer.Bytes(id) : default;

    /// <summary>Generated text up to <paramref name="stopAt"/> bytes.</summary>
    public string Text(IReadOnlyList<int> ids, int? stopAt)
    {
        if (_tokenizer.Value is not { } tokenizer) return "";
        var bytes = tokenizer.DecodeBytes(ids, skipSpecial: true);
        return Encoding.UTF8.GetString(bytes, 0, stopAt ?? bytes.Length);
    }

    /// <summary>The prompt's ids. Content of messages cannot forge control tokens unless the settings allow it.</summary>
    public int[] Encode(Prompt prompt)
    {
        if (prompt.Ids is { } ids) return Checked(ids);
        if (prompt.Raw is { } raw) return Tokenizer.Encode(raw, addSpecial: true);
        throw NoChat();
    }

    /// <summary>The prompt as the model sees it; ids as they stand, split by spaces.</summary>
    public string Render(Prompt prompt) => prompt.Messages is null ? prompt.Raw ?? string.Join(' ', prompt.Ids!) : throw NoChat();

    private ForgeException NoChat() => new($"{Imported.Name}: messages need a chat format");

    private int[] Checked(IReadOnlyList<int> ids)
    {
        var vocabulary = Imported.Config.Vocabulary;
        foreach (var id in ids)
            if ((uint)id >= (uint)vocabulary)
                throw new ForgeException($"token id {id} is not in the vocabulary of {vocabulary}");
        return [.. ids];
    }
}
