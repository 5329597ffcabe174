using System.Runtime.InteropServices;
using DataForge.Core;

namespace DataForge.Corpus;

/// <summary>Features of the training documents in a temporary file. Memory: 24 bytes a document. Readable by several threads after <see cref="Flush"/>.</summary>
internal sealed class FeatureStore : IDisposable
{
    private readonly DetachedFile _file = RowSpool.Create();
    private readonly ChunkedList<(long Start, int Count, int Source)> _documents = new();
    private long _end;

    public int Count => _documents.Count;

    public int SourceOf(int document) => _documents[document].Source;

    public void Add(uint[] features, int source)
    {
        RowSpool.Guard(() =>
        {
            _file.Stream.Write(MemoryMarshal.AsBytes(features.AsSpan()));
            return true;
        });
        _documents.Add((_end, features.Length, source));
        _end += features.Length * sizeof(uint);
    }

    public void Flush() => RowSpool.Guard(() =>
    {
        _file.Stream.Flush();
        return true;
    });

    /// <param name="buffer">Grown where needed.</param>
    public ReadOnlySpan<uint> Read(int document, ref uint[] buffer)
    {
        var (start, count, _) = _documents[document];
        if (buffer.Length < count) buffer = new uint[count * 2];
        RowSpool.ReadAt(_file, MemoryMarshal.AsBytes(buffer.AsSpan(0, count)), start);
        return buffer.AsSpan(0, count);
    }

    public void Dispose() => _file.Dispose();
}
