using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

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
internal static class MarkupLook
{
    // compiled at once in full: read first without inlining, every vector operation would be a call
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static MarkupKinds At(ReadOnlySpan<byte> text)
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
        for (var left = few.ExtractMostSignificantBits(); left != 0; left &= left - 1) found |= Kind(text, at + BitOperations.TrailingZeroCount(left));
        letters = letters >> 32 | (ulong)letter.ExtractMostSignificantBits() << 32;
        spaces = spaces >> 32 | (ulong)Is(bytes, ' ').ExtractMostSignificantBits() << 32;
        var spaced = letters & spaces >> 1 & letters >> 2 & spaces >> 3 & letters >> 4 & spaces >> 5 & letters >> 6;
        return spaced == 0 ? found : found | MarkupKinds.Letter;
    }

    internal static Vector256<byte> Letters(Vector256<byte> bytes) => In(bytes | Vector256.Create((byte)0x20), 'a', 26);

    private static MarkupKinds Kind(ReadOnlySpan<byte> text, int at)
    {
        if (at >= text.Length) return MarkupKinds.None; // padding
        var next = at + 1 < text.Length ? text[at + 1] : (byte)0;
        switch (text[at])
        {
            case (byte)'&':
                return (next == '#' || IsLetter(next)) && EntityStep.May(text, at) ? MarkupKinds.Entity : MarkupKinds.None;
            case (byte)'<':
                return next is (byte)'!' or (byte)'?' || HtmlTag.TryRead(text, at, out _) ? MarkupKinds.Tag : MarkupKinds.None;
            case (byte)'[':
                return next is (byte)'/' or (byte)'[' or (byte)'^' or (byte)'*' || (IsDigit(next) && BracketStep.FollowsWord(text, at)) ? MarkupKinds.Bracket : MarkupKinds.None;
            case (byte)']':
                return next == '(' ? MarkupKinds.Bracket : MarkupKinds.None;
            case (byte)'%':
                return at + 2 < text.Length && text[at + 2] == '0' ? MarkupKinds.Transport : MarkupKinds.None;
            case (byte)'=':
                return MarkupKinds.Transport;
            case (byte)'\\':
                return (at == 0 || text[at - 1] != '\\') && EscapeStep.May(text, at) ? MarkupKinds.Escape : MarkupKinds.None;
            case (byte)'\n':
                return next is (byte)' ' or (byte)'\t' or (byte)'[' || IsDigit(next) ? LineStep.May(text, at) ? MarkupKinds.Line : MarkupKinds.None : MarkupKinds.None;
            case (byte)'-':
                return (next == '\n' && LineStep.MayJoin(text, at)) || text[at..].StartsWith("-->"u8) ? MarkupKinds.Line : LetterStep.IsBracketName(text, at) ? MarkupKinds.Letter : MarkupKinds.None;
            case (byte)' ' or (byte)'n':
                return LetterStep.IsSuffix(text, at + 1) ? MarkupKinds.Letter : MarkupKinds.None;
            default:
                return LetterStep.May(text, at) ? MarkupKinds.Letter : MarkupKinds.None;
        }
    }

    internal static bool IsLetter(byte b) => (uint)((b | 0x20) - 'a') < 26;

    internal static bool IsDigit(byte b) => (uint)(b - '0') < 10;
}
