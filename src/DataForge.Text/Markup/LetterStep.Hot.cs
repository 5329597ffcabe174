using System.Buffers;
using System.Collections.Frozen;
using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using System.Text;
using DataForge.Text.Unicode;

namespace DataForge.Text.Markup;

/// <summary>Letters that are not what they look like: invisible characters inside words, Cyrillic and Greek look-alikes in Latin words, raised note marks, letter-spaced words, the pieces of a treebank.</summary>
internal static class LetterStep
{
    private const string Greek = "ΑΒΕΖΗΙΚΜΝΟΡΤΥΧο", GreekAs = "ABEZHIKMNOPTYXo";
    private const string Cyrillic = "аеорсухіјѕАВЕКМНОРСТУХІЈЅ", CyrillicAs = "aeopcyxijsABEKMHOPCTYXIJS";
    private const int FewestSpaced = 4, LongestSpaced = 60, LongestNote = 4, LongestWord = 60;

    private static readonly FrozenDictionary<int, byte> LookAlikes =
        Greek.Zip(GreekAs).Concat(Cyrillic.Zip(CyrillicAs)).ToFrozenDictionary(p => (int)p.First, p => (byte)p.Second);

    // what a small raised number behind them is the exponent of
    private static readonly FrozenSet<string> Raised = FrozenSet.ToFrozenSet(
        ["sin", "cos", "tan", "cot", "sec", "csc", "log", "exp", "sinh", "cosh", "tanh", "arcsin", "arccos", "arctan", "mm", "cm", "dm", "km", "ft", "in", "yd", "mi", "feet", "inches", "meters", "metres", "units"]);

    /// <summary>What begins at a place, not in ASCII, may be such a letter.</summary>
    public static bool May(ReadOnlySpan<byte> text, int at)
    {
        var (first, second) = (text[at], at + 1 < text.Length ? text[at + 1] : (byte)0);
        var third = at + 2 < text.Length ? text[at + 2] : (byte)0;
        return first switch
        {
            0xC2 => second is 0xAD or 0xB2 or 0xB3 or 0xB9,
            0xCC or 0xCD => first == 0xCD && second == 0x8F,
            0xCE or 0xCF => IsNearLatin(text, at),
            0xD0 or 0xD1 or 0xD2 => true,
            0xD8 => second == 0x9C,
            0xE1 => second is 0xA0 or 0x9E or 0x85,
            0xE2 => (second == 0x80 && third is (>= 0x8B and <= 0x8F) or (>= 0xAA and <= 0xAE)) || (second == 0x80 && third == 0x99 && IsSuffix(text, at)) || (second == 0x81 && third is (>= 0xA0 and <= 0xAF) or (>= 0xB0 and <= 0xB9)),
            0xEF => (second == 0xBB && third == 0xBF) || (second == 0xB8 && third <= 0x8F),
            _ => false,
        };
    }

    public static bool Run(MarkupText from, MarkupText to)
    {
        var text = from.Span;
        bool? isLatin = null;
        var done = 0;
        for (var at = 0; at < text.Length;)
        {
            at = Skip(text, at);
            var (end, replaced) = (at + 1, false);
            if (text[at] >= 0x80)
            {
                if (Rune.DecodeFromUtf8(text[at..], out var rune, out var width) != OperationStatus.Done) width = Math.Max(1, width);
                end = at + width;
                var gone = CodePoints.Class(rune.Value) == CodePointClass.Ignored || (IsRaised(rune.Value) && IsNoteMark(text, at));
                if (gone) to.Copy(from, done, at);
                if (gone) done = end;
                else if (LookAlikes.TryGetValue(rune.Value, out var latin) && IsDisguised(text, at, ref isLatin))
                {
                    to.Copy(from, done, at);
                    to.Put(from, at, end, [latin]);
                    done = end;
                }
            }
            else if (text[at] == ' ' && Suffix(text, at))
            {
                to.Copy(from, done, at);
                done = end;
            }
            else if (text[at] == '-' && IsBracketName(text, at))
            {
                const int width = 5;
                end = at + width;
                to.Copy(from, done, at);
                to.Put(from, at, end, " "u8);
                done = end;
            }
            else if (MarkupLook.IsLetter(text[at]) && at + 1 < text.Length && text[at + 1] == ' ' && Spaced(text, at) is > 0 and var spaced)
            {
                to.Copy(from, done, at);
                for (; at < spaced; at += 2) to.Copy(from, at, at + 1);
                end = done = spaced - 1;
                replaced = true;
            }
            else if (MarkupLook.IsLetter(text[at]))
                while (end < text.Length && MarkupLook.IsLetter(text[end])) end++; // a word begins once

            at = replaced ? done : end;
        }

        return to.Finish(from, done);
    }

