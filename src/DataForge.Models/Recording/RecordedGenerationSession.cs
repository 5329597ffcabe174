using System.Collections.Concurrent;
using System.Runtime.CompilerServices;
using DataForge.Core;

namespace DataForge.Models.Recording;

/// <summary>Samples that go on turn by turn, recorded or replayed: each turn by the turns before it.</summary>
/// <remarks>Where a turn is missing in the recording and the model may be asked, its session takes over the turns that were replayed.</remarks>
internal sealed class RecordedGenerationSession(RecordedGenerator model, string key, Prompt prompt, SamplingParameters sampling, bool continues) : IGenerationSession
{
    private readonly ConcurrentDictionary<int, IReadOnlyList<KnownTurn>> _turns = []; // several samples may go on at a time
    private readonly ConcurrentDictionary<int, int> _innerKnows = []; // turns of a sample that the model's own session has
    private readonly Lock _gate = new();
    private Task<IGenerationSession>? _inner;

    public async IAsyncEnumerable<Generation> Draw(int firstRollout, int samples, [EnumeratorCancellation] CancellationToken cancel)
    {
        Generation?[] known = [.. Enumerable.Range(firstRollout, samples).Select(Find)];
        foreach (var turn in known.OfType<Generation>()) yield return turn;
        foreach (var (first, count) in Gaps.Of(known)) // each in one request, so that the prompt is read once
            await foreach (var drawn in (await Inner()).Draw(firstRollout + first, count, cancel))
            {
                model.AddTurn(Asked(drawn.Rollout, [], null, false, sampling), drawn);
                _innerKnows[drawn.Rollout] = 1;
                _turns[drawn.Rollout] = [new KnownTurn(null, false, drawn)];
                yield return drawn;
            }
    }

    /// <summary>The first turn of a sample where it is recorded.</summary>
    private Generation? Find(int rollout)
    {
        if (model.FindTurn(Asked(rollout, [], null, false, sampling), rollout) is not { } known) return null;
        _turns[rollout] = [new KnownTurn(null, false, known)];
        return known;
    }

    public async Task<Generation> Continue(int rollout, string added, int? maxTokens, CancellationToken cancel, bool trimmed = false)
    {
        if (!_turns.TryGetValue(rollout, out var before)) throw new ArgumentException("no such sample in this session", nameof(rollout));
        var request = Asked(rollout, before, added, trimmed, sampling with { MaxTokens = maxTokens ?? sampling.MaxTokens });
        var generation = model.FindTurn(request, rollout);
        if (generation is null)
        {
            var inner = await Inner();
            if (_innerKnows.GetValueOrDefault(rollout) != before.Count) inner.Restore(rollout, before);
            generation = await inner.Continue(rollout, added, maxTokens, cancel, trimmed);
            _innerKnows[rollout] = before.Count + 1;
            model.AddTurn(request, generation);
        }

        _turns[rollout] = [.. before, new KnownTurn(added, trimmed, generation)];
        return generation;
    }

    public void Restore(int rollout, IReadOnlyList<KnownTurn> turns)
    {
        _turns[rollout] = [.. turns];
        _innerKnows.TryRemove(rollout, out _);
    }

    private byte[] Asked(int rollout, IReadOnlyList<KnownTurn> before, string? added, bool trimmed, SamplingParameters with) => model.AskedTurn(key, prompt, with, rollout, before, added, trimmed);

    private Task<IGenerationSession> Inner()
    {
        lock (_gate) return _inner ??= Begin();
    }

    private async Task<IGenerationSession> Begin() => (await model.Inner()).Begin(key, prompt, sampling, continues);

    public async ValueTask DisposeAsync()
    {
        if (_inner is { IsCompletedSuccessfully: true } inner) await (await inner).DisposeAsync();
    }
}
