using System.Globalization;
using System.Text;

namespace DataForge.Models.Tokenizers;

/// <summary>Finds where the next word ends: each rule's regular expression as a scanner that looks at every character at most a few times, whatever the input.</summary>
/// <remarks>The patterns stand in <see cref="PreTokenizers"/>; the tests hold the scanner against .NET's regex engine on the same patterns. Letters, numbers and spaces are Unicode's \p{L}, \p{N} and White_Space as this runtime knows them.</remarks>
internal static class WordScanner
{
    private const byte Letter = 1;
    private const byte Number = 2;
    private const byte Space = 3;
    private const byte NewLine = 4;
    private const byte Other = 0;
    private const byte Wide = 9;

    private static readonly byte[] ByteClasses = Build();

    /// <summary>End of the word that starts at <paramref name="at"/>.</summary>
    /// <param name="text">Valid UTF-8; its end counts as the end of the text.</param>
    public static int Next(PreTokenizer rule, ReadOnlySpan<byte> text, int at) => rule switch
    {
        PreTokenizer.Gpt2 => Gpt2(text, at, numbersApart: false),
        PreTokenizer.SmolLm => Gpt2(text, at, numbersApart: true),
        PreTokenizer.Llama3 => Llama3(text, at, longestNumber: 3),
        _ => Llama3(text, at, longestNumber: 1),
    };

    private static int Gpt2(ReadOnlySpan<byte> text, int at, bool numbersApart)
    {
        var kind = Class(text, at, out var size);
        if (numbersApart && kind == Number) return at + size;
        if (text[at] == '\'' && Contraction(text, at, anyCase: false) is var end and > 0) return end;
        if (kind is Space or NewLine)
        {
            if (text[at] != ' ' || at + 1 >= text.Length) return Spaces(text, at, numbersApart);
            kind = Class(text, at + 1, out size);
            if (kind is Space or NewLine || numbersApart && kind == Number) return Spaces(text, at, numbersApart);
            at++;
        }

        return Run(text, at + size, kind);
    }

    /// <summary><c>\s+(?!\S)|\s+</c>: all spaces at the end of the text, else all but the last one, but at least one.</summary>
    private static int Spaces(ReadOnlySpan<byte> text, int at, bool numbersApart)
    {
        var (start, last) = (at, at);
        while (at < text.Length)
        {
            var kind = Class(text, at, out var size);
            if (kind is not (Space or NewLine)) return last == start || numbersApart && kind == Number ? at : last;
            last = at;
            at += size;
        }

        return at;
    }

    private static int Llama3(ReadOnlySpan<byte> text, int at, int longestNumber)
    {
        if (text[at] == '\'' && Contraction(text, at, anyCase: true) is var contracted and > 0) return contracted;
        var kind = Class(text, at, out var size);
        if (kind == Letter) return Run(text, at + size, Letter);
        if (kind == Number) return Numbers(text, at + size, longestNumber - 1);
        var next = at + size;
        var nextKind = next < text.Length ? Class(text, next, out var nextSize) : Wide;
        if (kind != NewLine && nextKind == Letter) return Run(text, next, Letter);
        if (kind == Other || text[at] == ' ' && nextKind == Other)
        {
            var end = Run(text, next, Other);
            while (end < text.Length && text[end] is (byte)'\r' or (byte)'\n') end++;
            return end;
        }

        return LinesOrSpaces(text, at);
    }

    /// <summary><c>\s*[\r\n]+|\s+(?!\S)|\s+</c>.</summary>
    private static int LinesOrSpaces(ReadOnlySpan<byte> text, int at)
    {
        var (start, last, afterLine) = (at, at, 0);
        while (at < text.Length)
        {
            var kind = Class(text, at, out var size);
            if (kind is not (Space or NewLine)) break;
            last = at;
            at += size;
            if (kind == NewLine) afterLine = at;
        }

        if (afterLine > 0) return afterLine;
        return at == text.Length || last == start ? at : last;
    }

    private static int Numbers(ReadOnlySpan<byte> text, int at, int more)
    {
        for (; more > 0 && at < text.Length && Class(text, at, out var size) == Number; more--) at += size;
        return at;
    }

    private static int Run(ReadOnlySpan<byte> text, int at, byte kind)
    {
        while (at < text.Length && Class(text, at, out var size) == kind) at += size;
        return at;
    }

    /// <summary>End of <c>'s|'t|'re|'ve|'m|'ll|'d</c>, or 0. In any case, the long s (U+017F) counts as an s, as Unicode folds it.</summary>
    private static int Contraction(ReadOnlySpan<byte> text, int at, bool anyCase)
    {
        var one = Lower(text, at + 1, anyCase);
        if (one is 's' or 't' or 'm' or 'd') return at + 2;
        if (anyCase && at + 2 < text.Length && text[at + 1] == 0xC5 && text[at + 2] == 0xBF) return at + 3;
        var two = Lower(text, at + 2, anyCase);
        return one is 'r' or 'v' && two == 'e' || one == 'l' && two == 'l' ? at + 3 : 0;
    }

    private static int Lower(ReadOnlySpan<byte> text, int at, bool anyCase) =>
        at >= text.Length ? 0 : anyCase && text[at] is >= (byte)'A' and <= (byte)'Z' ? text[at] | 32 : text[at];

    private static byte Class(ReadOnlySpan<byte> text, int at, out int size)
    {
        size = 1;
        var kind = ByteClasses[text[at]];
        return kind == Wide ? ClassOfWide(text[at..], out size) : kind;
    }

    private static byte ClassOfWide(ReadOnlySpan<byte> text, out int size)
    {
        Rune.DecodeFromUtf8(text, out var rune, out size);
        return ClassOf(rune);
    }

    private static byte ClassOf(Rune rune) => Rune.GetUnicodeCategory(rune) switch
    {
        UnicodeCategory.UppercaseLetter or UnicodeCategory.LowercaseLetter or UnicodeCategory.TitlecaseLetter or UnicodeCategory.ModifierLetter or UnicodeCategory.OtherLetter => Letter,
        UnicodeCategory.DecimalDigitNumber or UnicodeCategory.LetterNumber or UnicodeCategory.OtherNumber => Number,
        _ => rune.Value is '\r' or '\n' ? NewLine : Rune.IsWhiteSpace(rune) ? Space : Other,
    };

    private static byte[] Build()
    {
        var classes = new byte[256];
        for (var value = 0; value < 256; value++) classes[value] = value < 128 ? ClassOf(new Rune(value)) : Wide;
        return classes;
    }
}