    /// <summary>The next place where anything may begin that this step changes; at the text's end at any place before it.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static int Skip(ReadOnlySpan<byte> text, int at)
    {
        ref var first = ref MemoryMarshal.GetReference(text);
        for (; at > 0 && at + 1 + Vector256<byte>.Count < text.Length; at += Vector256<byte>.Count)
        {
            var (bytes, next) = (Vector256.LoadUnsafe(ref first, (nuint)at), Vector256.LoadUnsafe(ref first, (nuint)at + 1));
            var space = Vector256.Create((byte)' ');
            var suffix = Vector256.Equals(bytes, space)
                & (Vector256.Equals(next, Vector256.Create((byte)'n')) | Vector256.Equals(next, Vector256.Create((byte)'\'')) | Vector256.Equals(next, Vector256.Create((byte)0xE2)));
            var single = MarkupLook.Letters(bytes) & Vector256.Equals(next, space) & ~MarkupLook.Letters(Vector256.LoadUnsafe(ref first, (nuint)at - 1));
            var any = bytes | suffix | single | Vector256.Equals(bytes, Vector256.Create((byte)'-')); // the high bit of a byte says that it is not in ASCII
            if (any.ExtractMostSignificantBits() is not 0 and var found) return at + BitOperations.TrailingZeroCount(found);
        }

        return at;
    }

    /// <summary>Behind single letters with one space between them, and the space: a word that was spaced out. Four letters at least, with a vowel and not in the alphabet's order, so that lists of variables and choices are none.</summary>
    private static int Spaced(ReadOnlySpan<byte> text, int at)
    {
        if (at > 0 && (char.IsAsciiLetterOrDigit((char)text[at - 1]) || text[at - 1] is (byte)'\\' or (byte)'\'' or >= 0x80)) return 0;
        var (end, vowel) = (at, false);
        while (end + 1 < text.Length && end - at < LongestSpaced * 2 && MarkupLook.IsLetter(text[end]) && text[end + 1] == ' ')
        {
            vowel |= (text[end] | 0x20) is 'a' or 'e' or 'i' or 'o' or 'u';
            end += 2;
        }

        var last = end < text.Length && MarkupLook.IsLetter(text[end]) && (end + 1 == text.Length || !(char.IsAsciiLetterOrDigit((char)text[end + 1]) || text[end + 1] is (byte)'\'' or >= 0x80));
        if (last)
        {
            vowel |= (text[end] | 0x20) is 'a' or 'e' or 'i' or 'o' or 'u';
            end += 2;
        }

        if (!vowel || (end - at) / 2 < FewestSpaced) return 0;
        for (var i = at + 2; i < end; i += 2)
            if (text[i] != text[i - 2] + 1)
                return end;
        return 0; // A B C D
    }

    /// <summary>A space of a treebank: <c>Kimberly 's</c>, <c>do n't</c>.</summary>
    private static bool Suffix(ReadOnlySpan<byte> text, int at)
    {
        if (at == 0 || !MarkupLook.IsLetter(text[at - 1])) return false;
        var rest = text[(at + 1)..];
        if (rest.StartsWith("n't"u8) || rest.StartsWith("n’t"u8)) return true;
        var mark = rest.StartsWith("'"u8) ? 1 : rest.StartsWith("’"u8) ? 3 : 0;
        if (mark == 0) return false;
        rest = rest[mark..];
        foreach (var suffix in (ReadOnlySpan<string>)["s", "re", "ve", "ll", "d", "m"])
            if (rest.Length >= suffix.Length && Ascii.Equals(rest[..suffix.Length], suffix) && (rest.Length == suffix.Length || !MarkupLook.IsLetter(rest[suffix.Length])))
                return true;
        return false;
    }

