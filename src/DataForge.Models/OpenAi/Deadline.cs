namespace DataForge.Models.OpenAi;

/// <summary>The wait for a reply's first event, and then for each further one. Only whole events count, so neither a trickle of bytes nor keep-alive comments hold a request open for ever.</summary>
internal sealed class Deadline : IDisposable
{
    private readonly CancellationTokenSource _either;
    private readonly CancellationToken _caller;
    private readonly TimeSpan _first;
    private readonly TimeSpan _idle;
    private bool _began;

    public Deadline(TimeSpan first, TimeSpan idle, CancellationToken cancel)
    {
        _first = first;
        _idle = idle;
        _caller = cancel;
        _either = CancellationTokenSource.CreateLinkedTokenSource(cancel);
        _either.CancelAfter(first);
    }

    public CancellationToken Token => _either.Token;

    public bool Expired => _either.IsCancellationRequested && !_caller.IsCancellationRequested;

    /// <summary>What ran out, for the error message.</summary>
    public string Complaint => _began ? $"the stream was silent for {_idle.TotalSeconds:0.###} s" : $"no reply within {_first.TotalSeconds:0.###} s";

    /// <summary>An event has come: the idle time begins anew.</summary>
    public void Beat()
    {
        _began = true;
        _either.CancelAfter(_idle);
    }

    public void Dispose() => _either.Dispose();
}
