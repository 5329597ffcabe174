using System.Buffers.Binary;
using DataForge.Core;

namespace DataForge.Corpus;

/// <summary>Rows set down in a temporary file without a name, and read again by their number. Memory: 12 bytes a row.</summary>
/// <remarks>Disk taken: the size of the rows, under TMPDIR. Rows may be read by several threads once <see cref="Flush"/> was called.</remarks>
public sealed class RowSpool : IDisposable
{
    private const int HeadBytes = 12;

    private readonly SpillFile _file;
    private readonly List<string> _paths = [];
    private readonly ChunkedList<long> _ends = new();
    private readonly byte[] _head = new byte[HeadBytes];

    /// <exception cref="ForgeException">The temporary folder has no room.</exception>
    public RowSpool() => _file = new SpillFile();

    public int Count => _ends.Count;

    /// <exception cref="ForgeException">The temporary folder has no room.</exception>
    public void Add(Row row)
    {
        if (_paths.Count == 0 || _paths[^1] != row.Path) _paths.Add(row.Path);
        BinaryPrimitives.WriteInt32LittleEndian(_head, _paths.Count - 1);
        BinaryPrimitives.WriteInt64LittleEndian(_head.AsSpan(4), row.Line);
        _file.Append(_head);
        _file.Append(row.Utf8);
        _ends.Add(_file.End);
    }

    /// <exception cref="ForgeException">The temporary folder has no room.</exception>
    public void Flush() => _file.Flush();

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
        _file.Read(start, bytes);
        return bytes;
    }

    public void Dispose() => _file.Dispose();
}
