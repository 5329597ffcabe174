using System.Runtime.InteropServices;

namespace DataForge.Corpus;

/// <summary>Features of the training documents in a temporary file. Memory: 24 bytes a document. Readable by several threads after <see cref="Flush"/>.</summary>
internal sealed class FeatureStore : IDisposable
{
    private readonly SpillFile _file = new();
    private readonly ChunkedList<(long Start, int Count, int Source)> _documents = new();

    public int Count => _documents.Count;

    public int SourceOf(int document) => _documents[document].Source;

    public void Add(uint[] features, int source)
    {
        _documents.Add((_file.End, features.Length, source));
        _file.Append(MemoryMarshal.AsBytes(features.AsSpan()));
    }

    public void Flush() => _file.Flush();

    /// <param name="buffer">Grown where needed.</param>
    public ReadOnlySpan<uint> Read(int document, ref uint[] buffer)
    {
        var (start, count, _) = _documents[document];
        if (buffer.Length < count) buffer = new uint[count * 2];
        _file.Read(start, MemoryMarshal.AsBytes(buffer.AsSpan(0, count)));
        return buffer.AsSpan(0, count);
    }

    public void Dispose() => _file.Dispose();
}
