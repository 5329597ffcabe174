using DataForge.Core;

namespace DataForge.Formats;

/// <summary>Hands on what is written in blocks of one size. The runtime's deflate gives other bytes when the same text comes in other pieces, and our pieces depend on time.</summary>
internal sealed class BlockStream(Stream target) : ForwardWriteStream
{
    private readonly byte[] _block = new byte[1 << 16];
    private int _held;
    private bool _ended;

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
        target.Write(_block, 0, _held);
        _held = 0;
    }

    protected override void Dispose(bool disposing)
    {
        if (disposing && !_ended)
        {
            _ended = true; // whatever comes of it: what a full disk did not take is not written twice
            try
            {
                Push();
            }
            finally
            {
                target.Dispose();
            }
        }

        base.Dispose(disposing);
    }
}
