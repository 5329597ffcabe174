using DataForge.Core;

namespace DataForge.Models.Engine;

/// <summary>Probabilities from a model in this process; requests run one after the other, each with all cores.</summary>
internal sealed class OnnxLogProbScorer : ILogProbScorer
{
    private const int Slots = 2;

    private readonly LocalModel _model;
    private readonly DecoderSession _session;
    private readonly LogProbabilities _logProbabilities;
    private readonly SemaphoreSlim _turn = new(1);

    /// <exception cref="ForgeException">The model cannot be opened, or is a scorer.</exception>
    public OnnxLogProbScorer(BackendSettings settings, CancellationToken cancel)
    {
        _model = LocalModel.Open(settings, cancel);
        if (_model.Imported.Config.Task != Import.ModelTask.Generate) throw new ForgeException($"{_model.Imported.Name} is a scorer ({_model.Imported.Config.Architecture}); it has no token probabilities");
        _session = _model.OpenSession(Slots, cancel);
        _logProbabilities = new LogProbabilities(_session);
    }

    public string Model => _model.Imported.Name;

    public string Revision => _model.Imported.Revision;

    public int InFlight => 2;

    public async Task<IReadOnlyList<LogProbs>> Score(LogProbRequest request, CancellationToken cancel)
    {
        var prompt = _model.Encode(request.Prompt);
        var completions = request.Completions.Select(c => _model.Tokenizer.Encode(c, addSpecial: false)).ToArray();
        var longest = prompt.Length + completions.Max(c => c.Length);
        if (prompt.Length == 0 || completions.Any(c => c.Length == 0)) return Failed("a prompt and a completion of at least one token are needed");
        if (longest > _session.KvCache.Limit) return Failed($"prompt and completion have {longest} tokens; the context holds {_session.KvCache.Limit}");
        await _turn.WaitAsync(cancel);
        try
        {
            double[][] results = [];
            await Task.Run(() => _session.Interruptible(() => results = _logProbabilities.Of(prompt, completions), cancel), cancel);
            return [.. results.Select(r => new LogProbs(r, prompt.Length))];
        }
        finally
        {
            _turn.Release();
        }

        LogProbs[] Failed(string why) => [.. request.Completions.Select(_ => new LogProbs([], prompt.Length, why))];
    }

    public ValueTask DisposeAsync()
    {
        _session.Dispose();
        _turn.Dispose();
        return ValueTask.CompletedTask;
    }
}
