using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace DataForge.Text.Markup;

/// <summary>What a text may hold that the decoder takes out.</summary>
[Flags]
internal enum MarkupKinds
{
    None = 0,
    Transport = 1,
    Escape = 2,
    Entity = 4,
    Tag = 8,
    Bracket = 16,
    Line = 32,
    Letter = 64,
    All = 127,
}

/// <summary>One pass over a text that tells which steps of the decoder it needs. It may call for one in vain, never leave one out.</summary>
/// <remarks>
/// Markup begins with two bytes. Four tables by the halves of a byte say, a bit a kind of pair, which bytes may stand first and which second; a pair has some bit in all four.
/// They let through some pairs too many, which the closer look (<see cref="Kind"/>) refuses. Without such tables in the processor the pairs are compared one by one.
/// </remarks>
internal static class MarkupLook
{
    // bit 0: & before anything from a blank on; 1: < before the same; 2: \ before r t u \; 3: \ before n '; 4: line end or bracket before blank, digit, / or (; 5: the same before [ ^ *; 6: - = before line end, - R L; 7: blank or n before ', % before 2
    private static readonly Vector128<byte> FirstLow = Table((0, 0x80), (5, 0x80), (6, 0x01), (0xA, 0x30), (0xB, 0x30), (0xC, 0x0E), (0xD, 0x50), (0xE, 0x80));
    private static readonly Vector128<byte> FirstHigh = Table((0, 0x30), (2, 0xC1), (3, 0x42), (5, 0x3C), (6, 0x80));
    private static readonly Vector128<byte> SecondLow = Table(
        (0, 0x13), (1, 0x13), (2, 0xD7), (3, 0x13), (4, 0x17), (5, 0x17), (6, 0x13), (7, 0x9B), (8, 0x13), (9, 0x13), (0xA, 0x63), (0xB, 0x23), (0xC, 0x47), (0xD, 0x43), (0xE, 0x2B), (0xF, 0x13));
    private static readonly Vector128<byte> SecondHigh = Table((0, 0x50), (2, 0xFB), (3, 0x93), (4, 0x43), (5, 0x67), (6, 0x0B), (7, 0x07));

    private static Vector128<byte> Table(params ReadOnlySpan<(int Half, int Bits)> entries)
    {
        Span<byte> table = stackalloc byte[Vector128<byte>.Count];
        table.Clear();
        foreach (var (half, bits) in entries) table[half] = (byte)bits;
        return Vector128.Create<byte>(table);
    }

    public static MarkupKinds At(ReadOnlySpan<byte> text) => Avx2.IsSupported ? ByTables(text) : ByComparing(text);

    // compiled at once in full: read first without inlining, every vector operation would be a call
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static MarkupKinds ByTables(ReadOnlySpan<byte> text)
    {
        var found = MarkupKinds.None;
        var (firstLow, firstHigh) = (Vector256.Create(FirstLow, FirstLow), Vector256.Create(FirstHigh, FirstHigh));
        var (secondLow, secondHigh) = (Vector256.Create(SecondLow, SecondLow), Vector256.Create(SecondHigh, SecondHigh));
        var half = Vector256.Create((byte)0x0F);
        var before = Vector256<byte>.Zero;
        ulong spaces = 0; // of this block above those of the one before
        scoped ref var first = ref MemoryMarshal.GetReference(text);
        Span<byte> tail = stackalloc byte[Vector256<byte>.Count * 2 + 1];
        for (var at = 0; at <= text.Length; at += Vector256<byte>.Count)
        {
            var last = at + Vector256<byte>.Count >= text.Length;
            if (last)
            {
                tail.Clear();
                text[at..].CopyTo(tail);
                first = ref Unsafe.Subtract(ref MemoryMarshal.GetReference(tail), at);
            }

            var (bytes, next) = (Vector256.LoadUnsafe(ref first, (nuint)at), Vector256.LoadUnsafe(ref first, (nuint)at + 1));
            var pair = Avx2.Shuffle(firstLow, bytes & half) & Avx2.Shuffle(firstHigh, Vector256.ShiftRightLogical(bytes.AsUInt16(), 4).AsByte() & half)
                & Avx2.Shuffle(secondLow, next & half) & Avx2.Shuffle(secondHigh, Vector256.ShiftRightLogical(next.AsUInt16(), 4).AsByte() & half);
            var few = ~Vector256.Equals(pair, Vector256<byte>.Zero) | (Vector256.GreaterThan(bytes, Vector256.Create((byte)0xC1)) & ~In(bytes, '\u00E3', 12)); // no Han nor kana
            for (var left = few.ExtractMostSignificantBits(); left != 0; left &= left - 1) found |= Kind(text, at + BitOperations.TrailingZeroCount(left), found);
            spaces = spaces >> 32 | (ulong)Is(bytes, ' ').ExtractMostSignificantBits() << 32;
            if ((spaces & spaces >> 2 & spaces >> 4) != 0 && IsSpaced(before, bytes, spaces)) found |= MarkupKinds.Letter;
            before = bytes;
            if (last || found == MarkupKinds.All) break;
        }

        return found;
    }

