using System.IO.Compression;
using DataForge.Core;

namespace DataForge.Formats;

/// <summary>The content of a compressed file. Damage, a cut and bytes that follow the last member are errors that name the place in the file.</summary>
/// <remarks>Several gzip members, or zstd frames, one after another are one stream, as <c>cat</c>, <c>pigz</c> and <c>bgzip</c> make them.</remarks>
internal sealed class CompressedStream : ForwardReadStream
{
    private readonly Stream _decoder;
    private readonly Source _source;
    private readonly FileStream? _file;
    private readonly string _kind;

    private CompressedStream(string kind, Source source, Stream decoder, FileStream? file)
    {
        _kind = kind;
        _source = source;
        _decoder = decoder;
        _file = file;
    }

    /// <param name="file">The file that <paramref name="content"/> comes from, where it can be read again to find the place of an error.</param>
    public static CompressedStream Gzip(Stream content, FileStream? file)
    {
        var source = new Source(new BufferedStream(content, 1 << 16), long.MaxValue);
        return new CompressedStream("gzip", source, new GZipStream(source, CompressionMode.Decompress), file);
    }

    public static CompressedStream Zstd(Stream content)
    {
        var source = new Source(content, long.MaxValue);
        return new CompressedStream("zstd", source, new ZstdReadStream(source), null);
    }

    /// <exception cref="InvalidDataException">The data is damaged, cut off, or followed by bytes of another kind.</exception>
    public override int Read(Span<byte> buffer)
    {
        int count;
        try
        {
            count = _decoder.Read(buffer);
        }
        catch (InvalidDataException e)
        {
            throw new InvalidDataException(
                _source.Ended ? $"the {_kind} data is cut off: the file ends at byte {_source.Taken:N0}, within a {Part}" : $"the {_kind} data is damaged at or before byte {_source.Taken:N0} of the file ({e.Message.TrimEnd('.')})", e);
        }

        // The decoder asks for more until there is none, unless something stands there that is no further member.
        if (count == 0 && buffer.Length > 0 && !_source.Ended) throw new InvalidDataException($"expected the end of the file or another {_kind} {Part} {Place()}, found other bytes");
        return count;
    }

    private string Part => _kind == "gzip" ? "member" : "frame";

    /// <summary>Where the bytes begin that are no member. Told exactly by decoding the file again, its last piece byte by byte; a pipe cannot be read again.</summary>
    private string Place()
    {
        if (_file is not { CanSeek: true }) return $"within the {Quantity.Of(_source.Piece, "byte")} before byte {_source.Taken:N0}";
        _file.Position = 0;
        var again = new Source(new BufferedStream(_file, 1 << 16), _source.Taken - _source.Piece);
        try
        {
            var decoder = new GZipStream(again, CompressionMode.Decompress, leaveOpen: true);
            var block = new byte[1 << 16];
            while (decoder.Read(block) > 0)
            {
            }
        }
        catch (InvalidDataException)
        {
            // A single byte looked like a member's first.
        }

        return $"at byte {again.Taken - 1:N0}";
    }

    protected override void Dispose(bool disposing)
    {
        if (disposing) _decoder.Dispose();
        base.Dispose(disposing);
    }

    /// <summary>The compressed bytes, counted.</summary>
    /// <param name="fineFrom">From this byte on they are given out one at a time.</param>
    private sealed class Source(Stream content, long fineFrom) : ForwardReadStream
    {
        public long Taken { get; private set; }

        /// <summary>Size of the last piece given out.</summary>
        public int Piece { get; private set; }

        /// <summary>Asked for bytes when there were none left.</summary>
        public bool Ended { get; private set; }

        public override int Read(Span<byte> buffer)
        {
            var most = Taken < fineFrom ? (int)Math.Min(buffer.Length, fineFrom - Taken) : 1;
            var count = content.Read(buffer[..most]);
            Ended |= count == 0 && most > 0;
            if (count > 0) Piece = count;
            Taken += count;
            return count;
        }

        protected override void Dispose(bool disposing)
        {
            if (disposing) content.Dispose();
            base.Dispose(disposing);
        }
    }
}
