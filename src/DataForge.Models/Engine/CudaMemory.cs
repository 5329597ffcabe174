using System.Runtime.InteropServices;

using DataForge.Core;

using Microsoft.ML.OnnxRuntime;

namespace DataForge.Models.Engine;

/// <summary>Memory of the first CUDA device, through the runtime library that the CUDA provider itself needs (CUDA 13).</summary>
internal sealed partial class CudaMemory : SlotMemory
{
    private const string Runtime = "libcudart.so.13";
    private const int DeviceToHost = 2;
    private const int DeviceToDevice = 3;

    /// <exception cref="ForgeException">No device, or no CUDA runtime.</exception>
    public CudaMemory()
    {
        try
        {
            Check(CudaMemoryInfo(out var free, out _), "cudaMemGetInfo");
            Capacity = (long)free / 10 * 9;
        }
        catch (DllNotFoundException e)
        {
            throw new ForgeException($"--device cuda: {Runtime} is not installed (CUDA 13 and cuDNN are needed)", e);
        }

        Info = new OrtMemoryInfo("Cuda", OrtAllocatorType.DeviceAllocator, 0, OrtMemType.Default);
    }

    public override OrtMemoryInfo Info { get; }

    public override bool IsHost => false;

    /// <summary>Nine tenths of what is free when the model opens, its weights not yet counted.</summary>
    public override long Capacity { get; }

    public override nint Allocate(long bytes)
    {
        Check(CudaAllocate(out var address, (nuint)bytes), "cudaMalloc");
        return address;
    }

    public override void Free(nint address) => Check(CudaFree(address), "cudaFree");

    public override void Copy(nint target, long targetPitch, nint source, long sourcePitch, long width, int height) =>
        Check(CudaCopy2D(target, (nuint)targetPitch, source, (nuint)sourcePitch, (nuint)width, (nuint)height, DeviceToDevice), "cudaMemcpy2D");

    public override unsafe void Read(nint source, Span<float> target)
    {
        fixed (float* to = target) Check(CudaCopy((nint)to, source, (nuint)target.Length * sizeof(float), DeviceToHost), "cudaMemcpy");
    }

    public override void Dispose()
    {
        Info.Dispose();
        base.Dispose();
    }

    private static void Check(int status, string call)
    {
        if (status != 0) throw new ForgeException($"--device cuda: {call} failed with CUDA error {status}{(status == 2 ? " (out of memory: lower --max-batch or --context)" : "")}");
    }

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
