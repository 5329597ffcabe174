using System.IO.Compression;
using DataForge.Core;

namespace DataForge.Formats;

/// <summary>A web archive that is gzipped record by record: finds where members begin that hold a record, and gives the bytes of one up to the next.</summary>
/// <remarks>A member that is damaged hides none behind it: the next is found by its first bytes, which must decompress to a record's.</remarks>
internal sealed class GzipMembers(Stream raw) : ForwardReadStream
{
    private const int Window = 1 << 20, Tail = 2;

    private static readonly byte[] Magic = [0x1F, 0x8B, 0x08];

    private readonly byte[] _buffer = new byte[Window];
    private long _before; // bytes that left the window
    private int _start, _end;
    private bool _ended, _inMember;

    /// <summary>Place of the next byte in the file.</summary>
    public long At => _before + _start;

    /// <summary>True where the bytes begin a gzip member whose content begins a record.</summary>
    public static bool BeginsRecord(ReadOnlySpan<byte> bytes)
    {
        if (bytes.Length < 18 || !bytes.StartsWith(Magic) || (bytes[3] & 0xE0) != 0) return false;
        try
        {
            using var content = new GZipStream(new MemoryStream(bytes.ToArray()), CompressionMode.Decompress);
            var first = new byte[5];
            return content.ReadAtLeast(first, 5, throwOnEndOfStream: false) == 5 && first.AsSpan().SequenceEqual("WARC/"u8);
        }
        catch (Exception e) when (e is InvalidDataException or IOException)
        {
            return false;
        }
    }

    /// <summary>Goes to the next member that holds a record; false where there is none.</summary>
    /// <param name="skipped">Bytes passed over on the way.</param>
    public bool Next(out long skipped)
    {
        skipped = 0;
        while (true)
        {
            Fill();
            if (_start == _end) return false;
            if (BeginsRecord(Ahead())) break;
            var found = _buffer.AsSpan(_start + 1, _end - _start - 1).IndexOf(Magic);
            var pass = found >= 0 ? found + 1 : Math.Max(1, _end - _start - (_ended ? 0 : Tail));
            _start += pass;
            skipped += pass;
        }

        _inMember = false;
        return true;
    }

    private ReadOnlySpan<byte> Ahead() => _buffer.AsSpan(_start, Math.Min(DocumentReader.LookBytes, _end - _start));

    /// <summary>Bytes of the member that <see cref="Next"/> went to; none where the next one begins.</summary>
    public override int Read(Span<byte> buffer)
    {
        if (buffer.IsEmpty) return 0;
        Fill();
        if (_start == _end) return 0;
        if (_inMember && _buffer.AsSpan(_start, _end - _start).StartsWith(Magic) && BeginsRecord(Ahead())) return 0;
        var most = Math.Min(buffer.Length, _end - _start);
        var found = _buffer.AsSpan(_start + 1, _end - _start - 1).IndexOf(Magic);
        if (found >= 0) most = Math.Min(most, found + 1);
        else if (!_ended) most = Math.Min(most, Math.Max(1, _end - _start - Tail));
        _buffer.AsSpan(_start, most).CopyTo(buffer);
        _start += most;
        _inMember = true;
        return most;
    }

    /// <summary>Keeps as much in the window as telling a member's beginning takes.</summary>
    private void Fill()
    {
        if (_ended || _end - _start >= DocumentReader.LookBytes) return;
        _buffer.AsSpan(_start, _end - _start).CopyTo(_buffer);
        _before += _start;
        (_start, _end) = (0, _end - _start);
        while (_end < _buffer.Length)
        {
            var count = raw.Read(_buffer, _end, _buffer.Length - _end);
            _end += count;
            _ended = count == 0;
            if (_ended) break;
        }
    }
}
