using System.Globalization;
using System.Text.RegularExpressions;

namespace DataForge.Runs.Planning;

/// <summary>An option as the tool's own table describes it.</summary>
/// <param name="Value">What stands for its value; null for a flag.</param>
/// <param name="Range">The values it takes, in words; null where any will do.</param>
internal sealed partial record ToolOption(string? Value, string? Range, bool ChangesOutput)
{
    private static readonly string[] OfFiles = ["FILE", "DIR", "FOLDER", "MODEL"];

    /// <summary>True where the value may be a path: a name or a number that is also the name of a file beside the manifest is none.</summary>
    public bool NamesFiles => Value is { } value && OfFiles.Any(f => value.Contains(f, StringComparison.Ordinal));

    /// <summary>What the tool will not take the value for; null where it may take it. Only the tool itself knows all.</summary>
    public string? Expected(string value)
    {
        if (Choices().IsMatch(Value ?? "")) return Value!.Split('|').Contains(value, StringComparer.Ordinal) ? null : $"one of {Value.Replace("|", ", ", StringComparison.Ordinal)}";
        if (Value is not ("N" or "X" or "SHARE") || Bounds().Match(Range ?? "") is not { Success: true } bounds) return null;
        var whole = Value == "N";
        var what = $"a {(whole ? "whole " : "")}number, {bounds.Value}";
        if (!double.TryParse(value, whole ? NumberStyles.AllowLeadingSign : NumberStyles.Float, CultureInfo.InvariantCulture, out var number)) return what;
        return number < Number("from") || bounds.Groups["to"].Success && number > Number("to") ? what : null;

        double Number(string name) => double.Parse(bounds.Groups[name].ValueSpan, NumberStyles.Float, CultureInfo.InvariantCulture);
    }

    [GeneratedRegex(@"^[a-z0-9.-]+(\|[a-z0-9.-]+)+$", RegexOptions.IgnoreCase)]
    private static partial Regex Choices();

    [GeneratedRegex(@"^(?<from>-?\d[\d.]*(?:E[+-]?\d+)?) (?:to (?<to>-?\d[\d.]*(?:E[+-]?\d+)?)|or more)\b")]
    private static partial Regex Bounds();
}
