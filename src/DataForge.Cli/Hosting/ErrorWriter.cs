using System.Globalization;
using System.Runtime.InteropServices;
using System.Text;

namespace DataForge.Cli;

/// <summary>Standard error by write(2). A message that cannot be written is dropped: a full log disk or a closed terminal must not end a sound run.</summary>
/// <remarks>Each call is one write, so that lines of several tools do not mix.</remarks>
internal sealed partial class ErrorWriter() : TextWriter(CultureInfo.InvariantCulture)
{
    private const int StandardError = 2;
    private const int Interrupted = 4;
    private const int TryAgain = 11;
    private const int MostWaits = 1000; // of a millisecond, for a descriptor that another program set to not block

    public override Encoding Encoding => Encoding.UTF8;

    public override string NewLine => "\n";

    public override void Write(char value) => Write(value.ToString());

    public override void Write(char[] buffer, int index, int count) => Write(new string(buffer, index, count));

    public override void Write(ReadOnlySpan<char> buffer) => Write(buffer.ToString());

    public override void WriteLine(string? value) => Write(value + "\n");

    public override void Write(string? value)
    {
        ReadOnlySpan<byte> bytes = Encoding.UTF8.GetBytes(value ?? "");
        for (var waits = 0; bytes.Length > 0;)
        {
            var written = write(StandardError, in MemoryMarshal.GetReference(bytes), bytes.Length);
            if (written > 0)
            {
                bytes = bytes[(int)written..];
                continue;
            }

            var error = Marshal.GetLastPInvokeError();
            if (error == Interrupted) continue;
            if (error != TryAgain || ++waits > MostWaits) return;
            Thread.Sleep(1);
        }
    }

    [LibraryImport("libc", SetLastError = true)]
    private static partial nint write(int file, in byte bytes, nint count);
}
