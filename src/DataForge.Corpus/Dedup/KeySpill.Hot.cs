using System.Runtime.InteropServices;

namespace DataForge.Corpus;

/// <summary>Pairs of a key and a document, set down by the key's leading bits, so that all pairs of a key come back together within bounded memory.</summary>
/// <remarks>One temporary file; memory: 4 MB of buffers and, on reading, a 256th of the pairs at a time.</remarks>
internal sealed class KeySpill : IDisposable
{
    private const int Parts = 256;

#if DEBUG
    private const int BlockPairs = 4; // several blocks get exercised
#else
    private const int BlockPairs = 1024;
#endif

    [StructLayout(LayoutKind.Sequential, Pack = 4)]
    private readonly record struct Pair(ulong Key, int Document);

    private readonly SpillFile _file = new();
    private readonly Pair[][] _open = new Pair[Parts][];
    private readonly int[] _used = new int[Parts];
    private readonly List<long>[] _blocks = [.. Enumerable.Range(0, Parts).Select(_ => new List<long>())];

    private static readonly int BlockBytes = BlockPairs * Marshal.SizeOf<Pair>();

    public void Add(ulong key, int document)
    {
        var part = (int)(key >> 56);
        var block = _open[part] ??= new Pair[BlockPairs];
        block[_used[part]++] = new Pair(key, document);
        if (_used[part] < BlockPairs) return;
        _blocks[part].Add(_file.End);
        _file.Append(MemoryMarshal.AsBytes(block.AsSpan()));
        _used[part] = 0;
    }

    /// <summary>Groups of two or more documents with the same key, each in the documents' order; keys in ascending order. Read once.</summary>
    /// <param name="takes">Documents that count.</param>
    public IEnumerable<ArraySegment<int>> Groups(Func<int, bool> takes)
    {
        _file.Flush();
        for (var part = 0; part < Parts; part++)
        {
            var (keys, documents) = Part(part, takes);
            Array.Sort(keys, documents);
            for (int start = 0, end; start < keys.Length; start = end)
            {
                for (end = start + 1; end < keys.Length && keys[end] == keys[start];) end++;
                if (end - start < 2) continue;
                Array.Sort(documents, start, end - start);
                yield return new ArraySegment<int>(documents, start, end - start);
            }
        }
    }

    private (ulong[] Keys, int[] Documents) Part(int part, Func<int, bool> takes)
    {
        var keys = new List<ulong>();
        var documents = new List<int>();
        var block = new Pair[BlockPairs];
        foreach (var place in _blocks[part])
        {
            _file.Read(place, MemoryMarshal.AsBytes(block.AsSpan()));
            Take(block);
        }

        if (_open[part] is { } open) Take(open.AsSpan(0, _used[part]));
        return ([.. keys], [.. documents]);

        void Take(ReadOnlySpan<Pair> pairs)
        {
            foreach (var pair in pairs)
                if (takes(pair.Document))
                {
                    keys.Add(pair.Key);
                    documents.Add(pair.Document);
                }
        }
    }

    public void Dispose() => _file.Dispose();
}
