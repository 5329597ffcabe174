namespace DataForge.Models.Tokenizers;

/// <summary>A growing array of token ids.</summary>
internal sealed class IdBuffer
{
    private int[] _ids = new int[256];
    private int _count;

    public void Add(int id)
    {
        if (_count == _ids.Length) Array.Resize(ref _ids, _count * 2);
        _ids[_count++] = id;
    }

    public void Add(ReadOnlySpan<int> ids)
    {
        if (_count + ids.Length > _ids.Length) Array.Resize(ref _ids, Math.Max(_count + ids.Length, _count * 2));
        ids.CopyTo(_ids.AsSpan(_count));
        _count += ids.Length;
    }

    /// <summary>A copy of what was added; the buffer is empty afterwards.</summary>
    public int[] Take()
    {
        var ids = _ids.AsSpan(0, _count).ToArray();
        _count = 0;
        if (_ids.Length > 1 << 20) _ids = new int[256];
        return ids;
    }
}
