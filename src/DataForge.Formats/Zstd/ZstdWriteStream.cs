using DataForge.Core;
using ZstdSharp;
using ZstdSharp.Unsafe;

namespace DataForge.Formats;

/// <summary>Writes one zstd frame with a checksum. The bytes depend on what is written and the library's version, not on how the writes are cut.</summary>
internal sealed class ZstdWriteStream : ForwardWriteStream
{
    private readonly Stream _target;
    private readonly CompressionStream _frame;
    private readonly byte[] _block = new byte[1 << 17];
    private int _held;
    private bool _ended;

    /// <param name="level">1 to 19; 3 is zstd's own default.</param>
    public ZstdWriteStream(Stream target, int level = 3)
    {
        _target = target;
        _frame = new CompressionStream(target, level, leaveOpen: true);
        _frame.SetParameter(ZSTD_cParameter.ZSTD_c_checksumFlag, 1);
    }

    public override void Write(ReadOnlySpan<byte> buffer)
    {
        while (!buffer.IsEmpty)
        {
            var count = Math.Min(buffer.Length, _block.Length - _held);
            buffer[..count].CopyTo(_block.AsSpan(_held));
            _held += count;
            buffer = buffer[count..];
            if (_held == _block.Length) Push();
        }
    }

    private void Push()
    {
        _frame.Write(_block, 0, _held);
        _held = 0;
    }

    /// <summary>Makes what was written so far readable; costs some compression.</summary>
    public override void Flush()
    {
        Push();
        _frame.Flush();
        _target.Flush();
    }

    protected override void Dispose(bool disposing)
    {
        if (disposing && !_ended)
        {
            _ended = true;
            try
            {
                Push();
                _frame.Dispose();
            }
            finally
            {
                _target.Dispose();
            }
        }

        base.Dispose(disposing);
    }
}
