using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

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
    private const int Lanes = 8; // 512-bit registers would slow the whole core on some processors
    private static readonly uint[] MaskedPlaceholders = [.. Enumerable.Range(0, FlagMask + 1).Select(f => (f & (Token.Number | Token.NumberWord)) != 0 ? NumberPlaceholder : 0)];

    private static readonly uint[] SkeletonPlaceholders =
        [.. Enumerable.Range(0, FlagMask + 1).Select(f => MaskedPlaceholders[f] != 0 ? NumberPlaceholder : (f & Token.Name) != 0 ? NamePlaceholder : (f & Token.Pronoun) != 0 ? PronounPlaceholder : 0)];

    private uint[] _hashes = new uint[256];
    private int[] _first = new int[257];
    private bool _exact; // every element is one token

    public int Count { get; private set; }

    public ReadOnlySpan<uint> Hashes => _hashes.AsSpan(0, Count);

    /// <summary>Index in the token list of an element's first token; of <see cref="Count"/>, the list's length.</summary>
    public int FirstToken(int element) => _exact ? element : _first[element];

    /// <summary>One past an element's last token.</summary>
    public int EndToken(int element) => FirstToken(element + 1);

    /// <summary>True for placeholders of numbers and names: they never make an n-gram telling.</summary>
    public static bool IsPlaceholder(uint hash) => hash is NumberPlaceholder or NamePlaceholder;

    /// <summary>Reads tokens as the given kind.</summary>
    public void Fill(StreamKind kind, ReadOnlySpan<uint> hashes, ReadOnlySpan<byte> flags)
    {
        if (hashes.Length + Lanes >= _first.Length)
        {
            _hashes = new uint[(hashes.Length + Lanes) * 2];
            _first = new int[(hashes.Length + Lanes) * 2 + 1];
        }

        _exact = kind == StreamKind.Exact;
        if (_exact)
        {
            hashes.CopyTo(_hashes);
            Count = hashes.Length;
            return;
        }

        var placeholders = kind == StreamKind.Masked ? MaskedPlaceholders : SkeletonPlaceholders;
        var done = Avx512F.VL.IsSupported ? FillLanes(placeholders, hashes, flags) : 0;
        var count = done == 0 ? 0 : Count;
        var last = count == 0 ? 0 : _hashes[count - 1];
        for (var i = done; i < hashes.Length; i++)
        {
            var placeholder = placeholders[flags[i] & FlagMask];
            var hash = placeholder == 0 ? hashes[i] : placeholder;
            _hashes[count] = hash;
            _first[count] = i;
            count += hash == last & IsPlaceholder(hash) ? 0 : 1; // without a branch: a repeated placeholder is overwritten by what follows it
            last = hash;
        }

        _first[count] = hashes.Length;
        Count = count;
    }

    /// <summary>The same, eight tokens at a time.</summary>
    /// <returns>Tokens read; <see cref="Count"/> is set.</returns>
    private int FillLanes(uint[] placeholders, ReadOnlySpan<uint> hashes, ReadOnlySpan<byte> flags)
    {
        var (low, high) = (Vector256.Create(placeholders), Vector256.Create(placeholders, 8));
        var (numbers, names) = (Vector256.Create(NumberPlaceholder), Vector256.Create(NamePlaceholder));
        var places = Vector256<uint>.Indices;
        var before = Vector256<uint>.Zero;
        ref var hash = ref MemoryMarshal.GetReference(hashes);
        ref var flag = ref MemoryMarshal.GetReference(flags);
        ref var output = ref MemoryMarshal.GetArrayDataReference(_hashes);
        ref var first = ref Unsafe.As<int, uint>(ref MemoryMarshal.GetArrayDataReference(_first));
        var (count, done) = (0, 0);
        for (; done + Lanes <= hashes.Length; done += Lanes)
        {
            var kinds = Vector256.WidenLower(Vector128.WidenLower(Vector128.CreateScalarUnsafe(Unsafe.ReadUnaligned<ulong>(ref Unsafe.Add(ref flag, done))).AsByte()).ToVector256Unsafe()) & Vector256.Create((uint)FlagMask);
            var placeholder = Avx512F.VL.PermuteVar8x32x2(low, kinds, high);
            var tokens = Vector256.ConditionalSelect(Vector256.Equals(placeholder, Vector256<uint>.Zero), Vector256.LoadUnsafe(ref hash, (nuint)done), placeholder);
            var previous = Avx512F.VL.AlignRight32(tokens, before, Lanes - 1);
            var keep = ~(Vector256.Equals(tokens, previous) & (Vector256.Equals(tokens, numbers) | Vector256.Equals(tokens, names)));
            Avx512F.VL.Compress(Vector256<uint>.Zero, keep, tokens).StoreUnsafe(ref output, (nuint)count);
            Avx512F.VL.Compress(Vector256<uint>.Zero, keep, places).StoreUnsafe(ref first, (nuint)count);
            count += BitOperations.PopCount(keep.ExtractMostSignificantBits());
            places += Vector256.Create((uint)Lanes);
            before = tokens;
        }

        Count = count;
        return done;
    }
}
