using System.Diagnostics;
using System.Numerics;
using System.Runtime.InteropServices;

namespace DataForge.Models.Engine;

/// <summary>Measures how fast this machine reads main memory: the bound of decoding, which reads every weight once a step.</summary>
internal static class MemoryBandwidth
{
    /// <summary>Far beyond any cache.</summary>
    private const long BytesPerThread = 256L << 20;
    private const int Passes = 5;

    /// <returns>Bytes a second, best of five passes over 256 MiB a thread.</returns>
    public static double Measure(int threads)
    {
        var buffers = new nint[threads];
        for (var t = 0; t < threads; t++) buffers[t] = Filled();
        var best = 0.0;
        for (var pass = 0; pass < Passes; pass++)
        {
            var start = Stopwatch.GetTimestamp();
            Parallel.For(0, threads, new ParallelOptions { MaxDegreeOfParallelism = threads }, t => Read(buffers[t]));
            best = Math.Max(best, threads * BytesPerThread / Stopwatch.GetElapsedTime(start).TotalSeconds);
        }

        foreach (var buffer in buffers) Free(buffer);
        return best;
    }

    private static unsafe nint Filled()
    {
        var buffer = NativeMemory.AlignedAlloc((nuint)BytesPerThread, 64);
        new Span<byte>(buffer, (int)BytesPerThread).Fill(1);
        return (nint)buffer;
    }

    private static unsafe void Free(nint buffer) => NativeMemory.AlignedFree((void*)buffer);

    private static unsafe int Read(nint buffer)
    {
        var vectors = new ReadOnlySpan<Vector<int>>((void*)buffer, (int)(BytesPerThread / Vector<byte>.Count));
        var (a, b, c, d) = (Vector<int>.Zero, Vector<int>.Zero, Vector<int>.Zero, Vector<int>.Zero);
        for (var i = 0; i + 3 < vectors.Length; i += 4)
        {
            a ^= vectors[i];
            b ^= vectors[i + 1];
            c ^= vectors[i + 2];
            d ^= vectors[i + 3];
        }

        return Vector.Sum(a ^ b ^ c ^ d);
    }
}
