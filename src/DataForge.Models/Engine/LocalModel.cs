using System.Text;

using DataForge.Core;
using DataForge.Models.Chat;
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
    private readonly Lazy<ChatFormat> _chat;

    private LocalModel(ImportedModel imported, BackendSettings settings)
    {
        Imported = imported;
        _settings = settings;
        _tokenizer = new Lazy<Tokenizer?>(() => HasTokenizer ? Guarded(() => Fitting(Tokenizer.Load(imported.Directory))) : null);
        _chat = new Lazy<ChatFormat>(() => Guarded(() => ChatFormat.Load(imported.Directory, settings.ChatTemplate, settings.TemplateArguments)));
    }

    public ImportedModel Imported { get; }

    public int Slots => _settings.MaxBatch;

    /// <exception cref="ForgeException">The model cannot be opened, or its key-value buffers cannot be held.</exception>
    public static LocalModel Open(BackendSettings settings, CancellationToken cancel) =>
        new(ModelCache.Open(settings.Model ?? throw new ForgeException("--model: expected a model"), settings.Precision, settings.Device, cancel), settings);

    private bool HasTokenizer => Has("tokenizer.json") || (Has("vocab.json") && Has("merges.txt")) || Directory.GetFiles(Imported.Directory, "*.gguf").Length == 1;

    private bool Has(string name) => File.Exists(Path.Combine(Imported.Directory, name));

    private T Guarded<T>(Func<T> read)
    {
        try
        {
            return read();
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new ForgeException($"{Imported.Directory}: cannot be read: {e.Message}", e);
        }
    }

    /// <summary>Every ordinary token must have a row in the embedding table; an added one may lie beyond it as long as no text holds it.</summary>
    private Tokenizer Fitting(Tokenizer tokenizer)
    {
        var (rows, added) = (Imported.Config.Vocabulary, tokenizer.AddedTokens.Select(t => t.Id).ToHashSet());
        for (var id = rows; id < tokenizer.VocabularySize; id++)
            if (!added.Contains(id) && !tokenizer.Bytes(id).IsEmpty)
                throw new ForgeException($"{Imported.Name}: the tokenizer has the token id {id}, the model {rows} embedding rows: they do not belong together");
        return tokenizer;
    }

    /// <exception cref="ForgeException">The checkpoint came without one.</exception>
    public Tokenizer Tokenizer => _tokenizer.Value ?? throw new ForgeException($"{Imported.Name} has no tokenizer; give \"ids\" instead of text");

    /// <param name="cancel">Ends the loading.</param>
    public DecoderSession OpenSession(int slots, CancellationToken cancel) =>
        new(Imported, new EngineSettings(_settings.Device, _settings.Threads, slots, _settings.ContextTokens, Spin: !Pipes.AnyStandardStream(), KeptBytes: _settings.PrefixCacheBytes, DeviceId: _settings.DeviceId), cancel: cancel);

    /// <summary>Ids that end a generation.</summary>
    public HashSet<int> EndIds()
    {
        var ids = Imported.Config.EndIds.ToHashSet();
        if (_tokenizer.Value is { } tokenizer)
            ids.UnionWith(((string?[])[.. EndTokens, ChatFormat.EndToken(Imported.Directory)]).OfType<string>().Select(tokenizer.Id).OfType<int>().Where(tokenizer.IsSpecial));
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

    public Generation Generation(Sample sample, int inputTokens) =>
        new(sample.Rollout, Text(sample.Ids, sample.StopAt), sample.Ids, sample.Finish, inputTokens, sample.Ids.Length, Error: sample.Error, CachedTokens: sample.CachedTokens);

    /// <summary>The generated tokens whose text lies before the stop string, and the text between them and it.</summary>
    public (int[] Ids, string Tail) Retained(int[] ids, int? stopAt)
    {
        if (stopAt is not { } end) return (ids, "");
        var (count, bytes) = (0, 0);
        while (count < ids.Length && bytes + Bytes(ids[count]).Length <= end) bytes += Bytes(ids[count++]).Length;
        return (ids[..count], bytes == end ? "" : Encoding.UTF8.GetString(Bytes(ids[count])[..(end - bytes)]));
    }

    /// <summary>The prompt's ids. Content of messages cannot forge control tokens unless the settings allow it.</summary>
    /// <exception cref="ForgeException">No tokenizer or no known chat format, or an id outside the vocabulary.</exception>
    public int[] Encode(Prompt prompt) => prompt switch
    {
        { Ids: { } ids } => Checked(ids),
        { Raw: { } raw } => Checked(Tokenizer.Encode(raw, addSpecial: true)),
        _ => Encode(prompt.Messages!, addGenerationPrompt: true),
    };

    /// <summary>A conversation's ids, in the model's own chat format.</summary>
    public int[] Encode(IReadOnlyList<Message> messages, bool addGenerationPrompt) => Checked(_chat.Value.Encode(Tokenizer, messages, addGenerationPrompt, _settings.ContentSpecialTokens));

    /// <summary>The prompt as the model sees it; ids as they stand, split by spaces.</summary>
    public string Render(Prompt prompt) => prompt switch
    {
        { Raw: { } raw } => raw,
        { Ids: { } ids } => string.Join(' ', ids),
        _ => _chat.Value.Render(prompt.Messages!, addGenerationPrompt: true),
    };

    private int[] Checked(IReadOnlyList<int> ids)
    {
        var vocabulary = Imported.Config.Vocabulary;
        foreach (var id in ids)
            if ((uint)id >= (uint)vocabulary)
                throw new ForgeException($"token id {id} is not in the vocabulary of {vocabulary}");
        return ids as int[] ?? [.. ids];
    }
}
