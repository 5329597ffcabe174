using System.Runtime.InteropServices;

namespace DataForge.Core;

/// <summary>Standard output by write(2).</summary>
/// <remarks>
/// The runtime's console stream drops what it writes to a closed pipe without a word, so a tool in front of <c>head</c> would run on for ever; a file stream
/// keeps a position of its own, so two programs writing one after the other into the same file would overwrite each other.
/// </remarks>
internal sealed partial class PipeStream : ForwardWriteStream
{
    private const int StandardOutput = 1;
    private const int Interrupted = 4;
    private const int TryAgain = 11;
    private const int BrokenPipe = 32;

    /// <exception cref="ClosedPipeException">The reader went away.</exception>
    /// <exception cref="IOException">The system's error; its number is the exception's code.</exception>
    public override void Write(ReadOnlySpan<byte> buffer)
    {
        while (buffer.Length > 0)
        {
            var written = write(StandardOutput, in MemoryMarshal.GetReference(buffer), buffer.Length);
            if (written >= 0)
            {
                StandardStreams.BytesWritten += written;
                StandardStreams.LinesWritten += buffer[..(int)written].Count((byte)'\n');
                buffer = buffer[(int)written..];
                continue;
            }

            var error = Marshal.GetLastPInvokeError();
            if (error == TryAgain) Thread.Sleep(1); // a terminal or pipe that another program set to not block
            else if (error == BrokenPipe) throw new ClosedPipeException();
            else if (error != Interrupted) throw new IOException(Marshal.GetPInvokeErrorMessage(error), error);
        }
    }

    [LibraryImport("libc", SetLastError = true)]
    private static partial nint write(int file, in byte bytes, nint count);
}
