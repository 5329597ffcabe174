using System.Runtime.InteropServices;

namespace DataForge.Core;

/// <summary>Standard input by poll(2) and read(2), so that a tool that waits for its next line hears of Ctrl-C.</summary>
/// <param name="interrupt">Ends a read that waits.</param>
internal sealed partial class InputStream(CancellationToken interrupt) : ForwardReadStream
{
    private const int StandardInput = 0;
    private const int LookMilliseconds = 100; // how late an interrupt may be noticed; a waiting tool wakes ten times a second for it
    private const short DataToRead = 1;
    private const int Interrupted = 4;
    private const int TryAgain = 11;

    private long _read;

    /// <exception cref="IOException">The system's error; its number is the exception's code.</exception>
    /// <exception cref="OperationCanceledException">The run was interrupted.</exception>
    /// <exception cref="ForgeException">The input has ended and a tool that wrote it was not complete.</exception>
    public override int Read(Span<byte> buffer)
    {
        if (buffer.IsEmpty) return 0;
        while (true)
        {
            interrupt.ThrowIfCancellationRequested();
            var look = new Poll { File = StandardInput, Events = DataToRead };
            nint length = poll(ref look, 1, LookMilliseconds);
            if (length == 0) continue;
            if (length > 0) length = read(StandardInput, ref MemoryMarshal.GetReference(buffer), buffer.Length);
            if (length > 0 || (length == 0 && End()))
            {
                _read += length;
                return (int)length;
            }

            var error = Marshal.GetLastPInvokeError();
            if (error is not (Interrupted or TryAgain)) throw new IOException(Marshal.GetPInvokeErrorMessage(error), error);
        }
    }

    /// <summary>Looks up what the pipe's writers said. A failure is not the end of the data: nothing after it may take it for that.</summary>
    private bool End()
    {
        StandardStreams.InputEnd ??= FileStatus.Of(StandardInput) is { IsPipe: true } pipe ? Completion.LookUp(pipe, _read) : PipeEnd.NotStated;
        if (StandardStreams.InputEnd.Cause is { } cause) throw new ForgeException($"standard input is not complete: {cause}") { Cause = cause };
        return true;
    }

    [StructLayout(LayoutKind.Sequential)]
    private struct Poll
    {
        public int File;
        public short Events;
        public short Found;
    }

    [LibraryImport("libc", SetLastError = true)]
    private static partial int poll(ref Poll files, nuint count, int milliseconds);

    [LibraryImport("libc", SetLastError = true)]
    private static partial nint read(int file, ref byte bytes, nint count);
}
