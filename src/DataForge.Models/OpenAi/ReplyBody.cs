using System.IO.Compression;
using System.Text;
using DataForge.Core;

namespace DataForge.Models.OpenAi;

/// <summary>The body of a reply: decompressed where the server compressed it, bounded in length, and judged by its first character rather than by its content type.</summary>
internal sealed class ReplyBody : ForwardReadStream
{
    private readonly Stream _inner;
    private readonly long _mostBytes;
    private readonly byte[] _head = new byte[2048];
    private int _headLength;
    private int _headGiven;
    private long _taken;

    private ReplyBody(Stream inner, long mostBytes) => (_inner, _mostBytes) = (inner, mostBytes);

    /// <summary>What a body holds.</summary>
    public enum Kind
    {
        Nothing,

        /// <summary>Begins with <c>{</c> or <c>[</c>.</summary>
        Json,

        /// <summary>Begins with <c>&lt;</c>: a proxy's or a login page.</summary>
        Page,

        /// <summary>Anything else: server-sent events begin with a field's name or a colon.</summary>
        Lines,
    }

    /// <param name="mostBytes">Longest body, after decompression.</param>
    /// <exception cref="EndpointException">Compressed in a way that is not known.</exception>
    public static async Task<ReplyBody> Open(HttpResponseMessage response, long mostBytes, CancellationToken cancel)
    {
        var raw = await response.Content.ReadAsStreamAsync(cancel);
        var encoding = string.Join(", ", response.Content.Headers.ContentEncoding).ToLowerInvariant();
        return new ReplyBody(encoding switch
        {
            "" or "identity" => raw,
            "gzip" or "x-gzip" => new GZipStream(raw, CompressionMode.Decompress),
            "deflate" => new ZLibStream(raw, CompressionMode.Decompress),
            "br" => new BrotliStream(raw, CompressionMode.Decompress),
            _ => throw new EndpointException($"the reply is compressed as {encoding}; expected none, gzip, deflate or br", EndpointFault.Refused),
        }, mostBytes);
    }

    /// <summary>Reads as far as the first character that tells; what was read is given out again.</summary>
    public async Task<Kind> Look(CancellationToken cancel)
    {
        while (true)
        {
            var text = _head.AsSpan(0, _headLength);
            if (text.StartsWith("\uFEFF"u8)) text = text[3..];
            var first = text.IndexOfAnyExcept(" \t\r\n"u8);
            if (first >= 0 && !(text[first] == 0xEF && _headLength < 3))
                return text[first] switch { (byte)'{' or (byte)'[' => Kind.Json, (byte)'<' => Kind.Page, _ => Kind.Lines };
            if (_headLength == _head.Length) return Kind.Lines;
            var read = await _inner.ReadAsync(_head.AsMemory(_headLength), cancel);
            if (read == 0) return _headLength == 0 ? Kind.Nothing : Kind.Lines;
            _headLength += read;
        }
    }

    /// <summary>The body's beginning, for messages.</summary>
    public string Beginning => Printable.Line(Encoding.UTF8.GetString(_head, 0, _headLength), 200);

    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default) =>
        Counted(_headGiven < _headLength ? FromHead(buffer.Span) : await _inner.ReadAsync(buffer, cancellationToken));

    public override int Read(Span<byte> buffer) => Counted(_headGiven < _headLength ? FromHead(buffer) : _inner.Read(buffer));

    private int FromHead(Span<byte> buffer)
    {
        var length = Math.Min(buffer.Length, _headLength - _headGiven);
        _head.AsSpan(_headGiven, length).CopyTo(buffer);
        _headGiven += length;
        return length;
    }

    private int Counted(int read)
    {
        _taken += read;
        if (_taken > _mostBytes) throw new EndpointException($"the reply is larger than {_mostBytes} bytes, the most that such a request is answered with", EndpointFault.Refused);
        return read;
    }

    protected override void Dispose(bool disposing)
    {
        if (disposing) _inner.Dispose();
        base.Dispose(disposing);
    }
}
