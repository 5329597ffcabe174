using System.Buffers;
using System.Buffers.Binary;
using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Text;
using DataForge.Text.Unicode;

namespace DataForge.Text;

/// <summary>Second pass of the normalizer: folded UTF-8 to tokens.</summary>
internal sealed partial class Tokenizer
{
    private const byte Lower = 1, Upper = 2, Digit = 3, Backslash = 4, Apostrophe = 5, Wide = 6;

    private const int LongestCommand = 32;

    private static readonly byte[] Kinds = BuildKinds();
    private readonly ByteMap _map = new();

    public TokenList Tokens { get; } = new();

    // set when the next token begins a sentence, clause or line
    private byte _break;

    public void Read(ReadOnlySpan<byte> text)
    {
        Tokens.Clear(text.Length + 1); // no token is shorter than a byte
        _break = Token.Break;
        var blocks = _map.Fill(text);
        var at = 0;
        for (var b = 0; b < blocks; b++)
        {
            var end = (b + 1) * ByteMap.Block;
            if (at >= end) continue;
            var (starts, stops) = (_map.Block64(ByteMap.Starts, b), _map.Block64(ByteMap.Stops, b));
            if (at >= b * ByteMap.Block) GoOn(at, ref starts, ref stops);
            while (starts != 0)
            {
                ReadRuns(text, b, ref starts, ref stops);
                if (starts == 0) break;
                at = b * ByteMap.Block + BitOperations.TrailingZeroCount(starts);
                if ((stops & (starts ^ (starts - 1))) != 0) _break = Token.Break;
                at = ReadOther(text, at);
                if (at >= end) break;
                GoOn(at, ref starts, ref stops);
            }

            if (stops != 0 && at < end) _break = Token.Break;
        }
    }

    /// <summary>Leaves of a block's bits those behind what was read; a run that was read in part goes on with a token of its own.</summary>
    private void GoOn(int at, ref ulong starts, ref ulong stops)
    {
        var left = ulong.MaxValue << at;
        starts = starts & left | (_map.From(ByteMap.Letters, at) | _map.From(ByteMap.Digits, at)) << at & (1UL << at);
        stops &= left;
    }

    /// <summary>Reads words of ASCII letters and numbers of digits alone, up to the first token of a block that has anything else in it or right behind it, or is long.</summary>
    /// <remarks>What is done to a token does not depend on its length or kind by a branch, and where the next one begins does not depend on it at all.</remarks>
    /// <param name="starts">Of the block's tokens; leaves those that were not read.</param>
    private void ReadRuns(ReadOnlySpan<byte> text, int block, ref ulong starts, ref ulong stops)
    {
        const int longest = 15;
        var (left, ends, others, digits) = (starts, stops, _map.Block64(ByteMap.Others, block), _map.Block64(ByteMap.Digits, block));
        ref var endRow = ref _map.Row(ByteMap.Ends);
        ref var jointRow = ref _map.Row(ByteMap.Joints);
        ref var upperRow = ref _map.Row(ByteMap.Uppers);
        ref var first = ref MemoryMarshal.GetReference(text);
        var last = text.Length - longest - 1;
        var count = Tokens.Count;
        uint broken = _break;
        while (left != 0)
        {
            var mark = left & (0 - left);
            var at = block * ByteMap.Block + BitOperations.TrailingZeroCount(left);
            var length = BitOperations.TrailingZeroCount(ByteMap.From(ref endRow, at) & ~1UL);
            if ((others & mark) != 0 || length > longest || at > last || (ByteMap.From(ref jointRow, at) >> length & 1) != 0) break;
            var hash = RunHash(ref Unsafe.Add(ref first, at), length);
            var isNumber = (digits & mark) != 0 ? 1U : 0;
            var isOne = length == 1 ? 1U : 0;
            var isCapitalized = (ByteMap.From(ref upperRow, at) & ((1UL << length) - 1)) == 1 ? 1U : 0;
            uint role = Lexicon.Flags(hash);
            var name = isCapitalized & (isOne ^ 1) & ~(role >> 7);
            var word = role & ~(uint)Lexicon.Opener & (isOne - 1) | isOne * Token.Symbol | name * Token.Name; // as AddWord has it
            broken |= (ends & (mark - 1)) != 0 ? (uint)Token.Break : 0;
            Tokens.Set(count++, hash, (byte)(word & (isNumber - 1) | isNumber * Token.Number | broken), at, at + length);
            broken = 0;
            ends &= ~(mark - 1);
            left &= left - 1;
        }

        Tokens.Count = count;
        _break = (byte)broken;
        (starts, stops) = (left, ends);
    }

    /// <summary>A token that is no plain run, or a long one, or one near the text's end.</summary>
    private int ReadOther(ReadOnlySpan<byte> text, int at) => Kinds[text[at]] switch
    {
        Lower or Upper => ReadAsciiWord(text, at),
        Digit => ReadNumber(text, at),
        Backslash => ReadCommand(text, at),
        _ => ReadWide(text, at),
    };