    /// <summary>An apostrophe behind a space, or behind one and an n.</summary>
    public static bool IsSuffix(ReadOnlySpan<byte> text, int at)
    {
        var space = at > 0 && text[at - 1] == 'n' ? at - 2 : at - 1;
        return space >= 0 && text[space] == ' ' && Suffix(text, space);
    }

    public static bool IsBracketName(ReadOnlySpan<byte> text, int at) =>
        at + 5 <= text.Length && text[at + 1] is (byte)'L' or (byte)'R' && text[at + 2] is (byte)'R' or (byte)'S' or (byte)'C' && text[at + 3] == 'B' && text[at + 4] == '-';

    private static bool IsRaised(int cp) => cp is 0xB2 or 0xB3 or 0xB9 or >= 0x2070 and <= 0x2079;

    /// <summary>Behind a word or a sentence's end, and not behind a function, a unit or a variable.</summary>
    private static bool IsNoteMark(ReadOnlySpan<byte> text, int at)
    {
        for (var raised = 0; raised < LongestNote && at >= 2 && ((text[at - 2] == 0xC2 && text[at - 1] is 0xB2 or 0xB3 or 0xB9) || (at >= 3 && text[at - 3] == 0xE2 && text[at - 2] == 0x81)); raised++) at -= text[at - 2] == 0xC2 ? 2 : 3;
        if (at == 0) return false;
        if (text[at - 1] is (byte)'.' or (byte)',' or (byte)';' or (byte)':' or (byte)'?' or (byte)'!') return true;
        var start = at;
        while (start > 0 && MarkupLook.IsLetter(text[start - 1])) start--;
        return at - start >= 2 && (start == 0 || text[start - 1] != '\\') && !Raised.Contains(Encoding.ASCII.GetString(text[start..at]).ToLowerInvariant());
    }

    private static bool IsNearLatin(ReadOnlySpan<byte> text, int at) => (at > 0 && MarkupLook.IsLetter(text[at - 1])) || (at + 2 < text.Length && MarkupLook.IsLetter(text[at + 2]));

    /// <summary>The word around has letters of ASCII beside look-alikes; or nothing but look-alikes of Cyrillic, in a text that is Latin.</summary>
    private static bool IsDisguised(ReadOnlySpan<byte> text, int at, ref bool? isLatin)
    {
        var (start, end) = (at, at);
        while (start > 0 && at - start < LongestWord && (MarkupLook.IsLetter(text[start - 1]) || text[start - 1] is >= 0x80 and < 0xC0 && start > 1 && text[start - 2] is >= 0xCE and <= 0xD2)) start -= text[start - 1] < 0x80 ? 1 : 2;
        while (end < text.Length && end - at < LongestWord && (MarkupLook.IsLetter(text[end]) || text[end] is >= 0xCE and <= 0xD2)) end += text[end] < 0x80 ? 1 : 2;
        end = Math.Min(end, text.Length);
        var (ascii, others, greek) = (0, 0, false);
        for (var i = start; i < end; i++)
        {
            if (text[i] < 0x80)
            {
                ascii++;
                continue;
            }

            if (Rune.DecodeFromUtf8(text[i..], out var rune, out var width) != OperationStatus.Done || !LookAlikes.ContainsKey(rune.Value)) return false;
            greek |= rune.Value < 0x400;
            others++;
            i += width - 1;
        }

        return greek ? ascii > 1 : ascii > 0 || (isLatin ??= IsLatin(text));
    }

    /// <summary>Fewer letters of other alphabets than a third of those of ASCII.</summary>
    private static bool IsLatin(ReadOnlySpan<byte> text)
    {
        var (ascii, others) = (0, 0);
        foreach (var b in text)
        {
            if (MarkupLook.IsLetter(b)) ascii++;
            else if (b is >= 0xCE and <= 0xD2) others++;
        }

        return others * 3 < ascii;
    }
}
