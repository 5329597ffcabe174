using System.Buffers;
using System.Buffers.Binary;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Text;
using DataForge.Text.Unicode;

namespace DataForge.Text;

/// <summary>Second pass of the normalizer: folded UTF-8 to tokens.</summary>
/// <param name="plain">Without vectors where a slower way is at hand; for processors that have none, and for tests.</param>
internal sealed partial class Tokenizer(bool plain = false)
{
    private const byte Lower = 1, Upper = 2, Digit = 3, Backslash = 4, Apostrophe = 5, Wide = 6;

    private static readonly byte[] Kinds = BuildKinds();
    private readonly ByteMap _map = new();
    private readonly RunList _runs = new();

    public TokenList Tokens { get; } = new();

    // set when the next token begins a sentence, clause or line
    private byte _break;

    public void Read(ReadOnlySpan<byte> text)
    {
        Tokens.Clear(text.Length + TokenList.Lanes); // no token is shorter than a byte
        _break = Token.Break;
        _runs.Fill(text, _map, _map.Fill(text), plain);
        var (run, from) = (0, 0); // the next run; behind what was read in another way
        while (true)
        {
            var at = from;
            // a run that was read in part goes on with a token of its own
            if (from == 0 || from >= _runs.Starts[run] || from >= text.Length || ((_map.From(ByteMap.Letters, from) | _map.From(ByteMap.Digits, from)) & 1) == 0)
            {
                at = TakeRuns(text, ref run, ref from, _map.Next(ByteMap.Others, from, text.Length));
                if (at >= text.Length) return;
            }

            if (at >= from)
            {
                if (_map.Next(ByteMap.Stops, from, at) < at) _break = Token.Break;
                from = ReadOther(text, at);
            }

            while (_runs.Starts[run] < from) run++;
        }
    }

    /// <summary>Takes over the runs that are tokens by themselves and the commands of LaTeX, up to a place or to a run that has to be read in another way.</summary>
    /// <param name="from">Behind what was read before; becomes the end of what was read here.</param>
    /// <returns>Where to read on in another way; -1 when what stands behind a command was passed over.</returns>
    private int TakeRuns(ReadOnlySpan<byte> text, ref int run, ref int from, int end)
    {
        ref var start = ref MemoryMarshal.GetArrayDataReference(_runs.Starts);
        ref var endOf = ref MemoryMarshal.GetArrayDataReference(_runs.Ends);
        ref var hash = ref MemoryMarshal.GetArrayDataReference(_runs.Hashes);
        ref var flag = ref MemoryMarshal.GetArrayDataReference(_runs.Flags);
        var i = run;
        var (at, floor) = (Unsafe.Add(ref start, i), from);
        if (at >= end) return end;
        // the first one's break counts from the run before, which may not have been taken
        uint broken = _map.Next(ByteMap.Stops, from, at) < at ? Token.Break : _break;
        Unsafe.Add(ref flag, i) &= unchecked((byte)~Token.Break);
        var count = Tokens.Count;
        while (true)
        {
            var plain = Tokens.SetPlain(count, ref Unsafe.Add(ref hash, i), ref Unsafe.Add(ref flag, i), ref Unsafe.Add(ref start, i), ref Unsafe.Add(ref endOf, i), end, (byte)broken);
            if (plain > 0) broken = 0;
            (count, i) = (count + plain, i + plain);
            if (plain == TokenList.Lanes) continue;
            at = Unsafe.Add(ref start, i);
            uint flags = Unsafe.Add(ref flag, i);
            if (at >= end || flags >= RunList.Unread) break;
            broken |= flags & Token.Break;
            var stop = Unsafe.Add(ref endOf, i);
            var action = LatexCommands.Find(Unsafe.Add(ref hash, i++), out var token);
            if (action == LatexAction.Drop) continue;
            if (action != LatexAction.DropGroup)
            {
                Tokens.Set(count++, token, (byte)(Token.Symbol | broken), FirstBackslash(text, at, floor), stop);
                broken = 0;
                if (action == LatexAction.Keep) continue;
            }

            (Tokens.Count, _break) = (count, (byte)broken);
            var behind = action == LatexAction.DropGroup ? SkipGroups(text, stop) : ReadDigitArguments(text, stop);
            (count, broken) = (Tokens.Count, _break);
            if (behind == stop) continue;
            (run, from) = (i, behind);
            return -1;
        }

        (Tokens.Count, _break) = (count, (byte)broken);
        if (i > run) from = Unsafe.Add(ref endOf, i - 1);
        run = i;
        return at >= end ? end : (Unsafe.Add(ref flag, i) & RunList.Command) != 0 ? FirstBackslash(text, at, floor) : at;
    }

    /// <summary>A token that is no plain run, or a long one, or one near the text's end.</summary>
    private int ReadOther(ReadOnlySpan<byte> text, int at) => Kinds[text[at]] switch
    {
        Lower or Upper => ReadAsciiWord(text, at),
        Digit => ReadNumber(text, at),
        Backslash => ReadCommand(text, at),
        _ => ReadWide(text, at),
    };

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
