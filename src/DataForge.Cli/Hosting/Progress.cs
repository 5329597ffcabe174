using System.Globalization;

namespace DataForge.Cli;

/// <summary>Progress on standard error: one line that is redrawn on a terminal, plain lines (at most one in ten seconds) elsewhere. Safe for several threads.</summary>
internal sealed class Progress : Core.IRunProgress
{
    private readonly string _tool;
    private readonly string _unit;
    private readonly Lazy<long?> _total;
    private readonly Func<double?>? _share;
    private readonly bool _quiet;
    private readonly bool _terminal = !Console.IsErrorRedirected;
    private readonly TimeProvider _time;
    private readonly long _begun;
    private readonly Lock _gate = new();
    private long _shown;
    private long _count;
    private int _width;

    /// <param name="share">How much is done, in [0, 1], where that is told by something else than the count.</param>
    public Progress(string tool, string unit, Func<long?>? total, bool quiet, TimeProvider time, Func<double?>? share = null)
    {
        _share = share;
        (_tool, _unit, _total, _quiet, _time) = (tool, unit, new Lazy<long?>(total ?? (() => null)), quiet, time);
        _begun = _shown = time.GetTimestamp();
    }

    public long Count => Interlocked.Read(ref _count);

    public TimeSpan Elapsed => _time.GetElapsedTime(_begun);

    /// <param name="note">Further figures for the line, asked for only when it is shown.</param>
    public void Add(long count = 1, Func<string>? note = null)
    {
        var now = Interlocked.Add(ref _count, count);
        if (_quiet || _time.GetElapsedTime(Interlocked.Read(ref _shown)) < TimeSpan.FromSeconds(_terminal ? 0.2 : 10)) return;
        lock (_gate)
        {
            if (_time.GetElapsedTime(_shown) < TimeSpan.FromSeconds(_terminal ? 0.2 : 10)) return;
            Interlocked.Exchange(ref _shown, _time.GetTimestamp());
            Show(now, note);
        }
    }

    private void Show(long now, Func<string>? note)
    {
        var seconds = Math.Max(Elapsed.TotalSeconds, 1e-9);
        var rate = now / seconds;
        var text = string.Create(CultureInfo.InvariantCulture, $"{_tool}: {now:N0}{(_total.Value is { } t ? $" of {t:N0}" : "")} {_unit}, {(rate >= 10 ? rate.ToString("N0", CultureInfo.InvariantCulture) : rate.ToString("0.##", CultureInfo.InvariantCulture))}/s");
        if (_share?.Invoke() is { } share)
        {
            text += string.Create(CultureInfo.InvariantCulture, $", {Math.Floor(100 * share):0} %");
            if (share is > 0 and < 1) text += $", ETA {Core.Durations.Text(TimeSpan.FromSeconds(seconds * (1 - share) / share))}";
        }

        if (_total.Value is { } total && rate > 0 && total > now) text += $", ETA {Core.Durations.Text(TimeSpan.FromSeconds((total - now) / rate))}";
        if (note is not null) text += ", " + note();
        if (_terminal)
        {
            Console.Error.Write("\r" + text.PadRight(_width));
            _width = text.Length;
        }
        else
        {
            Console.Error.WriteLine(text);
        }
    }

    /// <summary>Clears the redrawn line, so that what is said next stands alone.</summary>
    public void Dispose()
    {
        if (_terminal && _width > 0) Console.Error.Write("\r" + new string(' ', _width) + "\r");
        _width = 0;
    }
}
