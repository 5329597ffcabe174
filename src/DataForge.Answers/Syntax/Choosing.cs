using System.Text.RegularExpressions;

namespace DataForge.Answers.Syntax;

/// <summary>Combinations and permutations as schools write them: C(10, 3), C_{10}^{3}, _{10}C_3, 10C3, P(5, 2). A second reading only, for C(10, 3) may be a point.</summary>
internal static partial class Choosing
{
    private const int MaxLength = 40;

    /// <summary>A binomial coefficient, or it times k! for P; null for anything else.</summary>
    public static Node? Read(ReadOnlySpan<char> source)
    {
        if (source.Length is < 3 or > MaxLength || source.IndexOfAny('C', 'P') < 0 || source.IndexOfAnyInRange('0', '9') < 0) return null;
        var plain = source.ToString();
        foreach (var mark in (ReadOnlySpan<string>)["\\mathrm", "\\text", "\\left", "\\right", "\\,", "{", "}", " "]) plain = plain.Replace(mark, "", StringComparison.Ordinal);
        var match = Call().Match(plain) is { Success: true } call ? call : Below().Match(plain) is { Success: true } below ? below : Around().Match(plain);
        if (!match.Success) return null;
        var (n, k) = (Num.Of(long.Parse(match.Groups["n"].ValueSpan)), Num.Of(long.Parse(match.Groups["k"].ValueSpan)));
        var chosen = new Call("binom", n, k);
        return match.Groups["f"].Value == "C" ? chosen : new Product([chosen, new Unary(UnaryKind.Factorial, k)]);
    }

    [GeneratedRegex(@"^(?<f>[CP])\((?<n>\d{1,4}),(?<k>\d{1,4})\)$", RegexOptions.CultureInvariant)]
    private static partial Regex Call();

    [GeneratedRegex(@"^(?<f>[CP])(?:_(?<n>\d{1,4})\^(?<k>\d{1,4})|\^(?<k>\d{1,4})_(?<n>\d{1,4}))$", RegexOptions.CultureInvariant)]
    private static partial Regex Below();

    [GeneratedRegex(@"^[_^]?(?<n>\d{1,4})(?<f>[CP])_?(?<k>\d{1,4})$", RegexOptions.CultureInvariant)]
    private static partial Regex Around();
}
