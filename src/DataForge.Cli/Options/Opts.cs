using System.Globalization;

namespace DataForge.Cli;

/// <summary>A whole number within a range.</summary>
public sealed class IntOpt(string name, int @default, int min, int max, string unit, string help) : Opt<int>(name, help)
{
    public override string ValueName => "N";

    public override string Range => max == int.MaxValue ? $"{min} or more {unit}" : $"{min} to {max} {unit}";

    public override string DefaultText => @default.ToString(CultureInfo.InvariantCulture);

    public override int Default => @default;

    private protected override int Parse(IReadOnlyList<string> values) =>
        int.TryParse(values[^1], NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var value) && value >= min && value <= max
            ? value
            : throw new FormatException($"expected a whole number, {Range}");
}

/// <summary>A whole number that may be absent.</summary>
public sealed class OptionalIntOpt(string name, long min, string unit, string absent, string help) : Opt<long?>(name, help)
{
    public override string ValueName => "N";

    public override string Range => $"{min} or more {unit}; {absent} when absent";

    public override string? DefaultText => null;

    public override long? Default => null;

    private protected override long? Parse(IReadOnlyList<string> values) =>
        long.TryParse(values[^1], NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var value) && value >= min
            ? value
            : throw new FormatException($"expected a whole number, {min} or more {unit}");
}

/// <summary>A number within a range, both ends allowed.</summary>
public sealed class NumberOpt(string name, double @default, double min, double max, string unit, string help) : Opt<double>(name, help)
{
    public override string ValueName => "X";

    public override string Range => double.IsPositiveInfinity(max) ? string.Create(CultureInfo.InvariantCulture, $"{min} or more, {unit}") : string.Create(CultureInfo.InvariantCulture, $"{min} to {max}, {unit}");

    public override string DefaultText => @default.ToString("R", CultureInfo.InvariantCulture);

    public override double Default => @default;

    private protected override double Parse(IReadOnlyList<string> values) =>
        double.TryParse(values[^1], NumberStyles.Float, CultureInfo.InvariantCulture, out var value) && value >= min && value <= max
            ? value
            : throw new FormatException($"expected a number, {Range}");
}

/// <summary>A share in [0, 1] that may be absent.</summary>
public sealed class OptionalShareOpt(string name, string unit, string absent, string help) : Opt<double?>(name, help)
{
    public override string ValueName => "SHARE";

    public override string Range => $"0 to 1, {unit}; {absent} when absent";

    public override string? DefaultText => null;

    public override double? Default => null;

    private protected override double? Parse(IReadOnlyList<string> values) =>
        double.TryParse(values[^1], NumberStyles.Float, CultureInfo.InvariantCulture, out var value) && value is >= 0 and <= 1
            ? value
            : throw new FormatException($"expected a share, 0 to 1 {unit}");
}

/// <summary>A text, or null when absent and no default is given.</summary>
public sealed class TextOpt(string name, string? @default, string valueName, string help) : Opt<string?>(name, help)
{
    public override string ValueName => valueName;

    public override string? DefaultText => @default;

    public override string? Default => @default;

    private protected override string? Parse(IReadOnlyList<string> values) => values[^1];
}

/// <summary>A server's address. It is kept and shown without user, password, query and fragment.</summary>
public sealed class AddressOpt(string name, string help) : Opt<string?>(name, help)
{
    public override string ValueName => "URL";

    public override string? DefaultText => null;

    public override string? Default => null;

    internal override string Shown(string value) => Uri.TryCreate(value, UriKind.Absolute, out var uri) ? uri.GetComponents(UriComponents.SchemeAndServer | UriComponents.Path, UriFormat.UriEscaped) : "";

    private protected override string? Parse(IReadOnlyList<string> values) => values[^1];
}

/// <summary>A path; <c>-</c> is a standard stream where the help says so.</summary>
public sealed class FileOpt(string name, string? @default, string help, string valueName = "FILE") : Opt<string?>(name, help)
{
    public override string ValueName => valueName;

    public override string? DefaultText => @default;

    public override string? Default => @default;

    private protected override string? Parse(IReadOnlyList<string> values) =>
        values[^1].Length > 0 ? values[^1] : throw new FormatException("expected a path, found an empty string");
}

/// <summary>Given or not.</summary>
public sealed class FlagOpt(string name, string help, string? letter = null) : Opt<bool>(name, help)
{
    public override string? Short => letter;

    public override string? ValueName => null;

    public override string? DefaultText => null;

    public override bool Default => false;

    private protected override bool Parse(IReadOnlyList<string> values) => values[^1] switch
    {
        "true" => true,
        "false" => false,
        _ => throw new FormatException("expected true or false"),
    };
}

/// <summary>One of a few words.</summary>
public sealed class ChoiceOpt(string name, string? @default, IReadOnlyList<string> choices, string help) : Opt<string?>(name, help)
{
    public override string ValueName => string.Join('|', choices);

    public override string? DefaultText => @default;

    public override string? Default => @default;

    private protected override string? Parse(IReadOnlyList<string> values) =>
        choices.Contains(values[^1]) ? values[^1] : throw new FormatException($"expected one of {string.Join(", ", choices)}");
}

/// <summary>Texts: the option may be repeated, and each value may list several split by commas where <paramref name="commas"/> is set.</summary>
public sealed class ListOpt(string name, IReadOnlyList<string> @default, string valueName, string help, bool commas = true) : Opt<IReadOnlyList<string>>(name, help)
{
    public override string ValueName => valueName;

    public override string? Range => commas ? "repeat it, or split by commas" : "may be repeated";

    public override string? DefaultText => @default.Count == 0 ? null : string.Join(',', @default);

    public override bool Repeatable => true;

    public override IReadOnlyList<string> Default => @default;

    private protected override IReadOnlyList<string> Parse(IReadOnlyList<string> values) =>
        commas ? [.. values.SelectMany(v => v.Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries))] : [.. values];
}

/// <summary>A length of time, given in seconds.</summary>
public sealed class SecondsOpt(string name, double @default, double min, double max, string help) : Opt<TimeSpan>(name, help)
{
    public override string ValueName => "SECONDS";

    public override string Range => string.Create(CultureInfo.InvariantCulture, $"{min} to {max} seconds");

    public override string DefaultText => @default.ToString("R", CultureInfo.InvariantCulture);

    public override TimeSpan Default => TimeSpan.FromSeconds(@default);

    private protected override TimeSpan Parse(IReadOnlyList<string> values) =>
        double.TryParse(values[^1], NumberStyles.Float, CultureInfo.InvariantCulture, out var value) && value >= min && value <= max
            ? TimeSpan.FromSeconds(value)
            : throw new FormatException($"expected a time, {Range}");
}
