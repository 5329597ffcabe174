namespace DataForge.Core;

/// <summary>What is done with a folder of recorded calls.</summary>
public enum RecordingMode
{
    /// <summary>Every call is made, and kept there.</summary>
    Record,

    /// <summary>Every call is answered from there; no model is opened.</summary>
    Replay,

    /// <summary>Calls that are there are answered from there; others are made, and kept.</summary>
    ReplayOrCall,
}

/// <summary>Which model to open and within what bounds.</summary>
/// <param name="Model">Imported directory, anything <c>forge-model import</c> takes, or the name a server knows it by; null when the endpoint may choose.</param>
/// <param name="Endpoint">Base address of an OpenAI-compatible server; null runs the model in this process.</param>
/// <param name="Device"><c>cpu</c> or <c>cuda</c>.</param>
/// <param name="Precision"><c>fp32</c>, <c>int8</c>, <c>int4</c>, <c>fp16</c> or <c>bf16</c>; null keeps an imported model's own and imports as fp32, on CUDA as bf16.</param>
/// <param name="Threads">Threads of one model step; 0 takes all cores.</param>
/// <param name="MaxBatch">Sequences decoded together, which with <paramref name="ContextTokens"/> bounds the memory of the key-value buffers; 0 takes as many as the free memory holds.</param>
/// <param name="ContextTokens">Tokens a slot holds, prompt and generation together; 0 takes what the request needs up to the model's own limit.</param>
/// <param name="InFlight">Requests under way at a server.</param>
/// <param name="ApiKeyVariable">Name of the environment variable that holds the key; the key itself never stands on a command line.</param>
/// <param name="FirstByteTimeout">Longest wait for a server's first byte.</param>
/// <param name="IdleTimeout">Longest silence within a stream.</param>
/// <param name="Retries">Further tries after a failed one.</param>
/// <param name="Patience">Longest time in which a server answers nothing at all before the run stops.</param>
/// <param name="ChatTemplate">Jinja file in place of the model's own chat template.</param>
/// <param name="TemplateArguments">Further names for the chat template, as <c>enable_thinking</c>; a value that is JSON is taken as such.</param>
/// <param name="ContentSpecialTokens">True reads <c>&lt;|im_end|&gt;</c> and the like inside a message as control tokens; false (default) as plain text, so that data cannot forge a turn.</param>
/// <param name="PrefixCacheBytes">Most memory for keys and values that are kept for later prompts and continuations; 0 keeps none.</param>
public sealed record BackendSettings(
    string? Model,
    Uri? Endpoint = null,
    string Device = "cpu",
    string? Precision = null,
    int Threads = 0,
    int MaxBatch = 32,
    int ContextTokens = 0,
    int InFlight = 32,
    string ApiKeyVariable = "OPENAI_API_KEY",
    TimeSpan? FirstByteTimeout = null,
    TimeSpan? IdleTimeout = null,
    int Retries = 4,
    TimeSpan? Patience = null,
    bool ContentSpecialTokens = false,
    string? ChatTemplate = null,
    IReadOnlyDictionary<string, string>? TemplateArguments = null,
    long PrefixCacheBytes = BackendSettings.DefaultPrefixCacheBytes)
{
    /// <summary>Holds ten prefixes of 900 tokens of a model of 1.5 billion parameters.</summary>
    public const long DefaultPrefixCacheBytes = 512L << 20;

    /// <summary>Which of several cards, from 0.</summary>
    public int DeviceId { get; init; }

    /// <summary>Further servers of the same model, asked in turn while the ones before fail.</summary>
    public IReadOnlyList<Uri> Fallbacks { get; init; } = [];

    /// <summary>The service whose batches take the requests; null asks at once.</summary>
    public BatchApi? Batch { get; init; }

    /// <summary>Folder of recorded calls; null where none are recorded or replayed.</summary>
    public string? Recording { get; init; }

    public RecordingMode RecordingMode { get; init; }
}
