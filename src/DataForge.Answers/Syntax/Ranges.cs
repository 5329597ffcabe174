using System.Text.RegularExpressions;

namespace DataForge.Answers.Syntax;

/// <summary>Sets of reals in words: "x lies between 2 and 5", "all real numbers greater than 3", "all reals except 1", "x > -1, except x = 2".</summary>
internal static partial class Ranges
{
    private const int MaxLength = 160;

    /// <summary>The condition that a text states; null where it is no such sentence. "Between 2 and 5" says of no letter that it lies there, and leaves the ends out unless it says "inclusive".</summary>
    public static Node? Read(string source)
    {
        if (source.Length > MaxLength) return null;
        if (source.Length < 40 && Signed().Match(source) is { Success: true } signed)
            return new Chain([new Sym(signed.Groups["x"].Value), Num.Of(0)], signed.Groups["sign"].Value.Replace("-", "", StringComparison.Ordinal) switch { "positive" => ">", "negative" => "<", "nonpositive" => "≤", "nonnegative" => "≥", _ => "≠" });
        if (!(source.Contains("between", StringComparison.Ordinal) || source.Contains("real", StringComparison.Ordinal) || source.Contains("except", StringComparison.Ordinal))) return null;
        var plain = Unwrapped(source);
        var ofReals = Reals().Match(plain);
        if (ofReals.Success) plain = $"{(ofReals.Groups["x"].Success ? ofReals.Groups["x"].Value : "x")} {ofReals.Groups["rest"].Value}";
        if (Between().Match(plain) is { Success: true } between) return OfBounds(between);
        if (Except().Match(plain) is { Success: true } except) return Without(except);
        return ofReals.Success && Parser.Parse(plain) is Chain { Operands: [Sym, not Sym { Name.Length: > 1 }] } or Chain { Operands.Count: 3 } ? Parser.Parse(plain) : null;
    }

    private static Chain? OfBounds(Match match)
    {
        var (low, high) = (Parser.Parse(match.Groups["a"].Value), Parser.Parse(match.Groups["b"].Value));
        if (!IsNumber(low) || !IsNumber(high)) return null;
        var sign = match.Groups["ends"].Value is "inclusive" or "inclusively" ? "≤≤" : "<<";
        return new Chain([low, new Sym(match.Groups["x"].Value), high], sign);
    }

    /// <summary>"all real numbers except 1 and 2", "x > -1 except x = 2".</summary>
    private static Node? Without(Match match)
    {
        var name = new Sym(match.Groups["x"].Success ? match.Groups["x"].Value : "x");
        var taken = Parser.Parse(match.Groups["taken"].Value);
        var parts = new List<Node>();
        if (match.Groups["from"].Value is { Length: > 0 } from && from != name.Name)
        {
            if (Parser.Parse(from) is not (Chain or Items { IsOr: false }) || Parser.Parse(from) is not { } rest) return null;
            parts.AddRange(rest is Items items ? items.Parts : [rest]);
        }

        foreach (var value in taken is Items { Parts: var several } ? several : [taken])
        {
            if (!IsNumber(value) && value is not Unary { Kind: UnaryKind.PlusMinus }) return null;
            parts.Add(new Chain([name, value], "≠"));
        }

        return parts.Count == 1 ? parts[0] : new Items(parts, false, true);
    }

    private static bool IsNumber(Node node) => node is not (Prose or Items or Group or Chain or Quantity or Qualified or Labelled or Choice) && !Numeric.Traits.Of(node).HasVariables;

    /// <summary>Words out of their \text{…}.</summary>
    private static string Unwrapped(string source) => Spaces().Replace(Text().Replace(source, "${words}"), " ").Trim().TrimEnd('.');

    [GeneratedRegex(@"\\(?:text|mathrm|textrm|mbox)\{(?<words>[^{}]*)\}", RegexOptions.CultureInvariant)]
    private static partial Regex Text();

    [GeneratedRegex(@"^\$?(?<x>[a-zA-Z])\$? (?:is|must be) (?:a )?(?<sign>positive|negative|non-?negative|non-?positive|non-?zero|not zero)(?: real number| number)?\.?$", RegexOptions.CultureInvariant)]
    private static partial Regex Signed();

    [GeneratedRegex(@"\s+", RegexOptions.CultureInvariant)]
    private static partial Regex Spaces();

    [GeneratedRegex(@"^(?:(?:[Tt]he set of )?(?:[Aa]ll|[Aa]ny|[Tt]he) )?(?:[Rr]eal numbers?|[Rr]eals|real (?:values|numbers?)(?: of)?(?= [a-z]\b))(?: \$?(?<x>[a-z])\$?(?= ))?(?: (?:such that|with|where|for which|that are|that is)(?: \$?[a-z]\$?(?= (?:is|are|lies|between|[<>≤≥\\])))?)? (?<rest>(?:is |are |lies? |strictly )?(?:between|greater|less|larger|smaller|at least|at most|except|other than|excluding|not equal|[<>≤≥≠]|\\[lgn]e).*)$", RegexOptions.CultureInvariant)]
    private static partial Regex Reals();

    [GeneratedRegex(@"^\$?(?<x>[a-zA-Z])\$?(?: (?:is|are|lies?|must be|ranges?))?(?: strictly)? between (?<a>[^,]{1,40}?) and (?<b>[^,]{1,40}?)(?:,? \(?(?<ends>inclusive|inclusively|exclusive|exclusively)\)?)?$", RegexOptions.CultureInvariant)]
    private static partial Regex Between();

    [GeneratedRegex(@"^(?<from>.{1,60}?),? (?:except|excluding|other than|but not|not equal to)(?: for| when| at)? (?:\$?(?<x>[a-z])\$? ?= ?)?(?<taken>.{1,60})$", RegexOptions.CultureInvariant)]
    private static partial Regex Except();
}
