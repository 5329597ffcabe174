namespace DataForge.Models.OpenAi;

/// <summary>How many requests a server is given at a time: one more after as many good answers as are under way, half as many where it says that it has too much to do; never more than the ceiling. Safe for several threads.</summary>
/// <remarks>Additive increase and multiplicative decrease (Chiu and Jain 1989), beginning at the ceiling. Requests that were sent together and refused together count as one refusal: after a cut there is none for a second.</remarks>
internal sealed class AdaptiveSlots(int ceiling, TimeProvider time) : IDisposable
{
    private static readonly TimeSpan BetweenCuts = TimeSpan.FromSeconds(1);

    private readonly int _ceiling = ceiling;
    private readonly SemaphoreSlim _free = new(ceiling);
    private readonly Lock _gate = new();
    private int _limit = ceiling;
    private int _owed; // slots that are taken away once they are given back
    private int _good;
    private long? _cut;

    /// <summary>Requests that may be under way now.</summary>
    public int Limit => Volatile.Read(ref _limit);

    public Task Take(CancellationToken cancel) => _free.WaitAsync(cancel);

    public void GiveBack()
    {
        lock (_gate)
        {
            if (_owed > 0) _owed--;
            else _free.Release();
        }
    }

    /// <summary>A request was answered.</summary>
    public void Answered()
    {
        if (Limit == _ceiling) return;
        lock (_gate)
        {
            if (_limit == _ceiling || ++_good < _limit) return;
            _good = 0;
            _limit++;
            if (_owed > 0) _owed--;
            else _free.Release();
        }
    }

    /// <summary>The server said that it has too much to do.</summary>
    public void Overloaded()
    {
        lock (_gate)
        {
            if (_cut is { } last && time.GetElapsedTime(last) < BetweenCuts) return;
            _cut = time.GetTimestamp();
            _good = 0;
            _owed += _limit - Math.Max(1, _limit / 2);
            _limit = Math.Max(1, _limit / 2);
            while (_owed > 0 && _free.Wait(0)) _owed--;
        }
    }

    public void Dispose() => _free.Dispose();
}
