using System.Text.RegularExpressions;

namespace DataForge.Answers.Syntax;

/// <summary>Solutions of a system side by side: "x = 1, y = 2 or x = 2, y = 1" is the list (1, 2), (2, 1).</summary>
internal static partial class Alternatives
{
    private const int MaxLength = 300;

    /// <summary>Null unless every alternative gives a value to the same two letters or more.</summary>
    public static Items? Read(string source)
    {
        if (source.Length > MaxLength || source.Count('=') < 4 || !(source.Contains("or", StringComparison.Ordinal) || source.Contains(';') || source.Contains('或'))) return null;
        var pieces = Or().Split(source);
        if (pieces.Length is < 2 or > 12) return null;
        List<string>? names = null;
        var points = new List<Node>();
        foreach (var piece in pieces)
        {
            if (Values(piece) is not { } values) return null;
            names ??= [.. values.Keys.Order(StringComparer.Ordinal)];
            if (values.Count != names.Count || !names.TrueForAll(values.ContainsKey)) return null;
            points.Add(new Group('(', ')', [.. names.Select(n => values[n])]));
        }

        return new Items(points, false, false);
    }

    private static Dictionary<string, Node>? Values(string piece)
    {
        if (Parser.Parse(piece.Trim().TrimEnd(',')) is not Items { IsOr: false, Parts.Count: > 1 } items) return null;
        var values = new Dictionary<string, Node>(StringComparer.Ordinal);
        foreach (var part in items.Parts)
            if (part is not Chain { Operators: "=", Operands: [Sym { Name: { Length: 1 } name }, var value] } || !values.TryAdd(name, value))
                return null;
        return values;
    }

    [GeneratedRegex(@"\s*(?:\\text\{\s*,?\s*or\s*\}|\\quad\s*\\text\{\s*or\s*\}|,?\s+or\s+|;|或)\s*", RegexOptions.CultureInvariant)]
    private static partial Regex Or();
}
