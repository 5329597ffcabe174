using System.Text.RegularExpressions;

namespace DataForge.Answers.Syntax;

/// <summary>Times of day without a colon: "7 PM", "noon", "5 o'clock", 15h30.</summary>
internal static partial class SpokenTimes
{
    private const int MaxLength = 40;
    private const int Hour = 3600;

    /// <summary>Null where a text is no such time.</summary>
    public static Clock? Read(string source)
    {
        if (source.Length is < 3 or > MaxLength || source.AsSpan().IndexOfAny('m', 'M', 'n') < 0 && source.AsSpan().IndexOfAny('h', '\'', '’') < 0) return null;
        var plain = source.Replace("\\text", "", StringComparison.Ordinal).Replace("\\mathrm", "", StringComparison.Ordinal).Replace("{", "", StringComparison.Ordinal).Replace("}", "", StringComparison.Ordinal).Replace("~", " ", StringComparison.Ordinal).Replace("\\", "", StringComparison.Ordinal).Replace("  ", " ", StringComparison.Ordinal).Trim();
        var match = Pattern().Match(plain);
        if (!match.Success) return null;
        if (match.Groups["noon"].Success) return new Clock(12 * Hour, 'p', null);
        if (match.Groups["midnight"].Success) return new Clock(0, 'a', null);
        var hour = int.Parse(match.Groups["h"].ValueSpan);
        if (match.Groups["m"].Success) return hour < 25 ? new Clock((hour * Hour) + (int.Parse(match.Groups["m"].ValueSpan) * 60), '\0', null) : null;
        if (hour is 0 or > 12) return null;
        if (!match.Groups["half"].Success) return new Clock(hour * Hour, '\0', null);
        var isLate = match.Groups["half"].Value is ['p' or 'P', ..];
        return new Clock(((hour % 12) + (isLate ? 12 : 0)) * Hour, isLate ? 'p' : 'a', null);
    }

    [GeneratedRegex(@"^(?:(?<noon>(?:12(?::00)? ?)?noon)|(?<midnight>(?:12(?::00)? ?)?midnight)|(?<h>\d{1,2}) ?(?<half>[aApP]\.?[mM]\.?)|(?<h>\d{1,2})h(?<m>[0-5]\d)|(?<h>\d{1,2}) o['’]clock)$", RegexOptions.CultureInvariant)]
    private static partial Regex Pattern();
}
