using System.Globalization;
using System.Text.RegularExpressions;

namespace DataForge.Answers.Syntax;

/// <summary>One value in two units whose signs are written as marks: 45°30′, 6′2″, $37 and 50 cents, 1:30 hours, $3.50/lb; and matrices as Python prints them.</summary>
internal static partial class CompoundValues
{
    private const int MaxLength = 60;

    private const int MaxMatrix = 600;

    /// <summary>Null where a text is no such value.</summary>
    public static Node? Read(string source)
    {
        if (source.Length is > 8 and < MaxMatrix && source[^1] == ')' && source.Contains("([", StringComparison.Ordinal) && PrintedMatrix().Match(source) is { Success: true } printed) return Parser.Parse(printed.Groups["rows"].Value);
        if (source.Length is < 3 or > MaxLength || source.AsSpan().IndexOfAny(Marks) < 0) return null;
        if (Arc().Match(source) is { Success: true } arc)
        {
            var seconds = arc.Groups["s"].Success ? Value(arc, "s") / 3600 : Rational.Zero;
            var size = Value(arc, "d") + (Value(arc, "m") / 60) + seconds;
            return new Unary(UnaryKind.Degree, new Num(arc.Groups["minus"].Length > 0 ? -size : size));
        }

        if (FeetInches().Match(source) is { Success: true } feet && Value(feet, "i").CompareTo(12) < 0) return new Quantity(new Num((Value(feet, "f") * 12) + Value(feet, "i")), "in");
        if (DollarsCents().Match(source) is { Success: true } money) return new Quantity(new Num(Value(money, "d") + (Value(money, "c") / 100)), "$");
        if (ClockSpan().Match(source) is { Success: true } span) return new Quantity(new Num(Value(span, "a") + (Value(span, "b") / 60)), span.Groups["unit"].Value[0] == 'h' ? "h" : "min");
        return Rate().Match(source) is { Success: true } rate && PlainNumber.TryRead(rate.Groups["v"].ValueSpan, out Rational price, out var places) ? new Quantity(new Num(price, places), $"$/{rate.Groups["unit"].Value}") : null;
    }

    private static readonly System.Buffers.SearchValues<char> Marks = System.Buffers.SearchValues.Create("'′’$:");

    private static Rational Value(Match match, string group) => PlainNumber.TryRead(match.Groups[group].ValueSpan, out Rational value, out _) ? value : decimal.ToInt64(decimal.Parse(match.Groups[group].ValueSpan, NumberStyles.Integer, CultureInfo.InvariantCulture));

    [GeneratedRegex(@"^(?:\w+\.)?(?:Matrix|ImmutableMatrix|ImmutableDenseMatrix|array|matrix)\((?<rows>\[.*\])\)$", RegexOptions.CultureInvariant | RegexOptions.Singleline)]
    private static partial Regex PrintedMatrix();

    [GeneratedRegex(@"^(?<minus>-?)(?<d>\d{1,3})(?:\^\{? ?\\circ ?\}?|°|º) ?(?<m>[0-5]?\d)(?:'|′|’|\^\{?\\prime\}?)(?: ?(?<s>[0-5]?\d(?:\.\d{1,6})?)(?:''|""|″|”|\^\{?\\prime\\prime\}?))?$", RegexOptions.CultureInvariant)]
    private static partial Regex Arc();

    [GeneratedRegex(@"^(?<f>\d{1,3}) ?(?:'|′|’|\^\{?\\prime\}?) ?-? ?(?<i>\d{1,2}) ?(?:''|""|″|”|′′|\^\{?\\prime ?\\prime\}?)$", RegexOptions.CultureInvariant)]
    private static partial Regex FeetInches();

    [GeneratedRegex(@"^\\?\$ ?(?<d>\d{1,9}) ?(?:\\text\{)? ?,? ?and ?\}? ?(?<c>\d{1,2}) ?\\? ?(?:\\text\{)? ?cents?\}?$", RegexOptions.CultureInvariant)]
    private static partial Regex DollarsCents();

    [GeneratedRegex(@"^(?<a>\d{1,3}):(?<b>[0-5]\d) ?\\? ?(?:\\text\{)? ?(?<unit>hours?|hrs?|h|minutes?|mins?)\}?$", RegexOptions.CultureInvariant)]
    private static partial Regex ClockSpan();

    [GeneratedRegex(@"^\\?\$ ?(?<v>\d{1,9}(?:\.\d{1,4})?) ?/ ?(?:\\text\{)? ?(?<unit>[a-zA-Z]{1,12}\.?)\}?$", RegexOptions.CultureInvariant)]
    private static partial Regex Rate();
}
