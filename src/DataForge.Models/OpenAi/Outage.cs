using System.Globalization;
using DataForge.Core;

namespace DataForge.Models.OpenAi;

/// <summary>Tells one failing request from a server that is gone, over all requests of a run. Safe for several threads.</summary>
/// <remarks>
/// While an outage lasts, requests wait beyond their own tries, so that a restart of the server loses no row; one that lasts longer than the
/// patience stops the run. Any answer, a refusal too, ends it.
/// </remarks>
internal sealed class Outage(TimeSpan patience, TimeProvider time)
{
    /// <summary>Tries that must fail in a row before it counts as an outage.</summary>
    internal const int LeastFailures = 10;

    private readonly Lock _gate = new();
    private int _failures;
    private long _since;

    /// <summary>True after <see cref="LeastFailures"/> tries without an answer.</summary>
    public bool Lasts => Volatile.Read(ref _failures) >= LeastFailures;

    public void Answered()
    {
        if (Volatile.Read(ref _failures) == 0) return;
        lock (_gate) _failures = 0;
    }

    /// <exception cref="EndpointException">Nothing was answered for longer than the patience; fatal.</exception>
    public void Failed(EndpointException last)
    {
        lock (_gate)
        {
            if (_failures++ == 0) _since = time.GetTimestamp();
            var lasted = time.GetElapsedTime(_since);
            if (_failures == LeastFailures && lasted < patience)
                Notices.Tell($"the server has answered nothing in {_failures} tries, the last with: {last.Message}; it is tried again for up to {Durations.Text(patience)}");
            if (_failures < LeastFailures || lasted < patience) return;
            var seconds = lasted.TotalSeconds.ToString("0", CultureInfo.InvariantCulture);
            throw new EndpointException($"nothing was answered for {seconds} s: {_failures} tries failed in a row (--patience), the last with: {last.Message}", EndpointFault.Fatal, last.Status, inner: last);
        }
    }
}
