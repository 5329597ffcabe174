using DataForge.Core;

namespace DataForge.Models.OpenAi;

/// <summary>Refuses to read on when more than a number of bytes came since the start or the last restart. The source stays open.</summary>
internal sealed class BoundedStream(Stream source, long limit) : ForwardReadStream
{
    private long _read;

    /// <summary>Counts from here anew.</summary>
    public void Restart() => _read = 0;

    public override int Read(Span<byte> buffer) => Count(source.Read(buffer));

    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancel = default) => Count(await source.ReadAsync(buffer, cancel));

    private int Count(int bytes)
    {
        _read += bytes;
        return _read <= limit ? bytes : throw new EndpointException($"the server sent an event larger than {limit >> 20} MiB", EndpointFault.Refused);
    }
}
