using System.Text;

using DataForge.Core;

namespace DataForge.Models.Tokenizers;

/// <summary>Collects tokens and merges in whatever order a file lists them, and puts them together.</summary>
internal sealed class VocabularyBuilder(string source)
{
    private readonly TokenTable _table = new();
    private readonly List<bool> _isSpelled = [];
    private byte[] _bytes = new byte[256];

    /// <summary>Adds a token in the printable spelling; one that uses other characters stands for its literal text and takes no part in merging.</summary>
    public void Add(long id, ReadOnlySpan<char> spelled)
    {
        if (_bytes.Length < spelled.Length) _bytes = new byte[spelled.Length];
        if (ByteAlphabet.TryDecode(spelled, _bytes)) Add(id, _bytes.AsSpan(0, spelled.Length), isSpelled: true);
        else AddLiteral(id, spelled.ToString());
    }

    /// <summary>Adds a token that stands for its literal text.</summary>
    public void AddLiteral(long id, string text) => Add(id, Encoding.UTF8.GetBytes(text), isSpelled: false);

    private void Add(long id, ReadOnlySpan<byte> bytes, bool isSpelled)
    {
        _table.Add(source, id, bytes);
        while (_isSpelled.Count < _table.Count) _isSpelled.Add(false);
        _isSpelled[(int)id] = isSpelled;
    }

    public bool Has(int id) => _table.Has(id);

    /// <summary>True when the token with this id is the given text, literally or in the printable spelling.</summary>
    public bool Spells(int id, string text)
    {
        var bytes = _table.Bytes(id);
        if (bytes.SequenceEqual(Encoding.UTF8.GetBytes(text))) return true;
        var spelled = new byte[text.Length];
        return ByteAlphabet.TryDecode(text, spelled) && bytes.SequenceEqual(spelled);
    }

    /// <summary>The finished table; nothing is added afterwards.</summary>
    public TokenTable Table()
    {
        _table.Index(id => _isSpelled[id]);
        return _table;
    }

    /// <summary>Adds merge number <paramref name="rank"/>, "left right".</summary>
    /// <exception cref="ForgeException">A part or the result is not in the vocabulary.</exception>
    public static void Merge(string source, TokenTable table, MergeTable merges, int rank, ReadOnlySpan<char> pair)
    {
        var space = pair.IndexOf(' ');
        if (space <= 0 || space == pair.Length - 1) throw new ForgeException($"{source}: merge {rank} is \"{pair}\", expected two tokens with a space between");
        Merge(source, table, merges, rank, pair[..space], pair[(space + 1)..]);
    }

    /// <inheritdoc cref="Merge(string, TokenTable, MergeTable, int, ReadOnlySpan{char})"/>
    public static void Merge(string source, TokenTable table, MergeTable merges, int rank, ReadOnlySpan<char> left, ReadOnlySpan<char> right)
    {
        if (left.Length + right.Length > 4096) throw new ForgeException($"{source}: merge {rank} is {left.Length + right.Length} characters long; at most 4096 are read");
        var bytes = new byte[left.Length + right.Length].AsSpan();
        if (!ByteAlphabet.TryDecode(left, bytes) || !ByteAlphabet.TryDecode(right, bytes[left.Length..]))
            throw new ForgeException($"{source}: merge {rank} (\"{left}\" with \"{right}\") is not in the byte-level spelling");
        var (a, b, both) = (table.Find(bytes[..left.Length]), table.Find(bytes[left.Length..]), table.Find(bytes));
        if (a < 0 || b < 0 || both < 0) throw new ForgeException($"{source}: merge {rank} (\"{left}\" with \"{right}\"): {(a < 0 ? "its left part" : b < 0 ? "its right part" : "its result")} is not in the vocabulary");
        merges.Add(a, b, new(rank, both));
    }
}
