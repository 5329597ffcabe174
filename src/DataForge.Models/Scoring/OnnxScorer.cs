using DataForge.Core;
using DataForge.Models.Engine;
using DataForge.Models.Import;

namespace DataForge.Models.Scoring;

/// <summary>A reward model in this process. Requests run one after the other, each with all cores.</summary>
/// <remarks>
/// The text is the conversation (system, problem, solution) in the model's own chat format, as the model cards of Qwen2.5-Math-RM and -PRM do it.
/// A reward model or classifier is read at the last token: its score, or with several labels the logit of the last label.
/// A process reward model's steps are the solution's paragraphs, or what its separators (<c>&lt;extra_0&gt;</c>) cut it into already, each closed by the separator token, the last one too; a step's score is the probability of the last label
/// at its separator, as the card of Qwen2.5-Math-PRM computes it. <see cref="StepAggregation"/> makes one score of them.
/// </remarks>
internal sealed class OnnxScorer : IScorer
{
    private const int Slots = 2;

    private readonly LocalModel _model;
    private readonly DecoderSession _session;
    private readonly ScoreReader _reader;
    private readonly StepText? _steps;
    private readonly StepAggregation _fold;
    private readonly SemaphoreSlim _turn = new(1);

    /// <exception cref="ForgeException">The model cannot be opened, or has no reward head.</exception>
    public OnnxScorer(BackendSettings settings, StepAggregation fold, CancellationToken cancel)
    {
        _fold = fold;
        _model = LocalModel.Open(settings, cancel);
        var config = _model.Imported.Config;
        if (config.Task == ModelTask.Generate) throw new ForgeException($"{_model.Imported.Name} ({config.Architecture}) has no reward head; score with --method yes-no or logprob");
        _steps = config.Task == ModelTask.ProcessReward ? new StepText(_model) : null;
        _session = _model.OpenSession(Slots, cancel);
        _reader = new ScoreReader(_session);
    }

    public string Model => _model.Imported.Name;

    public string Revision => _model.Imported.Revision;

    public int InFlight => 2;

    public ScoreActivation Activation => _steps is null ? ScoreActivation.None : ScoreActivation.Softmax;

    public async Task<Score> Score(ScoreRequest request, CancellationToken cancel)
    {
        var (ids, positions) = Read(request);
        if (ids.Length > _session.KvCache.Limit) return new Score(null, ids.Length, $"the conversation has {ids.Length} tokens; the context holds {_session.KvCache.Limit}");
        if (positions.Length == 0) return new Score(null, ids.Length, "the solution has no steps");
        await _turn.WaitAsync(cancel);
        float[][] outputs = [];
        try
        {
            await Task.Run(() => _session.Interruptible(() => outputs = _reader.At(ids, positions), cancel), cancel);
        }
        finally
        {
            _turn.Release();
        }

        var scores = outputs.Select(o => (double)o[^1]).ToArray();
        if (!scores.All(double.IsFinite)) return new Score(null, ids.Length, "the model's score is not finite");
        return _steps is null ? new Score(scores[0], ids.Length) : new Score(_fold.Of(scores), ids.Length, Steps: scores);
    }

    public ValueTask DisposeAsync()
    {
        _session.Dispose();
        _turn.Dispose();
        return ValueTask.CompletedTask;
    }

    private (int[] Ids, int[] Positions) Read(ScoreRequest request)
    {
        if (_steps is not null) return _steps.Read(request);
        var ids = _model.Encode(Conversation(request, request.Solution), addGenerationPrompt: false);
        return (ids, [ids.Length - 1]);
    }

    internal static Message[] Conversation(ScoreRequest request, string solution) =>
        request.System is { } system ? [new("system", system), new("user", request.Problem), new("assistant", solution)] : [new("user", request.Problem), new("assistant", solution)];
}