    /// <summary>As <see cref="AsciiHash"/>, of at most 15 bytes with 16 to be read.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static uint RunHash(ref byte first, int length)
    {
        const ulong lower = 0x2020202020202020;
        var low = Unsafe.ReadUnaligned<ulong>(ref first) | lower;
        var high = Unsafe.ReadUnaligned<ulong>(ref Unsafe.Add(ref first, sizeof(ulong))) | lower;
        var isLong = unchecked((ulong)((sizeof(ulong) - 1 - length) >> 31)); // all bits or none
        var hash = Token.Seed ^ ((Token.Seed ^ Token.Mix(Token.Seed, low)) & isLong);
        return Token.Finish(hash, (low ^ ((low ^ high) & isLong)) & ((1UL << (length * 8)) - 1), length);
    }

    private void Add(uint hash, byte flags, int start, int end)
    {
        Tokens.Add(hash, (byte)(flags | _break), start, end);
        _break = 0;
    }

    /// <summary>A word of ASCII letters; one with anything else in it or right behind it goes the general way.</summary>
    private int ReadAsciiWord(ReadOnlySpan<byte> text, int start)
    {
        const byte upperLimit = 0x20;
        var end = _map.LettersEnd(start);
        if (end < text.Length && Kinds[text[end]] is Apostrophe or Wide) return ReadWord(text, start);
        var capitalized = (text[start] & upperLimit) == 0 && text[(start + 1)..end].IndexOfAnyInRange((byte)'A', (byte)'Z') < 0;
        AddWord(AsciiHash(text, start, end), capitalized, start, end);
        return end;
    }

    /// <summary>Hash of ASCII letters in lower case, or of digits as they are: both have the bit that lower case has.</summary>
    private static uint AsciiHash(ReadOnlySpan<byte> text, int start, int end)
    {
        const ulong lower = 0x2020202020202020;
        var hash = Token.Seed;
        var at = start;
        for (; end - at >= sizeof(ulong); at += sizeof(ulong)) hash = Token.Mix(hash, BinaryPrimitives.ReadUInt64LittleEndian(text[at..]) | lower);
        ulong rest = 0;
        if (at + sizeof(ulong) <= text.Length) rest = (BinaryPrimitives.ReadUInt64LittleEndian(text[at..]) | lower) & ((1UL << ((end - at) * 8)) - 1);
        else
            for (var i = end - 1; i >= at; i--)
                rest = rest << 8 | text[i] | 0x20U;
        return Token.Finish(hash, rest, end - start);
    }

    /// <param name="capitalized">The first letter is in upper case, and no other.</param>
    private void AddWord(uint token, bool capitalized, int start, int end)
    {
        var flags = end - start == 1 ? Token.Symbol : Lexicon.Flags(token);
        if (capitalized && end - start > 1 && (flags & Lexicon.Opener) == 0) flags |= Token.Name;
        Add(token, (byte)(flags & ~Lexicon.Opener), start, end);
    }

    private int ReadWord(ReadOnlySpan<byte> text, int start)
    {
        var kinds = Kinds;
        var hash = Token.Seed;
        ulong chunk = 0;
        int shift = 0, length = 0, at = start, uppers = 0;
        while (at < text.Length)
        {
            uint b = text[at];
            var kind = kinds[(int)b];
            if (kind is Lower or Upper)
            {
                uppers += kind == Upper ? 1 : 0;
                chunk |= (ulong)(b | 0x20) << shift;
                at++;
                length++;
                if ((shift += 8) < 64) continue;
                hash = Token.Mix(hash, chunk);
                chunk = 0;
                shift = 0;
                continue;
            }

            if (kind == Apostrophe && at + 1 < text.Length && kinds[text[at + 1]] is Lower or Upper)
            {
                at++;
                continue;
            }

            if (kind != Wide) break;
            Rune.DecodeFromUtf8(text[at..], out var rune, out var width);
            var role = WordRole(text, rune.Value, at + width);
            if (role == CodePointClass.Other) break;
            if (role == CodePointClass.Letter)
                for (var i = 0; i < width; i++)
                {
                    chunk |= (ulong)text[at + i] << shift;
                    length++;
                    if ((shift += 8) < 64) continue;
                    hash = Token.Mix(hash, chunk);
                    chunk = 0;
                    shift = 0;
                }

            at += width;
        }

        AddWord(Token.Finish(hash, chunk, length), uppers == 1 && kinds[text[start]] == Upper, start, at);
        return at;
    }

