using System.Text;

namespace DataForge.Models.Engine;

/// <summary>Looks for stop strings in a sample's bytes as they come, also across tokens.</summary>
internal sealed class StopScan
{
    private readonly byte[][] _stops;
    private readonly Func<int, ReadOnlyMemory<byte>> _bytes;
    private readonly int _reach;
    private readonly List<byte> _text = [];

    /// <param name="bytes">Text of a token.</param>
    public StopScan(IReadOnlyList<string> stops, Func<int, ReadOnlyMemory<byte>> bytes)
    {
        _stops = [.. stops.Where(s => s.Length > 0).Select(Encoding.UTF8.GetBytes)];
        _bytes = bytes;
        _reach = _stops.Length == 0 ? 0 : _stops.Max(s => s.Length) - 1;
    }

    /// <summary>Adds a token; returns the bytes before the earliest stop string once there is one.</summary>
    public int? Add(int token)
    {
        if (_stops.Length == 0) return null;
        var from = Math.Max(0, _text.Count - _reach);
        _text.AddRange(_bytes(token).Span);
        var fresh = System.Runtime.InteropServices.CollectionsMarshal.AsSpan(_text)[from..];
        int? earliest = null;
        foreach (var stop in _stops)
            if (fresh.IndexOf(stop) is >= 0 and var at && (earliest is null || from + at < earliest))
                earliest = from + at;
        return earliest;
    }
}
