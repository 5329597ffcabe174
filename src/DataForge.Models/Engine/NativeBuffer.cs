using System.Runtime.InteropServices;

using Microsoft.ML.OnnxRuntime;
using Microsoft.ML.OnnxRuntime.Tensors;

namespace DataForge.Models.Engine;

/// <summary>A native array that grows with the shapes bound to it; a value bound earlier is void after it has grown.</summary>
internal sealed unsafe class NativeBuffer<T> : IDisposable where T : unmanaged
{
    private const int Alignment = 64;

    private T* _data;
    private long _capacity;
    private int _length;

    public Span<T> Span => new(_data, _length);

    /// <summary>A tensor over the start of the buffer.</summary>
    public OrtValue Value(TensorElementType type, params ReadOnlySpan<long> shape)
    {
        long length = 1;
        foreach (var d in shape) length *= d;
        if (length > _capacity)
        {
            NativeMemory.AlignedFree(_data);
            _capacity = length;
            _data = (T*)NativeMemory.AlignedAlloc((nuint)(length * sizeof(T)), Alignment);
        }

        _length = checked((int)length);
        return OrtValue.CreateTensorValueWithData(OrtMemoryInfo.DefaultInstance, type, shape.ToArray(), (nint)_data, length * sizeof(T));
    }

    /// <summary>Copies values in and fills what is left.</summary>
    public void Fill(ReadOnlySpan<T> values, T rest)
    {
        values.CopyTo(Span);
        Span[values.Length..].Fill(rest);
    }

    public void Dispose()
    {
        NativeMemory.AlignedFree(_data);
        _data = null;
        _capacity = 0;
    }
}
