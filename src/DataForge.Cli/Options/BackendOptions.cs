using DataForge.Core;

namespace DataForge.Cli;

/// <summary>Which model, where, and within what bounds.</summary>
public static class BackendOptions
{
    public static readonly TextOpt Model = new("model", null, "MODEL", "Imported directory, Hugging Face directory, .gguf, or a server's name.");
    public static readonly AddressOpt Endpoint = new("endpoint", "OpenAI-compatible server, as http://localhost:8000/v1.");
    public static readonly ListOpt Fallback = new("fallback", [], "URL", "Further server of the same model, while those before fail; same key.", commas: false) { ChangesOutput = false };
    public static readonly ChoiceOpt Device = new("device", "cpu", ["cpu", "cuda"], "Where an in-process model runs.");
    public static readonly IntOpt DeviceId = new("device-id", 0, 0, 1023, "cards, from 0", "Which card of --device cuda; several cards take several processes.") { ChangesOutput = false };
    public static readonly ChoiceOpt Precision = new("precision", null, ["fp32", "int8", "int4", "fp16", "bf16"], "Weights of an in-process model; cuda takes fp16 and bf16.");
    public static readonly IntOpt Threads = new("threads", 0, 0, 1024, "threads (0 takes all cores)", "Threads of one model step; output does not depend on it.") { ChangesOutput = false };
    public static readonly IntOpt MaxBatch = new("max-batch", 32, 0, 1024, "sequences (0: as many as free memory holds)", "Sequences decoded together; bounds memory.") { ChangesOutput = false };
    public static readonly IntOpt Context = new("context", 0, 0, 1 << 20, "tokens (0 takes what requests need)", "Tokens a sequence may hold, prompt and all.");
    public static readonly IntOpt PrefixCache = new("prefix-cache", 512, 0, 1 << 20, "MiB", "Memory for prompt prefixes and contexts read before; 0 keeps none.") { ChangesOutput = false };
    public static readonly IntOpt InFlight = new("in-flight", 32, 1, 4096, "requests", "Requests under way at a server.") { ChangesOutput = false };
    public static readonly TextOpt ApiKeyVariable = new("api-key-env", "OPENAI_API_KEY", "VAR", "Environment variable that holds the server's key.") { ChangesOutput = false };
    public static readonly SecondsOpt FirstByteTimeout = new("first-byte-timeout", 600, 0.05, 86400, "Longest wait for a server's first byte.") { ChangesOutput = false };
    public static readonly SecondsOpt IdleTimeout = new("idle-timeout", 120, 0.05, 86400, "Longest silence within a server's stream.") { ChangesOutput = false };
    public static readonly IntOpt Retries = new("retries", 4, 0, 100, "tries", "Further tries after a failed request.") { ChangesOutput = false };
    public static readonly SecondsOpt Patience = new("patience", 300, 1, 86400, "Longest time a server may answer nothing at all before the run stops.") { ChangesOutput = false };
    public static readonly FileOpt ChatTemplate = new("chat-template", null, "Jinja file in place of the model's own chat template.");
    public static readonly ListOpt TemplateArgs = new("template-arg", [], "NAME=VALUE", "Name for the chat template, as enable_thinking=false.", commas: false);
    public static readonly FlagOpt ContentSpecialTokens = new("content-special-tokens", "Control tokens inside messages are obeyed (data can forge turns).");

    public static readonly FileOpt Record = new("record", null, "Folder where every call of the model and its reply are kept.", "DIR") { ChangesOutput = false };
    public static readonly FileOpt Replay = new("replay", null, "Folder of recorded calls: replies come from there, no model is opened.", "DIR") { ChangesOutput = false };
    public static readonly FlagOpt ReplayOrCall = new("replay-or-call", "With --replay: calls that are not there are made, and kept there.") { ChangesOutput = false };

    /// <summary>Options of an in-process model.</summary>
    public static IReadOnlyList<Opt> Local { get; } = [Device, DeviceId, Precision, Threads, MaxBatch, Context, PrefixCache];

