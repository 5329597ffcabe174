using System.Buffers.Binary;
using DataForge.Core;

namespace DataForge.Corpus;

/// <summary>Rows set down in a temporary file without a name, and read again by their number. Memory: 12 bytes a row.</summary>
/// <remarks>Disk taken: the size of the rows, under TMPDIR. Rows may be read by several threads once <see cref="Flush"/> was called.</remarks>
public sealed class RowSpool : IDisposable
{
    private const int HeadBytes = 12;

    private readonly DetachedFile _file;
    private readonly List<string> _paths = [];
    private readonly ChunkedList<long> _ends = new();
    private readonly byte[] _head = new byte[HeadBytes];

    public RowSpool() => _file = Create();

    public int Count => _ends.Count;

    /// <exception cref="ForgeException">The temporary folder has no room.</exception>
    internal static DetachedFile Create() => Guard(DetachedFile.Create);

    /// <exception cref="ForgeException">What <paramref name="work"/> did on a temporary file failed.</exception>
    internal static T Guard<T>(Func<T> work)
    {
        try
        {
            return work();
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new ForgeException($"{Path.GetTempPath()}: cannot hold the run's temporary files ({e.Message}); set TMPDIR to a folder with room", e);
        }
    }

    public void Add(Row row)
    {
        if (_paths.Count == 0 || _paths[^1] != row.Path) _paths.Add(row.Path);
        BinaryPrimitives.WriteInt32LittleEndian(_head, _paths.Count - 1);
        BinaryPrimitives.WriteInt64LittleEndian(_head.AsSpan(4), row.Line);
        Guard(() =>
        {
            _file.Stream.Write(_head);
            _file.Stream.Write(row.Utf8);
            return true;
        });

        _ends.Add((_ends.Count == 0 ? 0 : _ends[_ends.Count - 1]) + HeadBytes + row.Utf8.Length);
    }

    public void Flush() => Guard(() =>
    {
        _file.Stream.Flush();
        return true;
    });

    /// <summary>The row's own text, which is one whole JSON object.</summary>
    public ReadOnlySpan<byte> Text(int index) => Frame(index).AsSpan(HeadBytes);

    public Row Read(int index)
    {
        var bytes = Frame(index);
        return Row.Parse(bytes.AsSpan(HeadBytes), _paths[BinaryPrimitives.ReadInt32LittleEndian(bytes)], BinaryPrimitives.ReadInt64LittleEndian(bytes.AsSpan(4)));
    }

    private byte[] Frame(int index)
    {
        var start = index == 0 ? 0 : _ends[index - 1];
        var bytes = new byte[_ends[index] - start];
        ReadAt(_file, bytes, start);
        return bytes;
    }

    /// <summary>Fills the buffer from a place of a temporary file.</summary>
    internal static void ReadAt(DetachedFile file, Span<byte> buffer, long place)
    {
        try
        {
            while (buffer.Length > 0)
            {
                var read = RandomAccess.Read(file.Stream.SafeFileHandle, buffer, place);
                if (read == 0) throw new IOException("a temporary file ended early");
                buffer = buffer[read..];
                place += read;
            }
        }
        catch (IOException e)
        {
            Guard<bool>(() => throw e);
        }
    }

    public void Dispose() => _file.Dispose();
}
