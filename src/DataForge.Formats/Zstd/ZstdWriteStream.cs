using System.Runtime.InteropServices;
using DataForge.Core;

namespace DataForge.Formats;

/// <summary>Writes one zstd frame with a checksum. The bytes depend on what is written and the library's version, not on how the writes are cut.</summary>
internal sealed class ZstdWriteStream : ForwardWriteStream
{
    private const int CompressionLevel = 100; // ZSTD_c_compressionLevel
    private const int ChecksumFlag = 201; // ZSTD_c_checksumFlag
    private const int Continue = 0, FlushNow = 1, End = 2; // ZSTD_EndDirective

    private readonly Stream _target;
    private readonly byte[] _input = GC.AllocateUninitializedArray<byte>(1 << 17, pinned: true);
    private readonly byte[] _output = GC.AllocateUninitializedArray<byte>(1 << 17, pinned: true);
    private nint _context;
    private int _held;

    /// <param name="level">1 to 19; 3 is zstd's own default.</param>
    public ZstdWriteStream(Stream target, int level = 3)
    {
        NativeLibraries.RequireZstd();
        _target = target;
        _context = ZstdNative.CreateCompressor();
        ZstdNative.Check(ZstdNative.SetCompressor(_context, CompressionLevel, level));
        ZstdNative.Check(ZstdNative.SetCompressor(_context, ChecksumFlag, 1));
    }

    public override void Write(ReadOnlySpan<byte> buffer)
    {
        while (!buffer.IsEmpty)
        {
            var count = Math.Min(buffer.Length, _input.Length - _held);
            buffer[..count].CopyTo(_input.AsSpan(_held));
            _held += count;
            buffer = buffer[count..];
            if (_held == _input.Length) Push(Continue);
        }
    }

    private void Push(int directive)
    {
        var input = new ZstdBuffer { Data = Marshal.UnsafeAddrOfPinnedArrayElement(_input, 0), Size = (nuint)_held };
        _held = 0;
        nuint left;
        do
        {
            var output = new ZstdBuffer { Data = Marshal.UnsafeAddrOfPinnedArrayElement(_output, 0), Size = (nuint)_output.Length };
            left = ZstdNative.Check(ZstdNative.Compress(_context, ref output, ref input, directive));
            _target.Write(_output, 0, (int)output.Position);
        }
        while (directive == Continue ? input.Position < input.Size : left != 0);
    }

    /// <summary>Makes what was written so far readable; costs some compression.</summary>
    public override void Flush()
    {
        Push(FlushNow);
        _target.Flush();
    }

    protected override void Dispose(bool disposing)
    {
        try
        {
            if (disposing && _context != 0) Push(End);
        }
        finally
        {
            if (_context != 0) _ = ZstdNative.FreeCompressor(_context);
            _context = 0;
            if (disposing) _target.Dispose();
            base.Dispose(disposing);
        }
    }
}