    /// <summary>Four single letters with spaces between them stand in two blocks.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static bool IsSpaced(Vector256<byte> before, Vector256<byte> bytes, ulong spaces)
    {
        var letters = (ulong)Letters(bytes).ExtractMostSignificantBits() << 32 | Letters(before).ExtractMostSignificantBits();
        return (letters & spaces >> 1 & letters >> 2 & spaces >> 3 & letters >> 4 & spaces >> 5 & letters >> 6) != 0;
    }

    /// <summary>The same, pair by pair.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    internal static MarkupKinds ByComparing(ReadOnlySpan<byte> text)
    {
        var found = MarkupKinds.None;
        ulong letters = 0, spaces = 0; // of this block above those of the one before
        ref var first = ref MemoryMarshal.GetReference(text);
        var at = 0;
        for (; at + Vector256<byte>.Count < text.Length; at += Vector256<byte>.Count)
        {
            var (bytes, next) = (Vector256.LoadUnsafe(ref first, (nuint)at), Vector256.LoadUnsafe(ref first, (nuint)at + 1));
            found |= Block(text, at, bytes, next, ref letters, ref spaces);
            if (found == MarkupKinds.All) return found;
        }

        Span<byte> tail = stackalloc byte[Vector256<byte>.Count * 2 + 1];
        tail.Clear();
        text[at..].CopyTo(tail);
        ref var rest = ref MemoryMarshal.GetReference(tail);
        found |= Block(text, at, Vector256.LoadUnsafe(ref rest), Vector256.LoadUnsafe(ref rest, 1), ref letters, ref spaces);
        return found;
    }

    private static Vector256<byte> Is(Vector256<byte> bytes, char c) => Vector256.Equals(bytes, Vector256.Create((byte)c));

    private static Vector256<byte> In(Vector256<byte> bytes, char first, byte count) =>
        Vector256.LessThan(bytes - Vector256.Create((byte)first), Vector256.Create(count));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static MarkupKinds Block(ReadOnlySpan<byte> text, int at, Vector256<byte> bytes, Vector256<byte> next, ref ulong letters, ref ulong spaces)
    {
        var letter = Letters(bytes);
        var lineEnd = Is(next, '\n');
        var few = Is(bytes, '&') | Is(bytes, '<') | Is(bytes, '[') | (Is(bytes, ']') & Is(next, '(')) | (Is(bytes, '%') & Is(next, '2'))
            | (Is(bytes, '\\') & (Is(next, '\\') | Is(next, 'n') | Is(next, 't') | Is(next, 'r') | Is(next, 'u') | Is(next, '\'')))
            | (lineEnd & (Is(bytes, '-') | Is(bytes, '='))) | (Is(bytes, '\n') & (Is(next, ' ') | Is(next, '\t') | In(next, '0', 10) | Is(next, '[')))
            | (Is(next, '\'') & (Is(bytes, ' ') | Is(bytes, 'n'))) | (Is(next, '-') & Is(bytes, '-')) | (Is(next, 'R') & Is(bytes, '-')) | (Is(next, 'L') & Is(bytes, '-'))
            | (Vector256.GreaterThan(bytes, Vector256.Create((byte)0xC1)) & ~In(bytes, '\u00E3', 12)); // no Han nor kana
        var found = MarkupKinds.None;
        for (var left = few.ExtractMostSignificantBits(); left != 0; left &= left - 1) found |= Kind(text, at + BitOperations.TrailingZeroCount(left), found);
        letters = letters >> 32 | (ulong)letter.ExtractMostSignificantBits() << 32;
        spaces = spaces >> 32 | (ulong)Is(bytes, ' ').ExtractMostSignificantBits() << 32;
        var spaced = letters & spaces >> 1 & letters >> 2 & spaces >> 3 & letters >> 4 & spaces >> 5 & letters >> 6;
        return spaced == 0 ? found : found | MarkupKinds.Letter;
    }

