using System.Globalization;
using System.Text;

namespace DataForge.Models.Chat.Templates;

/// <summary>Jinja's filters: <c>x|trim</c>.</summary>
internal static class TemplateFilters
{
    public static TemplateValue Apply(string name, TemplateValue value, TemplateArguments a) => name switch
    {
        "trim" => Text(Print(name, value).Strip(a.Text(0, "chars"), left: true, right: true)),
        "length" or "count" => new TemplateValue.Integer(value is TemplateValue.Text text ? text.Value.Length : value is TemplateValue.Map map ? map.Values.Count : Items(value).Count),
        "upper" => Text(Print(name, value).Map((c, _) => char.ToUpperInvariant(c))),
        "lower" => Text(Print(name, value).Map((c, _) => char.ToLowerInvariant(c))),
        "capitalize" => Text(Print(name, value).Map((c, i) => i == 0 ? char.ToUpperInvariant(c) : char.ToLowerInvariant(c))),
        "title" => Title(Print(name, value)),
        "string" or "safe" => Text(value.Print()),
        "default" or "d" => value is TemplateValue.Undefined || !value.IsTrue && a.Find(1, "boolean") is { IsTrue: true } ? a.Find(0, "default_value") ?? TemplateValue.Of("") : value,
        "first" => Items(value) is [var first, ..] ? first : new TemplateValue.Undefined("the first of nothing"),
        "last" => Items(value) is [.., var last] ? last : new TemplateValue.Undefined("the last of nothing"),
        "list" => new TemplateValue.List(Items(value)),
        "reverse" => new TemplateValue.List([.. Items(value).Reverse()]),
        "items" => new TemplateValue.List([.. Map(name, value).Values.Select(p => new TemplateValue.List([TemplateValue.Of(p.Key), p.Value]))]),
        "join" => Text(MarkedText.Join(Items(value).Select(i => i.Print()), a.Find(0, "d")?.Print() ?? MarkedText.Empty)),
        "replace" => Text(Print(name, value).Replace(a.RequiredText(0, "s"), a.Find(1, "new")?.Print() ?? throw new TemplateError("uses the filter replace without its argument new"))),
        "int" => value.AsNumber is { } number ? new TemplateValue.Integer((long)number) : new TemplateValue.Integer(long.TryParse(value.Print().Value, CultureInfo.InvariantCulture, out var parsed) ? parsed : 0),
        "selectattr" => Select(value, a, keep: true),
        "rejectattr" => Select(value, a, keep: false),
        "map" => new TemplateValue.List([.. Items(value).Select(i => Attribute(i, a.Named.TryGetValue("attribute", out var attribute) && attribute is TemplateValue.Text by ? by.Value.Value : throw new TemplateError("uses the filter map without attribute=, which is not supported")))]),
        "tojson" => Json(value, a),
        _ => throw new TemplateError($"uses the filter |{name}, which is not supported"),
    };

    /// <summary>What a for loop goes through: items, keys of a mapping, characters; nothing for undefined.</summary>
    public static IReadOnlyList<TemplateValue> Items(TemplateValue value) => value switch
    {
        TemplateValue.List list => list.Values,
        TemplateValue.Map map => [.. map.Values.Keys.Select(TemplateValue.Of)],
        TemplateValue.Text text => [.. Enumerable.Range(0, text.Value.Length).Select(i => Text(text.Value.Slice(i, 1)))],
        TemplateValue.Undefined => [],
        _ => throw new TemplateError($"goes through {value.Kind}"),
    };

    private static TemplateValue.Text Text(MarkedText text) => new(text);

    private static MarkedText Print(string name, TemplateValue value) => value is TemplateValue.None ? throw new TemplateError($"uses the filter |{name} on none") : value.Print();

    private static TemplateValue.Map Map(string name, TemplateValue value) => value as TemplateValue.Map ?? throw new TemplateError($"uses the filter |{name} on {value.Kind}");

    private static TemplateValue.Text Title(MarkedText text) =>
        Text(text.Map((c, i) => i == 0 || !char.IsLetterOrDigit(text.Value[i - 1]) ? char.ToUpperInvariant(c) : char.ToLowerInvariant(c)));

    private static TemplateValue.List Select(TemplateValue value, TemplateArguments a, bool keep)
    {
        var name = a.RequiredText(0, "attribute");
        var test = a.Text(1, "test");
        var rest = new TemplateArguments(test ?? "", [.. a.Placed.Skip(2)], new Dictionary<string, TemplateValue>());
        return new([.. Items(value).Where(i => keep == (test is null ? Attribute(i, name).IsTrue : TemplateTests.Holds(test, Attribute(i, name), rest)))]);
    }

    private static TemplateValue Attribute(TemplateValue item, string name) => Map("attribute", item).Values.TryGetValue(name, out var value) ? value : new TemplateValue.Undefined(name);

    /// <summary>Python's json.dumps with ensure_ascii off, as transformers defines this filter. The result counts as content: it spells what the messages hold.</summary>
    private static TemplateValue.Text Json(TemplateValue value, TemplateArguments a)
    {
        if (a.Placed.Count + a.Named.Keys.Count(k => k != "ensure_ascii") > 0) throw new TemplateError("uses the filter |tojson with arguments, which is not supported");
        return Text(MarkedText.FromContent(Dumps(value)));
    }

    private static string Dumps(TemplateValue value) => value switch
    {
        TemplateValue.None => "null",
        TemplateValue.Flag flag => flag.Value ? "true" : "false",
        TemplateValue.Integer whole => whole.Value.ToString(CultureInfo.InvariantCulture),
        TemplateValue.Number number => number.Value.ToString("R", CultureInfo.InvariantCulture),
        TemplateValue.Text text => Quoted(text.Value.Value),
        TemplateValue.List list => $"[{string.Join(", ", list.Values.Select(Dumps))}]",
        TemplateValue.Map map => $"{{{string.Join(", ", map.Values.Select(p => $"{Quoted(p.Key)}: {Dumps(p.Value)}"))}}}",
        _ => throw new TemplateError($"uses the filter |tojson on {value.Kind}"),
    };

    private static string Quoted(string text)
    {
        var quoted = new StringBuilder("\"");
        foreach (var c in text)
            quoted.Append(c switch
            {
                '"' => "\\\"",
                '\\' => "\\\\",
                '\n' => "\\n",
                '\r' => "\\r",
                '\t' => "\\t",
                '\b' => "\\b",
                '\f' => "\\f",
                < ' ' => $"\\u{(int)c:x4}",
                _ => c.ToString(),
            });
        return quoted.Append('"').ToString();
    }
}
