using DataForge.Text;

namespace DataForge.Contamination;

/// <summary>One reading of all texts of an index, end to end.</summary>
internal sealed class Readings
{
    private readonly uint[] _tokens;
    private readonly int[] _begins;

    public Readings(IReadOnlyList<IndexEntry> entries, StreamKind kind)
    {
        var stream = new TokenStream();
        _tokens = Core.LargePages.Array<uint>(entries.Sum(e => e.Length)); // no reading is longer
        _begins = new int[entries.Count + 1];
        for (var e = 0; e < entries.Count; e++)
        {
            stream.Fill(kind, entries[e].Tokens, entries[e].Flags);
            stream.Hashes.CopyTo(_tokens.AsSpan(_begins[e]));
            _begins[e + 1] = _begins[e] + stream.Count;
        }
    }

    public ReadOnlySpan<uint> this[int text] => _tokens.AsSpan(_begins[text], _begins[text + 1] - _begins[text]);
}
