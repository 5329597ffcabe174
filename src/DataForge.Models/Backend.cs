using DataForge.Core;
using DataForge.Models.Engine;
using DataForge.Models.OpenAi;
using DataForge.Models.Recording;
using DataForge.Models.Scoring;

namespace DataForge.Models;

/// <summary>Opens the model that the settings name, wherever it runs.</summary>
public static class Backend
{
    /// <summary>A model that writes.</summary>
    /// <exception cref="ForgeException">The model or the server cannot be used.</exception>
    public static async Task<IGenerator> OpenGenerator(BackendSettings settings, CancellationToken cancel)
    {
        if (settings.Batch is { } api) return Batches.BatchModel.Open(settings, api);
        if (settings.Recording is null) return await Generator(settings, cancel);
        var recorded = new RecordedGenerator(settings, () => Generator(settings, cancel));
        await recorded.Prepare();
        return recorded;
    }

    private static async Task<IGenerator> Generator(BackendSettings settings, CancellationToken cancel) =>
        settings.Endpoint is not null ? await OpenAiGenerator.Open(settings, cancel) : await Task.Run(() => new OnnxGenerator(settings, cancel), cancel);

    /// <summary>A reward model.</summary>
    /// <param name="fold">How a process reward model's steps become one score.</param>
    /// <exception cref="ForgeException">As above, or the model has no reward head.</exception>
    public static async Task<IScorer> OpenScorer(BackendSettings settings, StepAggregation fold, CancellationToken cancel)
    {
        if (settings.Recording is null) return await Scorer(settings, fold, cancel);
        var recorded = new RecordedScorer(settings, fold, () => Scorer(settings, fold, cancel));
        await recorded.Prepare();
        return recorded;
    }

    private static async Task<IScorer> Scorer(BackendSettings settings, StepAggregation fold, CancellationToken cancel) =>
        settings.Endpoint is not null ? await OpenAiScorer.Open(settings, cancel) : await Task.Run(() => new OnnxScorer(settings, fold, cancel), cancel);

    /// <summary>A language model asked for probabilities.</summary>
    /// <exception cref="ForgeException">The model or the server cannot be used, or the server gives none.</exception>
    public static async Task<ILogProbScorer> OpenLogProbScorer(BackendSettings settings, CancellationToken cancel)
    {
        if (settings.Recording is null) return await LogProbScorer(settings, cancel);
        var recorded = new RecordedLogProbScorer(settings, () => LogProbScorer(settings, cancel));
        await recorded.Prepare();
        return recorded;
    }

    private static async Task<ILogProbScorer> LogProbScorer(BackendSettings settings, CancellationToken cancel) =>
        settings.Endpoint is not null ? await OpenAiLogProbScorer.Open(settings, cancel) : await Task.Run(() => new OnnxLogProbScorer(settings, cancel), cancel);
}
