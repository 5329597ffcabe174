using System.Buffers;
using System.Buffers.Binary;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Text;
using DataForge.Text.Unicode;

namespace DataForge.Text;

/// <summary>Second pass of the normalizer: folded UTF-8 to tokens.</summary>
internal sealed partial class Tokenizer
{
    private const byte Space = 0, Lower = 1, Upper = 2, Digit = 3, Backslash = 4, Apostrophe = 5, Stop = 6, Wide = 7;

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
        _map.Fill(text);
        ref var first = ref MemoryMarshal.GetReference(text);
        ref var kinds = ref MemoryMarshal.GetArrayDataReference(Kinds);
        for (var at = _map.NextMark(0); at < text.Length; at = _map.NextMark(at))
        {
            switch (Unsafe.Add(ref kinds, Unsafe.Add(ref first, at)))
            {
                case Lower or Upper:
                    at = ReadAsciiWord(text, at);
                    break;
                case Digit:
                    at = ReadNumber(text, at);
                    break;
                case Backslash:
                    at = ReadCommand(text, at);
                    break;
                case Wide:
                    at = ReadWide(text, at);
                    break;
                default:
                    _break = Token.Break;
                    at++;
                    break;
            }
        }
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
        var hash = AsciiHash(text, name, at);
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
        foreach (var c in ".?!;:\n\r") kinds[c] = Stop;
        kinds['\\'] = Backslash;
        kinds['\''] = Apostrophe;
        for (var c = 0x80; c < 0x100; c++) kinds[c] = Wide;
        return kinds;
    }
}
