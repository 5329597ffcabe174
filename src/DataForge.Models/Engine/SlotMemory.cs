using Microsoft.ML.OnnxRuntime;

namespace DataForge.Models.Engine;

/// <summary>Memory that a session's key-value buffers lie in: the host's, or a device's.</summary>
internal abstract class SlotMemory : IDisposable
{
    /// <summary>Names the place to the runtime.</summary>
    public abstract OrtMemoryInfo Info { get; }

    /// <summary>True when addresses can be read by this process.</summary>
    public abstract bool IsHost { get; }

    /// <summary>Bytes that may be asked for in all, as it is now: of a device, what the weights have left.</summary>
    public abstract long Capacity { get; }

    public abstract nint Allocate(long bytes);

    public abstract void Free(nint address);

    /// <summary>Copies <paramref name="height"/> runs of <paramref name="width"/> bytes, whose starts lie a pitch apart.</summary>
    public abstract void Copy(nint target, long targetPitch, nint source, long sourcePitch, long width, int height);

    /// <summary>Waits until copies are done; a device copies beside the host and beside the model's steps.</summary>
    public virtual void Finish()
    {
    }

    /// <summary>Brings floats to the host.</summary>
    public abstract void Read(nint source, Span<float> target);

    public virtual void Dispose()
    {
    }
}
