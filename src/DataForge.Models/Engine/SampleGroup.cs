using DataForge.Core;

namespace DataForge.Models.Engine;

/// <summary>A request under way: its samples share one reading of the prompt.</summary>
internal sealed class SampleGroup(SampleRequest request, CancellationToken cancel)
{
    private readonly TaskCompletionSource<IReadOnlyList<Sample>> _done = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly Sample?[] _samples = new Sample?[request.Rollouts];
    private readonly CounterRandom _random = CounterRandom.For(request.Sampling.Seed, "sample", request.Key);
    private int _begun;
    private int _open = request.Rollouts;

    public SampleRequest Request => request;

    public bool Cancelled => cancel.IsCancellationRequested;

    public Task<IReadOnlyList<Sample>> Done => _done.Task;

    /// <summary>Samples that have no slot yet.</summary>
    public int Waiting => request.Rollouts - _begun;

    /// <summary>Logits after the prompt, kept while samples are waiting; null before the prompt was read.</summary>
    public float[]? FirstLogits { get; set; }

    /// <summary>True once the prompt has been read.</summary>
    public bool Begun => _begun > 0;

    /// <summary>Tokens of the context that were not read anew.</summary>
    public int CachedTokens { get; set; }

    public Sequence Next(Func<int, ReadOnlyMemory<byte>> bytes)
    {
        var rollout = request.FirstRollout + _begun++;
        var random = _random.Fork((ulong)rollout);
        if (request.Continuation is { } after) random = random.Fork((ulong)after.Turn);
        return new Sequence(this, rollout, random, new StopScan(request.Sampling.Stop, bytes));
    }

    public void Finish(Sample sample)
    {
        request.Ended?.Invoke(sample);
        _samples[sample.Rollout - request.FirstRollout] = sample;
        if (--_open == 0) _done.TrySetResult(_samples!);
    }

    public void Cancel() => _done.TrySetCanceled(cancel);

    public void Fail(Exception why) => _done.TrySetException(why);
}
