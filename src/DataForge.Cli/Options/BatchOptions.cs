using DataForge.Core;
using DataForge.Runner;

namespace DataForge.Cli;

/// <summary>Whether requests go into batches, and whose.</summary>
public static class BatchOptions
{
    public static readonly ChoiceOpt Batch = new("batch", null, ["submit", "collect", "run"], "Requests go into batches: send them, take their replies in, or both.") { ChangesOutput = false };
    public static readonly ChoiceOpt Api = new("batch-api", "openai", ["openai", "anthropic", "vllm"], "With --batch: whose interface; vllm writes files for run-batch.") { ChangesOutput = false };
    public static readonly SecondsOpt Wait = new("batch-wait", 0, 0, 864000, "With --batch collect: longest wait for batches; run waits 10 days.") { ChangesOutput = false };

    public static IReadOnlyList<Opt> All { get; } = [Batch, Api, Wait];

    /// <summary>Null where the model is asked at once, or the tool has no such option.</summary>
    internal static BatchStep? Step(Parsed parsed) => parsed.GetOrDefault(Batch) switch { "submit" => BatchStep.Submit, "collect" => BatchStep.Collect, "run" => BatchStep.Run, _ => null };

    internal static TimeSpan Patience(Parsed parsed, BatchStep? step) => step == BatchStep.Run && parsed.SourceOf(Wait) == SettingSource.Default ? TimeSpan.FromDays(10) : parsed.GetOrDefault(Wait);

    /// <exception cref="ForgeException">Options that do not go together.</exception>
    internal static BatchApi? Read(Parsed parsed)
    {
        if (Step(parsed) is null)
        {
            if (parsed.GetOrDefault(Batch) is null && All.Skip(1).FirstOrDefault(parsed.IsGiven) is { } alone) throw new ForgeException($"--{alone.Name}: goes with --batch");
            return null;
        }

        BatchApi api = parsed.Get(Api) switch { "anthropic" => BatchApi.Anthropic, "vllm" => BatchApi.Vllm, _ => BatchApi.OpenAi };
        if (parsed.Get(BackendOptions.Model) is null) throw new ForgeException("--batch: expected --model NAME, as the service calls it");
        foreach (var option in new Opt[] { BackendOptions.Record, BackendOptions.Replay, BackendOptions.Fallback })
            if (parsed.IsGiven(option)) throw new ForgeException($"--{option.Name}: goes without --batch");
        if (api == BatchApi.Vllm && parsed.IsGiven(BackendOptions.Endpoint)) throw new ForgeException("--endpoint: goes without --batch-api vllm, whose files are answered by vllm run-batch");
        foreach (var option in new Opt[] { BackendOptions.ChatTemplate, BackendOptions.TemplateArgs })
            if (api == BatchApi.Anthropic && parsed.IsGiven(option)) throw new ForgeException($"--{option.Name}: goes without --batch-api anthropic, whose service has no such parameter");
        return api;
    }
}
