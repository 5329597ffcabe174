using System.Runtime.InteropServices;

using DataForge.Models.Engine;

using Microsoft.ML.OnnxRuntime;

namespace DataForge.Models.Tests.Engine;

/// <summary>Main memory that calls itself a device's, of any size; it counts what is asked of it.</summary>
internal sealed unsafe class PretendedDevice : SlotMemory
{
    private readonly HostMemory _host = new();
    private readonly Dictionary<nint, long> _blocks = [];

    public long Bytes { get; init; } = 1L << 30;

    public long InUse => _blocks.Values.Sum();

    public int Copies { get; private set; }

    /// <summary>Copies that nothing has waited for.</summary>
    public int Unfinished { get; private set; }

    public override OrtMemoryInfo Info => _host.Info;

    public override bool IsHost => false;

    public override long Capacity => Bytes - InUse;

    public override nint Allocate(long bytes)
    {
        var address = (nint)NativeMemory.AllocZeroed((nuint)bytes);
        _blocks[address] = bytes;
        return address;
    }

    public override void Free(nint address)
    {
        Assert.True(_blocks.Remove(address), "given back twice");
        NativeMemory.Free((void*)address);
    }

    public override void Copy(nint target, long targetPitch, nint source, long sourcePitch, long width, int height)
    {
        Copies++;
        Unfinished++;
        _host.Copy(target, targetPitch, source, sourcePitch, width, height);
    }

    public override void Finish() => Unfinished = 0;

    public override void Read(nint source, Span<float> target) => _host.Read(source, target);
}
