namespace DataForge.Core;

/// <summary>A stream that is only written, from its beginning to its end; what writing means is all that is left to say.</summary>
public abstract class ForwardWriteStream : Stream
{
    public abstract override void Write(ReadOnlySpan<byte> buffer);

    /// <summary>Nothing, unless what is held back can be handed on early.</summary>
    public override void Flush() { }

    public sealed override void Write(byte[] buffer, int offset, int count) => Write(buffer.AsSpan(offset, count));

    public sealed override bool CanRead => false;

    public sealed override bool CanSeek => false;

    public sealed override bool CanWrite => true;

    public sealed override long Length => throw new NotSupportedException();

    public sealed override long Position { get => throw new NotSupportedException(); set => throw new NotSupportedException(); }

    public sealed override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    public sealed override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public sealed override void SetLength(long value) => throw new NotSupportedException();
}
