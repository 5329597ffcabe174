using System.Runtime.InteropServices;

using Microsoft.ML.OnnxRuntime;

namespace DataForge.Models.Engine;

/// <summary>Main memory. Pages become real when they are first written, so a slot costs what it has held, not what it may hold.</summary>
internal sealed unsafe class HostMemory : SlotMemory
{
    public override OrtMemoryInfo Info => OrtMemoryInfo.DefaultInstance;

    public override bool IsHost => true;

    /// <summary>Two thirds of what the machine (or its container) offers this process.</summary>
    public override long Capacity => GC.GetGCMemoryInfo().TotalAvailableMemoryBytes / 3 * 2;

    public override nint Allocate(long bytes) => (nint)NativeMemory.AllocZeroed((nuint)bytes);

    public override void Free(nint address) => NativeMemory.Free((void*)address);

    public override void Copy(nint target, long targetPitch, nint source, long sourcePitch, long width, int height)
    {
        for (var i = 0; i < height; i++)
            Buffer.MemoryCopy((void*)(source + (nint)(i * sourcePitch)), (void*)(target + (nint)(i * targetPitch)), width, width);
    }

    public override void Read(nint source, Span<float> target) => new ReadOnlySpan<float>((void*)source, target.Length).CopyTo(target);
}