    public static IReadOnlyList<Opt> All { get; } =
        [Model, Endpoint, Fallback, .. Local, InFlight, ApiKeyVariable, FirstByteTimeout, IdleTimeout, Retries, Patience, ChatTemplate, TemplateArgs, ContentSpecialTokens, Record, Replay, ReplayOrCall];

    /// <exception cref="ForgeException">Neither a model nor an endpoint, an endpoint that is no http address, or a key variable that is named and not set.</exception>
    public static BackendSettings Read(Parsed parsed)
    {
        if (parsed.Get(Record) is not null && parsed.Get(Replay) is not null) throw new ForgeException("--record: goes without --replay; --replay DIR --replay-or-call adds what is missing");
        if (parsed.Get(ReplayOrCall) && parsed.Get(Replay) is null) throw new ForgeException("--replay-or-call: goes with --replay DIR");
        var endpoint = parsed.Get(Endpoint);
        var address = endpoint is null ? null : Address(Endpoint.Name, endpoint);
        if (endpoint is null && parsed.Get(Fallback).Count > 0) throw new ForgeException("--fallback: goes with --endpoint");
        var batch = BatchOptions.Read(parsed);
        if (endpoint is null && parsed.Get(Model) is null)
            throw new ForgeException("--model: expected a model (an imported directory, a Hugging Face directory or a .gguf), or --endpoint URL");
        var variable = batch == BatchApi.Anthropic && parsed.SourceOf(ApiKeyVariable) == SettingSource.Default ? "ANTHROPIC_API_KEY" : parsed.Get(ApiKeyVariable)!;
        if (endpoint is not null && parsed.Get(Replay) is null && parsed.SourceOf(ApiKeyVariable) != SettingSource.Default && string.IsNullOrWhiteSpace(Environment.GetEnvironmentVariable(variable)))
            throw new ForgeException($"--api-key-env: the environment variable {variable} is not set; set it, or leave the option out for a server without a key");
        return new BackendSettings(
            parsed.Get(Model), address, parsed.Get(Device)!, parsed.Get(Precision), parsed.Get(Threads), parsed.Get(MaxBatch), parsed.Get(Context), parsed.Get(InFlight),
            variable, parsed.Get(FirstByteTimeout), parsed.Get(IdleTimeout), parsed.Get(Retries), parsed.Get(Patience), parsed.Get(ContentSpecialTokens),
            parsed.Get(ChatTemplate), Arguments(parsed.Get(TemplateArgs)), (long)parsed.Get(PrefixCache) << 20)
        {
            Batch = batch,
            DeviceId = ReadDeviceId(parsed),
            Fallbacks = [.. parsed.Get(Fallback).Select(f => Address(Fallback.Name, f))],
            Recording = parsed.Get(Record) ?? parsed.Get(Replay),
            RecordingMode = parsed.Get(Record) is not null ? RecordingMode.Record : parsed.Get(ReplayOrCall) ? RecordingMode.ReplayOrCall : RecordingMode.Replay,
        };
    }

    /// <summary>The card that the options name, from 0.</summary>
    /// <exception cref="ForgeException">A card without --device cuda.</exception>
    public static int ReadDeviceId(Parsed parsed, ChoiceOpt? device = null) => parsed.GetOrDefault(DeviceId) is var card && card > 0 && parsed.Get(device ?? Device) != "cuda"
        ? throw new ForgeException($"--device-id {card}: goes with --device cuda")
        : card;

    private static Uri Address(string option, string given) => Uri.TryCreate(given, UriKind.Absolute, out var address) && address.Scheme is "http" or "https" ? address
        : throw new ForgeException($"--{option}: expected an http:// or https:// address, as http://127.0.0.1:8000/v1 (what was given is not shown: it may hold a key)");

    private static Dictionary<string, string>? Arguments(IReadOnlyList<string> given)
    {
        if (given.Count == 0) return null;
        var arguments = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var argument in given)
        {
            var at = argument.IndexOf('=', StringComparison.Ordinal);
            if (at <= 0) throw new ForgeException($"--template-arg: expected NAME=VALUE, found \"{argument}\"");
            arguments[argument[..at]] = argument[(at + 1)..];
        }

        return arguments;
    }
}
