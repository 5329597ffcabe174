using System.Runtime.InteropServices;

namespace DataForge.Core;

/// <summary>Standard output by write(2).</summary>
/// <remarks>
/// The runtime's console stream drops what it writes to a closed pipe without a word, so a tool in front of <c>head</c> would run on for ever; a file stream
/// keeps a position of its own, so two programs writing one after the other into the same file would overwrite each other.
/// </remarks>
internal sealed partial class PipeStream : Stream
{
    private const int StandardOutput = 1;
    private const int Interrupted = 4;
    private const int TryAgain = 11;

    public override bool CanRead => false;

    public override bool CanSeek => false;

    public override bool CanWrite => true;

    public override long Length => throw new NotSupportedException();

    public override long Position
    {
        get => throw new NotSupportedException();
        set => throw new NotSupportedException();
    }

    public override void Write(byte[] buffer, int offset, int count) => Write(buffer.AsSpan(offset, count));

    /// <exception cref="IOException">The system's error; its number is the exception's code.</exception>
    public override void Write(ReadOnlySpan<byte> buffer)
    {
        while (buffer.Length > 0)
        {
            var written = write(StandardOutput, in MemoryMarshal.GetReference(buffer), buffer.Length);
            if (written >= 0)
            {
                buffer = buffer[(int)written..];
                continue;
            }

            var error = Marshal.GetLastPInvokeError();
            if (error == TryAgain) Thread.Sleep(1); // a terminal or pipe that another program set to not block
            else if (error != Interrupted) throw new IOException(Marshal.GetPInvokeErrorMessage(error), error);
        }
    }

    public override void Flush()
    {
        // Nothing is held back.
    }

    public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    [LibraryImport("libc", SetLastError = true)]
    private static partial nint write(int file, in byte bytes, nint count);
}
