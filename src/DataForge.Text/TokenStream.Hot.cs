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

    private const int FlagMask = 15;
    private static readonly uint[] MaskedPlaceholders = [.. Enumerable.Range(0, FlagMask + 1).Select(f => (f & (Token.Number | Token.NumberWord)) != 0 ? NumberPlaceholder : 0)];

    private static readonly uint[] SkeletonPlaceholders =
        [.. Enumerable.Range(0, FlagMask + 1).Select(f => MaskedPlaceholders[f] != 0 ? NumberPlaceholder : (f & Token.Name) != 0 ? NamePlaceholder : (f & Token.Pronoun) != 0 ? PronounPlaceholder : 0)];

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
            ReadOnlySpan<uint> placeholders = kind == StreamKind.Masked ? MaskedPlaceholders : SkeletonPlaceholders;
            var output = _hashes.AsSpan(0, hashes.Length);
            var first = _first.AsSpan(0, hashes.Length);
            uint last = 0;
            var begun = 0;
            for (var i = 0; i < hashes.Length; i++)
            {
                var placeholder = placeholders[flags[i] & FlagMask];
                var hash = placeholder == 0 ? hashes[i] : placeholder;
                // without branches: a repeated placeholder is overwritten by what follows it
                var repeated = hash == last & IsPlaceholder(hash);
                count -= repeated ? 1 : 0;
                begun = repeated ? begun : i;
                output[count] = hash;
                first[count] = begun;
                count++;
                last = hash;
            }
        }

        _first[count] = hashes.Length;
        Count = count;
    }
}
