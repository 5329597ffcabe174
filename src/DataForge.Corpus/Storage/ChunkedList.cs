namespace DataForge.Corpus;

/// <summary>A list that grows by pieces, so that growing copies nothing and takes no second array. Readable by several threads while nothing is added.</summary>
internal sealed class ChunkedList<T>
{
    private const int Shift = 14, Piece = 1 << Shift;

    private readonly List<T[]> _pieces = [];

    public int Count { get; private set; }

    public ref T this[int index] => ref _pieces[index >> Shift][index & (Piece - 1)];

    public void Add(T value)
    {
        if (Count >> Shift == _pieces.Count) _pieces.Add(new T[Piece]);
        Count++;
        this[Count - 1] = value;
    }
}
