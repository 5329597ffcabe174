using System.Runtime.InteropServices;

using DataForge.Core;

using Microsoft.ML.OnnxRuntime;

namespace DataForge.Models.Engine;

/// <summary>Memory of a CUDA device, through the runtime library that the CUDA provider itself needs (CUDA 13).</summary>
/// <remarks>The device in use is a setting of the calling thread, so every call sets it first. Copies within the device run beside the provider's own stream until <see cref="Finish"/>.</remarks>
internal sealed partial class CudaMemory : SlotMemory
{
    private const string Runtime = "libcudart.so.13";
    private const int DeviceToHost = 2;
    private const int DeviceToDevice = 3;

    private readonly int _device;

    /// <param name="device">Which of several cards, from 0.</param>
    /// <exception cref="ForgeException">No such card, or no CUDA runtime.</exception>
    public CudaMemory(int device)
    {
        _device = device;
        try
        {
            Check(CudaDeviceCount(out var cards), "cudaGetDeviceCount");
            if (device >= cards) throw new ForgeException($"card {device}: this machine has {cards} {(cards == 1 ? "card" : "cards")}, counted from 0");
        }
        catch (DllNotFoundException e)
        {
            throw new ForgeException($"--device cuda: {Runtime} is not installed (CUDA 13 and cuDNN are needed)", e);
        }

        Info = new OrtMemoryInfo("Cuda", OrtAllocatorType.DeviceAllocator, device, OrtMemType.Default);
    }

    public override OrtMemoryInfo Info { get; }

    public override bool IsHost => false;

    /// <summary>Nine tenths of what is free now; the rest is for the activations of a step.</summary>
    public override long Capacity
    {
        get
        {
            Use();
            Check(CudaMemoryInfo(out var free, out _), "cudaMemGetInfo");
            return (long)free / 10 * 9;
        }
    }

    public override nint Allocate(long bytes)
    {
        Use();
        Check(CudaAllocate(out var address, (nuint)bytes), "cudaMalloc");
        return address;
    }

    public override void Free(nint address)
    {
        Use();
        Check(CudaFree(address), "cudaFree");
    }

    public override void Copy(nint target, long targetPitch, nint source, long sourcePitch, long width, int height)
    {
        Use();
        Check(CudaCopy2D(target, (nuint)targetPitch, source, (nuint)sourcePitch, (nuint)width, (nuint)height, DeviceToDevice), "cudaMemcpy2D");
    }

    public override void Finish()
    {
        Use();
        Check(CudaFinish(), "cudaDeviceSynchronize");
    }

    public override unsafe void Read(nint source, Span<float> target)
    {
        Use();
        fixed (float* to = target) Check(CudaCopy((nint)to, source, (nuint)target.Length * sizeof(float), DeviceToHost), "cudaMemcpy");
    }

    public override void Dispose()
    {
        Info.Dispose();
        base.Dispose();
    }

    private void Use() => Check(CudaUse(_device), "cudaSetDevice");

    private static void Check(int status, string call)
    {
        if (status != 0) throw new ForgeException($"--device cuda: {call} failed with CUDA error {status}{Meaning(status)}");
    }

    /// <remarks>driver_types.h, <c>enum cudaError</c>.</remarks>
    private static string Meaning(int status) => status switch
    {
        2 => " (out of memory: lower the batch size or the context)",
        35 => " (the driver is older than CUDA 13 needs)",
        100 => " (no NVIDIA card)",
        _ => "",
    };

    [LibraryImport(Runtime, EntryPoint = "cudaGetDeviceCount")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial int CudaDeviceCount(out int cards);

    [LibraryImport(Runtime, EntryPoint = "cudaSetDevice")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial int CudaUse(int device);

    [LibraryImport(Runtime, EntryPoint = "cudaDeviceSynchronize")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial int CudaFinish();

    [LibraryImport(Runtime, EntryPoint = "cudaMemGetInfo")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial int CudaMemoryInfo(out nuint free, out nuint total);

    [LibraryImport(Runtime, EntryPoint = "cudaMalloc")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial int CudaAllocate(out nint address, nuint bytes);

    [LibraryImport(Runtime, EntryPoint = "cudaFree")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial int CudaFree(nint address);

    [LibraryImport(Runtime, EntryPoint = "cudaMemcpy")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial int CudaCopy(nint target, nint source, nuint bytes, int kind);

    [LibraryImport(Runtime, EntryPoint = "cudaMemcpy2D")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial int CudaCopy2D(nint target, nuint targetPitch, nint source, nuint sourcePitch, nuint width, nuint height, int kind);
}
