using System.Text;
using System.Text.RegularExpressions;

namespace DataForge.Seeds;

/// <summary>Text with holes: <c>{name}</c> a word or a number, <c>{this|that}</c> either spelling, <c>[c = a * p]</c> an equation with its result.</summary>
internal sealed partial class TemplateText
{
    private readonly string _text;

    public TemplateText(string text)
    {
        _text = text;
        Equations = [.. Equation().Matches(text).Select(m => new Equated(m.Groups["name"].Value, Expression.Parse(m.Groups["right"].Value)))];
        Slots = [.. Hole().Matches(text).Select(m => m.Groups["hole"].Value).Where(h => !h.Contains('|')).Distinct()];
    }

    /// <summary>One <c>[name = expression]</c>.</summary>
    internal sealed record Equated(string Name, Expression Right);

    /// <summary>The equations in the order they stand.</summary>
    public IReadOnlyList<Equated> Equations { get; }

    /// <summary>Names in braces in the order they stand, alternatives left out.</summary>
    public IReadOnlyList<string> Slots { get; }

    /// <summary>The text with every hole filled; <paramref name="either"/> picks among n spellings.</summary>
    public string Render(Scope scope, Func<int, int> either)
    {
        var filled = Equation().Replace(_text, m =>
            $"{Expression.Parse(m.Groups["right"].Value).Render(scope.Numbers)} = {scope.Numbers[m.Groups["name"].Value]}");
        return Hole().Replace(filled, m => m.Groups["hole"].Value.Split('|') is { Length: > 1 } ways ? ways[either(ways.Length)] : scope.Show(m.Groups["hole"].Value));
    }

    /// <summary>A pattern for this text: holes already in the scope stand for their values, new ones become groups, and white space may vary.</summary>
    public string Pattern(Scope? known, Func<string, bool> isWord)
    {
        var pattern = new StringBuilder();
        var seen = new HashSet<string>();
        var at = 0;
        foreach (Match m in Hole().Matches(_text))
        {
            pattern.Append(Literal(_text[at..m.Index]));
            at = m.Index + m.Length;
            var hole = m.Groups["hole"].Value;
            if (hole.Contains('|')) pattern.Append($"(?:{string.Join('|', hole.Split('|').Select(Literal))})");
            else if (known?.Has(hole) == true) pattern.Append(Literal(known.Show(hole)));
            else if (!seen.Add(hole)) pattern.Append($@"\k<{hole}>");
            else pattern.Append(isWord(hole) ? $@"(?<{hole}>\p{{L}}+?)" : $@"(?<{hole}>[0-9]{{1,12}})");
        }

        return pattern.Append(Literal(_text[at..])).ToString();
    }

    private static string Literal(string text) => Regex.Escape(text).Replace(@"\ ", @"\s+", StringComparison.Ordinal);

    [GeneratedRegex(@"\[(?<name>\w+) = (?<right>[^\]]+)\]")]
    private static partial Regex Equation();

    [GeneratedRegex(@"\{(?<hole>[^}]+)\}")]
    private static partial Regex Hole();
}
