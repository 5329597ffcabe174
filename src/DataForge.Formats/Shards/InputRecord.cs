using System.Security.Cryptography;
using DataForge.Core;

namespace DataForge.Formats;

/// <summary>What was read of one input, for the manifest: bytes and their SHA-256 as the file holds them (before decompression), and rows.</summary>
public sealed class InputRecord : IDisposable
{
    private readonly IncrementalHash _hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);

    /// <param name="path">As the user gave it; <c>-</c> is standard input.</param>
    public InputRecord(string path) => Path = path;

    public string Path { get; }

    public long Rows { get; internal set; }

    public long Bytes { get; private set; }

    /// <summary>Columns that could not be read and stand in no row, in file order.</summary>
    internal IReadOnlyList<UnreadColumn> LeftOut => _leftOut;

    private readonly List<UnreadColumn> _leftOut = [];

    internal void LeaveOut(UnreadColumn column) => _leftOut.Add(column);

    /// <summary>64 lower-case hex digits of all bytes read so far.</summary>
    public string Sha256 => Convert.ToHexStringLower(_hash.GetCurrentHash());

    internal void Add(ReadOnlySpan<byte> bytes)
    {
        _hash.AppendData(bytes);
        Bytes += bytes.Length;
    }

    public void Dispose() => _hash.Dispose();

    /// <summary>A stream that notes what is read from it.</summary>
    internal Stream Watch(Stream source) => new Watched(source, this);

    private sealed class Watched(Stream source, InputRecord record) : ForwardReadStream
    {
        public override int Read(Span<byte> buffer)
        {
            var read = source.Read(buffer);
            record.Add(buffer[..read]);
            return read;
        }

        protected override void Dispose(bool disposing)
        {
            if (disposing) source.Dispose();
            base.Dispose(disposing);
        }
    }
}
