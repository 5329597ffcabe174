using System.Diagnostics;

namespace DataForge.Models.Engine;

/// <summary>Measures how fast a device reads and writes its memory, by copies within it.</summary>
internal static class CopyBandwidth
{
    private const long MostBytes = 1L << 30;
    private const int Copies = 10, Passes = 3;

    /// <returns>Bytes read and written a second, best of three passes of ten copies.</returns>
    public static double Measure(SlotMemory memory)
    {
        var bytes = Math.Min(MostBytes, memory.Capacity / 8);
        var (from, to) = (memory.Allocate(bytes), memory.Allocate(bytes));
        var best = 0.0;
        for (var pass = -1; pass < Passes; pass++) // the first warms up
        {
            var start = Stopwatch.GetTimestamp();
            for (var i = 0; i < Copies; i++) memory.Copy(to, bytes, from, bytes, bytes, 1);
            memory.Finish();
            if (pass >= 0) best = Math.Max(best, 2.0 * bytes * Copies / Stopwatch.GetElapsedTime(start).TotalSeconds);
        }

        memory.Free(from);
        memory.Free(to);
        return best;
    }
}
