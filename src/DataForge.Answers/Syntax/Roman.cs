using System.Buffers;

namespace DataForge.Answers.Syntax;

/// <summary>Roman numerals of two letters or more, in capitals. A second reading only: IV may be a product or a name.</summary>
internal static class Roman
{
    private static readonly SearchValues<char> Letters = SearchValues.Create("IVXLCDM");

    private static readonly (string Sign, int Value)[] Signs =
        [("M", 1000), ("CM", 900), ("D", 500), ("CD", 400), ("C", 100), ("XC", 90), ("L", 50), ("XL", 40), ("X", 10), ("IX", 9), ("V", 5), ("IV", 4), ("I", 1)];

    /// <summary>Null unless the text is the one way to write a number from 2 to 3999.</summary>
    public static int? Read(ReadOnlySpan<char> text)
    {
        if (text.StartsWith("\\text{", StringComparison.Ordinal) && text[^1] == '}') text = text[6..^1];
        if (text.Length is < 2 or > 15 || text.ContainsAnyExcept(Letters)) return null;
        var value = 0;
        var rest = text;
        foreach (var (sign, worth) in Signs)
            while (rest.StartsWith(sign, StringComparison.Ordinal))
            {
                value += worth;
                rest = rest[sign.Length..];
            }

        return rest.IsEmpty && text.SequenceEqual(Write(value)) ? value : null;
    }

    private static string Write(int value)
    {
        var text = "";
        foreach (var (sign, worth) in Signs)
            for (; value >= worth; value -= worth) text += sign;
        return text;
    }
}
