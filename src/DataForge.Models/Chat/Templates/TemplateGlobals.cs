using System.Globalization;
using System.Text;
using System.Text.Json;

namespace DataForge.Models.Chat.Templates;

/// <summary>The names that a template can read beside the messages.</summary>
internal static class TemplateGlobals
{
    private const string Date = "date";

    /// <param name="arguments">Given by the user; <c>date</c> (YYYY-MM-DD) is what <c>strftime_now</c> tells.</param>
    /// <exception cref="TemplateError">A date that is none.</exception>
    public static Dictionary<string, TemplateValue> Of(ChatTemplateSource source, IReadOnlyDictionary<string, string>? arguments)
    {
        var globals = new Dictionary<string, TemplateValue>(StringComparer.Ordinal) { ["tools"] = new TemplateValue.None(), ["documents"] = new TemplateValue.None() };
        if (source.Begin is not null) globals["bos_token"] = TemplateValue.Of(source.Begin);
        if (source.End is not null) globals["eos_token"] = TemplateValue.Of(source.End);
        foreach (var (name, value) in arguments ?? new Dictionary<string, string>())
        {
            if (name == Date) globals["strftime_now"] = Clock(value);
            else globals[name] = Value(value);
        }

        return globals;
    }

    private static TemplateValue Value(string text)
    {
        try
        {
            using var json = JsonDocument.Parse(text);
            return Value(json.RootElement);
        }
        catch (JsonException)
        {
            return TemplateValue.Of(text);
        }
    }

    private static TemplateValue Value(JsonElement json) => json.ValueKind switch
    {
        JsonValueKind.True or JsonValueKind.False => TemplateValue.Of(json.GetBoolean()),
        JsonValueKind.Null => new TemplateValue.None(),
        JsonValueKind.Number => json.TryGetInt64(out var whole) ? new TemplateValue.Integer(whole) : new TemplateValue.Number(json.GetDouble()),
        JsonValueKind.Array => new TemplateValue.List([.. json.EnumerateArray().Select(Value)]),
        JsonValueKind.Object => new TemplateValue.Map(json.EnumerateObject().ToDictionary(p => p.Name, p => Value(p.Value), StringComparer.Ordinal)),
        _ => TemplateValue.Of(json.GetString()!),
    };

    private static TemplateValue.Function Clock(string text)
    {
        if (!DateTime.TryParseExact(text, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var date))
            throw new TemplateError($"is given the date \"{Core.Printable.Line(text, 40)}\"; expected --template-arg date=YYYY-MM-DD");
        return new("strftime_now", a => TemplateValue.Of(Format(a.RequiredText(0, "format"), date)));
    }

    /// <summary>C's strftime for midnight of a day, in English.</summary>
    private static string Format(string format, DateTime date)
    {
        var result = new StringBuilder();
        for (var at = 0; at < format.Length; at++)
        {
            if (format[at] != '%' || at + 1 == format.Length)
            {
                result.Append(format[at]);
                continue;
            }

            var code = format[++at];
            var bare = code == '-' && at + 1 < format.Length;
            if (bare) code = format[++at];
            var part = code switch
            {
                'Y' => date.ToString("yyyy", CultureInfo.InvariantCulture),
                'y' => date.ToString("yy", CultureInfo.InvariantCulture),
                'm' => date.ToString("MM", CultureInfo.InvariantCulture),
                'd' => date.ToString("dd", CultureInfo.InvariantCulture),
                'e' => date.Day.ToString(CultureInfo.InvariantCulture).PadLeft(2),
                'b' or 'h' => date.ToString("MMM", CultureInfo.InvariantCulture),
                'B' => date.ToString("MMMM", CultureInfo.InvariantCulture),
                'a' => date.ToString("ddd", CultureInfo.InvariantCulture),
                'A' => date.ToString("dddd", CultureInfo.InvariantCulture),
                'j' => date.DayOfYear.ToString("000", CultureInfo.InvariantCulture),
                'F' => date.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture),
                'H' or 'M' or 'S' => "00",
                'I' => "12",
                'p' => "AM",
                '%' => "%",
                _ => throw new TemplateError($"calls strftime_now with %{code}, which is not supported"),
            };
            result.Append(bare ? part.TrimStart('0', ' ') is { Length: > 0 } trimmed ? trimmed : "0" : part);
        }

        return result.ToString();
    }
}
