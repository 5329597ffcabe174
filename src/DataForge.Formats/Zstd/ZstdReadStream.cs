using DataForge.Core;
using ZstdSharp;
using ZstdSharp.Unsafe;

namespace DataForge.Formats;

/// <summary>Reads zstd frames one after another as one stream of bytes, skippable frames left out.</summary>
/// <remarks>A stream that ends within a frame throws <see cref="InvalidDataException"/>: half a file must not look like a whole one. Windows of up to 2 GB (<c>zstd --long=31</c>) are taken.</remarks>
internal sealed class ZstdReadStream : ForwardReadStream
{
#if DEBUG
    private const int InputSize = 61; // boundaries get exercised
#else
    private const int InputSize = 1 << 17; // one whole block
#endif

    private readonly Stream _source;
    private readonly DecompressionStream _frames;

    public ZstdReadStream(Stream source)
    {
        _source = source;
        _frames = new DecompressionStream(source, InputSize, checkEndOfStream: true, leaveOpen: true);
        _frames.SetParameter(ZSTD_dParameter.ZSTD_d_windowLogMax, 31);
    }

    public override int Read(Span<byte> buffer)
    {
        try
        {
            return _frames.Read(buffer);
        }
        catch (EndOfStreamException e)
        {
            throw new InvalidDataException("the zstd frame is cut off", e);
        }
        catch (ZstdException e)
        {
            throw new InvalidDataException("zstd: " + e.Message, e);
        }
    }

    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            _frames.Dispose();
            _source.Dispose();
        }

        base.Dispose(disposing);
    }
}
