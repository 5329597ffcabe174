namespace DataForge.Text;

/// <summary>How tokens are read for matching.</summary>
public enum StreamKind
{
    /// <summary>Every token as it is.</summary>
    Exact,

    /// <summary>A run of numbers, in digits or words, is one placeholder.</summary>
    Masked,

    /// <summary>As masked; a run of names is one placeholder and he and she are the same.</summary>
    Skeleton,
}

/// <summary>One reading of a token list, with the tokens each element came from.</summary>
public sealed class TokenStream
{
    /// <summary>Stands for a run of numbers.</summary>
    public const uint NumberPlaceholder = 2;

    /// <summary>Stands for a run of names.</summary>
    public const uint NamePlaceholder = 4;

    private const uint PronounPlaceholder = 6; // even: no word's hash is

    private uint[] _hashes = new uint[256];
    private int[] _first = new int[257];

    public int Count { get; private set; }

    public ReadOnlySpan<uint> Hashes => _hashes.AsSpan(0, Count);

    /// <summary>Index in the token list of an element's first token; of <see cref="Count"/>, the list's length.</summary>
    public int FirstToken(int element) => _first[element];

    /// <summary>One past an element's last token.</summary>
    public int EndToken(int element) => _first[element + 1];

    /// <summary>True for placeholders of numbers and names: they never make an n-gram telling.</summary>
    public static bool IsPlaceholder(uint hash) => hash is NumberPlaceholder or NamePlaceholder;

    /// <summary>Reads tokens as the given kind.</summary>
    public void Fill(StreamKind kind, ReadOnlySpan<uint> hashes, ReadOnlySpan<byte> flags)
    {
        if (hashes.Length >= _first.Length)
        {
            _hashes = new uint[hashes.Length * 2];
            _first = new int[hashes.Length * 2 + 1];
        }

        var count = 0;
        if (kind == StreamKind.Exact)
        {
            hashes.CopyTo(_hashes);
            for (; count < hashes.Length; count++) _first[count] = count;
        }
        else
        {
            var names = kind == StreamKind.Skeleton ? Token.Name : 0;
            var pronouns = kind == StreamKind.Skeleton ? Token.Pronoun : 0;
            uint last = 0;
            for (var i = 0; i < hashes.Length; i++)
            {
                var flag = flags[i];
                var hash = hashes[i];
                if ((flag & (Token.Number | Token.NumberWord)) != 0) hash = NumberPlaceholder;
                else if ((flag & names) != 0) hash = NamePlaceholder;
                else if ((flag & pronouns) != 0) hash = PronounPlaceholder;
                if (hash == last && IsPlaceholder(hash)) continue;
                last = hash;
                _hashes[count] = hash;
                _first[count++] = i;
            }
        }

        _first[count] = hashes.Length;
        Count = count;
    }
}