    internal static Vector256<byte> Letters(Vector256<byte> bytes) => In(bytes | Vector256.Create((byte)0x20), 'a', 26);

    /// <param name="known">What has been found already is not looked for again.</param>
    private static MarkupKinds Kind(ReadOnlySpan<byte> text, int at, MarkupKinds known)
    {
        if (at >= text.Length) return MarkupKinds.None; // padding
        var next = at + 1 < text.Length ? text[at + 1] : (byte)0;
        switch (text[at])
        {
            case (byte)'&':
                return (known & MarkupKinds.Entity) == 0 && (next == '#' || IsLetter(next)) && EntityStep.May(text, at) ? MarkupKinds.Entity : MarkupKinds.None;
            case (byte)'<':
                return (known & MarkupKinds.Tag) == 0 && (next is (byte)'!' or (byte)'?' || HtmlTag.TryRead(text, at, out _)) ? MarkupKinds.Tag : MarkupKinds.None;
            case (byte)'[':
                return next is (byte)'/' or (byte)'[' or (byte)'^' or (byte)'*' || (IsDigit(next) && BracketStep.FollowsWord(text, at)) ? MarkupKinds.Bracket : MarkupKinds.None;
            case (byte)']':
                return next == '(' ? MarkupKinds.Bracket : MarkupKinds.None;
            case (byte)'%':
                return next == '2' && at + 2 < text.Length && text[at + 2] == '0' ? MarkupKinds.Transport : MarkupKinds.None;
            case (byte)'=':
                return next == '\n' ? MarkupKinds.Transport : MarkupKinds.None;
            case (byte)'\\':
                return (known & MarkupKinds.Escape) == 0 && next is (byte)'\\' or (byte)'n' or (byte)'t' or (byte)'r' or (byte)'u' or (byte)'\'' && (at == 0 || text[at - 1] != '\\') && EscapeStep.May(text, at) ? MarkupKinds.Escape : MarkupKinds.None;
            case (byte)'\n':
                return (known & MarkupKinds.Line) == 0 && (next is (byte)' ' or (byte)'\t' or (byte)'[' || IsDigit(next)) ? LineStep.May(text, at) ? MarkupKinds.Line : MarkupKinds.None : MarkupKinds.None;
            case (byte)'-':
                return (next == '\n' && LineStep.MayJoin(text, at)) || text[at..].StartsWith("-->"u8) ? MarkupKinds.Line : LetterStep.IsBracketName(text, at) ? MarkupKinds.Letter : MarkupKinds.None;
            case (byte)' ' or (byte)'n':
                return LetterStep.IsSuffix(text, at + 1) ? MarkupKinds.Letter : MarkupKinds.None;
            default:
                return (known & MarkupKinds.Letter) == 0 && LetterStep.May(text, at) ? MarkupKinds.Letter : MarkupKinds.None;
        }
    }

    internal static bool IsLetter(byte b) => (uint)((b | 0x20) - 'a') < 26;

    internal static bool IsDigit(byte b) => (uint)(b - '0') < 10;
}
