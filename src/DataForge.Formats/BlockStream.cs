namespace DataForge.Formats;

/// <summary>Hands on what is written in blocks of one size. The runtime's deflate gives other bytes when the same text comes in other pieces, and our pieces depend on time.</summary>
internal sealed class BlockStream(Stream target) : Stream
{
    private readonly byte[] _block = new byte[1 << 16];
    private int _held;

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

    public override void Write(byte[] buffer, int offset, int count) => Write(buffer.AsSpan(offset, count));

    public override void Flush() { }

    public override bool CanRead => false;

    public override bool CanSeek => false;

    public override bool CanWrite => true;

    public override long Length => throw new NotSupportedException();

    public override long Position { get => throw new NotSupportedException(); set => throw new NotSupportedException(); }

    public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            Push();
            target.Dispose();
        }

        base.Dispose(disposing);
    }
}
