using System.Runtime.InteropServices;
using DataForge.Core;

namespace DataForge.Formats;

/// <summary>Reads zstd frames one after another as one stream of bytes, skippable frames left out.</summary>
/// <remarks>A stream that ends within a frame throws <see cref="InvalidDataException"/>: half a file must not look like a whole one. Windows of up to 2 GB (<c>zstd --long=31</c>) are taken.</remarks>
internal sealed class ZstdReadStream : ForwardReadStream
{
    private const int WindowLogMax = 100; // ZSTD_d_windowLogMax

#if DEBUG
    private const int InputSize = 61; // boundaries get exercised
    private const int OutputSize = 127;
#else
    private const int InputSize = 1 << 17; // ZSTD_DStreamInSize and ZSTD_DStreamOutSize: one whole block each
    private const int OutputSize = 1 << 17;
#endif

    private readonly Stream _source;
    private readonly byte[] _input = GC.AllocateUninitializedArray<byte>(InputSize, pinned: true);
    private readonly byte[] _output = GC.AllocateUninitializedArray<byte>(OutputSize, pinned: true);
    private nint _context;
    private ZstdBuffer _pending;
    private int _start;
    private int _end;
    private bool _withinFrame;

    public ZstdReadStream(Stream source)
    {
        NativeLibraries.RequireZstd();
        _source = source;
        _context = ZstdNative.CreateDecompressor();
        ZstdNative.Check(ZstdNative.SetDecompressor(_context, WindowLogMax, 31));
        _pending.Data = Marshal.UnsafeAddrOfPinnedArrayElement(_input, 0);
    }

    public override int Read(Span<byte> buffer)
    {
        if (buffer.IsEmpty) return 0;
        while (_start == _end)
            if (!Advance())
                return 0;
        var count = Math.Min(buffer.Length, _end - _start);
        _output.AsSpan(_start, count).CopyTo(buffer);
        _start += count;
        return count;
    }

    /// <summary>Decompresses the next piece into the output buffer; false at the end of the last frame.</summary>
    private bool Advance()
    {
        // zstd may hold finished output back when the buffer was full, so more input is read only once it asks for it.
        var more = _end == OutputSize && _withinFrame;
        if (_pending.Position == _pending.Size && !more)
        {
            var read = _source.Read(_input, 0, _input.Length);
            _pending.Position = 0;
            _pending.Size = (nuint)read;
            if (read == 0) return _withinFrame ? throw new InvalidDataException("the zstd frame is cut off") : false;
        }

        var output = new ZstdBuffer { Data = Marshal.UnsafeAddrOfPinnedArrayElement(_output, 0), Size = (nuint)_output.Length };
        var hint = ZstdNative.Check(ZstdNative.Decompress(_context, ref output, ref _pending));
        _withinFrame = hint != 0;
        _start = 0;
        _end = (int)output.Position;
        return true;
    }

    protected override void Dispose(bool disposing)
    {
        if (_context != 0) _ = ZstdNative.FreeDecompressor(_context);
        _context = 0;
        if (disposing) _source.Dispose();
        base.Dispose(disposing);
    }
}
