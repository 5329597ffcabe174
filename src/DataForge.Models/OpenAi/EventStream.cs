using System.Buffers;
using System.Runtime.CompilerServices;

namespace DataForge.Models.OpenAi;

/// <summary>Server-sent events: the <c>data</c> of each event, in order.</summary>
/// <remarks>
/// After the HTML standard, section 9.2.6: lines end with LF, CR LF or CR, several data lines are joined by LF, comments and other fields are
/// passed over, and an event that the stream's end cuts off is not given out.
/// </remarks>
internal static class EventStream
{
    private const int LargestEvent = 64 << 20;

    /// <exception cref="EndpointException">One event is larger than 64 MiB.</exception>
    public static async IAsyncEnumerable<ReadOnlyMemory<byte>> Read(Stream stream, Deadline deadline, [EnumeratorCancellation] CancellationToken cancel = default)
    {
        var chunk = new byte[1 << 14];
        var line = new ArrayBufferWriter<byte>(1 << 12);
        var data = new ArrayBufferWriter<byte>(1 << 12);
        var hasData = false;
        var afterReturn = false;
        while (true)
        {
            cancel.ThrowIfCancellationRequested();
            var length = await stream.ReadAsync(chunk, deadline.Token);
            if (length == 0) yield break;
            for (var at = 0; at < length;)
            {
                if (afterReturn && chunk[at] == (byte)'\n')
                {
                    afterReturn = false;
                    at++;
                    continue;
                }

                afterReturn = false;
                var rest = chunk.AsSpan(at, length - at);
                var end = rest.IndexOfAny((byte)'\n', (byte)'\r');
                if (end < 0)
                {
                    Append(line, rest);
                    break;
                }

                afterReturn = rest[end] == (byte)'\r';
                Append(line, rest[..end]);
                at += end + 1;
                if (line.WrittenCount == 0)
                {
                    if (hasData)
                    {
                        deadline.Beat();
                        yield return data.WrittenMemory.ToArray();
                    }

                    data.ResetWrittenCount();
                    hasData = false;
                    continue;
                }

                if (Value(line.WrittenSpan, out var value))
                {
                    if (hasData) Append(data, "\n"u8);
                    Append(data, value);
                    hasData = true;
                }

                line.ResetWrittenCount();
            }
        }
    }

    private static bool Value(ReadOnlySpan<byte> line, out ReadOnlySpan<byte> value)
    {
        if (line.StartsWith("\uFEFF"u8)) line = line[3..];
        value = default;
        if (!line.StartsWith("data"u8)) return false;
        line = line[4..];
        if (line.IsEmpty) return true;
        if (line[0] != (byte)':') return false;
        value = line[1..];
        if (!value.IsEmpty && value[0] == (byte)' ') value = value[1..];
        return true;
    }

    private static void Append(ArrayBufferWriter<byte> to, ReadOnlySpan<byte> bytes)
    {
        if (to.WrittenCount + bytes.Length > LargestEvent) throw new EndpointException("the server sent an event larger than 64 MiB", EndpointFault.Refused);
        to.Write(bytes);
    }
}