    /// <summary>Letter: part of the word; Ignored: passed over within it; Other: ends it.</summary>
    private static CodePointClass WordRole(ReadOnlySpan<byte> text, int cp, int next)
    {
        if (IsApostrophe(cp)) return next < text.Length && Kinds[text[next]] is Lower or Upper ? CodePointClass.Ignored : CodePointClass.Other;
        return CodePoints.Class(cp) switch
        {
            CodePointClass.Letter or CodePointClass.Mark or CodePointClass.Digit => CodePointClass.Letter,
            CodePointClass.Ignored => CodePointClass.Ignored,
            _ => CodePointClass.Other,
        };
    }

    // U+02BC is a letter to Unicode
    private static bool IsApostrophe(int cp) => cp is 0x2019 or 0x02BC or 0x2032;

    private int ReadWide(ReadOnlySpan<byte> text, int at)
    {
        Rune.DecodeFromUtf8(text[at..], out var rune, out var width);
        switch (IsApostrophe(rune.Value) ? CodePointClass.Other : CodePoints.Class(rune.Value))
        {
            case CodePointClass.Letter or CodePointClass.Digit:
                return ReadWord(text, at);
            case CodePointClass.Alone:
                if (ChineseNumber.Value(rune.Value) >= 0 && ReadChineseNumber(text, at) is var end and > 0) return end;
                Add(Token.HashOf(text.Slice(at, width)), rune.Value is >= 0x370 and < 0x400 ? Token.Symbol : (byte)0, at, at + width);
                break;
            case CodePointClass.Other:
                if (rune.Value is 0x3002 or 0x2028 or 0x2029 or 0x0085) _break = Token.Break;
                break;
        }

        return at + width;
    }

    private int ReadChineseNumber(ReadOnlySpan<byte> text, int start)
    {
        Span<int> run = stackalloc int[ChineseNumber.MaxLength];
        int count = 0, at = start;
        while (count < run.Length && at < text.Length && Rune.DecodeFromUtf8(text[at..], out var rune, out var width) == OperationStatus.Done && ChineseNumber.Value(rune.Value) is var value and >= 0)
        {
            run[count++] = value;
            at += width;
        }

        Span<byte> digits = stackalloc byte[32];
        var length = ChineseNumber.Write(run[..count], digits);
        if (length == 0) return 0;
        Add(Token.HashOf(digits[..length]), Token.Number, start, at);
        return at;
    }

    private int ReadCommand(ReadOnlySpan<byte> text, int start)
    {
        var at = start;
        while (at < text.Length && text[at] == '\\') at++;
        var name = at;
        at = _map.LettersEnd(at);
        if (at == name) return at;
        if (at - name > LongestCommand) return ReadWord(text, name);
        var hash = at - name < 2 * sizeof(ulong) && name + 2 * sizeof(ulong) <= text.Length ? RunHash(ref Unsafe.Add(ref MemoryMarshal.GetReference(text), name), at - name) : AsciiHash(text, name, at);
        switch (LatexCommands.Find(hash, out var token))
        {
            case LatexAction.Drop:
                return at;
            case LatexAction.DropGroup:
                return SkipGroups(text, at);
            case LatexAction.Fraction:
                Add(token, Token.Symbol, start, at);
                return ReadDigitArguments(text, at);
            default:
                Add(token, Token.Symbol, start, at);
                return at;
        }
    }

    /// <summary>Passes over <c>{…}</c>, and for <c>{array}{ll}</c> over the column layout too.</summary>
    private static int SkipGroups(ReadOnlySpan<byte> text, int at)
    {
        const int longest = 80;
        if (at < text.Length && text[at] == '*') at++;
        var open = at;
        while (open < text.Length && text[open] == ' ') open++;
        if (open >= text.Length || text[open] != '{') return at;
        var window = text[open..Math.Min(text.Length, open + longest)];
        var close = window.IndexOf((byte)'}');
        if (close < 0) return at;
        var content = window[1..close];
        at = open + close + 1;
        return content.Length >= 5 && (content[0] | 0x20) is 'a' or 't' && (content[1] | 0x20) is 'r' or 'a' && at < text.Length && text[at] == '{' ? SkipGroups(text, at) : at;
    }

    private int ReadDigitArguments(ReadOnlySpan<byte> text, int at)
    {
        for (var argument = 0; argument < 2; argument++)
        {
            var digit = at;
            while (digit < text.Length && text[digit] == ' ') digit++;
            if (digit >= text.Length || Kinds[text[digit]] != Digit) return at;
            Add(Token.HashOf(text.Slice(digit, 1)), Token.Number, digit, digit + 1);
            at = digit + 1;
        }

        return at;
    }

    private static byte[] BuildKinds()
    {
        var kinds = new byte[256];
        for (var c = 'a'; c <= 'z'; c++) (kinds[c], kinds[c - 32]) = (Lower, Upper);
        for (var c = '0'; c <= '9'; c++) kinds[c] = Digit;
        kinds['\\'] = Backslash;
        kinds['\''] = Apostrophe;
        for (var c = 0x80; c < 0x100; c++) kinds[c] = Wide;
        return kinds;
    }
}
