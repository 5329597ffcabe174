using System.Globalization;
using System.Text;

namespace DataForge.Models.Chat.Templates;

/// <summary>Jinja's filters: <c>x|trim</c>.</summary>
internal static class TemplateFilters
{
    public static IReadOnlySet<string> Names { get; } = new HashSet<string>(StringComparer.Ordinal)
    {
        "trim", "length", "count", "upper", "lower", "capitalize", "title", "string", "safe", "default", "d", "first", "last", "list", "reverse", "items", "join", "replace", "int",
        "selectattr", "rejectattr", "map", "tojson",
    };

    public static TemplateValue Apply(string name, TemplateValue value, TemplateArguments a) => name switch
    {
        "trim" => Text(Print(name, value).Strip(a.Text(0, "chars"), left: true, right: true)),
        "length" or "count" => new TemplateValue.Integer(value is TemplateValue.Text text ? text.Value.CountCodePoints() : value is TemplateValue.Map map ? map.Values.Count : Items(value).Count),
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
        TemplateValue.Text text => [.. text.Value.CodePoints().Select(Text)],
        TemplateValue.Undefined => [],
        _ => throw new TemplateError($"goes through {value.Kind}"),
    };

    private static TemplateValue.Text Text(MarkedText text) => new(text);

    private static MarkedText Print(string name, TemplateValue value) => value is TemplateValue.None ? throw new TemplateError($"uses the filter |{name} on none") : value.Print();

    private static TemplateValue.Map Map(string name, TemplateValue value) => value as TemplateValue.Map ?? throw new TemplateError($"uses the filter |{name} on {value.Kind}");

    /// <summary>Jinja's own rule, which is not that of Python's method: a word begins after white space, a hyphen or an opening bracket.</summary>
    private static TemplateValue.Text Title(MarkedText text) =>
        Text(text.Map((c, i) => i == 0 || char.IsWhiteSpace(text.Value[i - 1]) || text.Value[i - 1] is '-' or '(' or '{' or '[' or '<' ? char.ToUpperInvariant(c) : char.ToLowerInvariant(c)));

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
        if (a.Named.Keys.FirstOrDefault(k => k is not ("ensure_ascii" or "indent")) is { } other) throw new TemplateError($"uses the filter |tojson with the argument {other}, which is not supported");
        int? indent = a.Find(0, "indent") switch
        {
            null or TemplateValue.None => null,
            TemplateValue.Integer { Value: >= 0 and <= 100 } width => (int)width.Value,
            var width => throw new TemplateError($"uses the filter |tojson with {width.Kind} as its indent"),
        };
        return Text(MarkedText.FromContent(Dumps(value, indent, "\n")));
    }

    /// <param name="indent">Blanks a level; null writes one line.</param>
    /// <param name="line">Line end and the indent of the value itself.</param>
    private static string Dumps(TemplateValue value, int? indent, string line) => value switch
    {
        TemplateValue.None => "null",
        TemplateValue.Flag flag => flag.Value ? "true" : "false",
        TemplateValue.Integer whole => whole.Value.ToString(CultureInfo.InvariantCulture),
        TemplateValue.Number number => PythonText.Float(number.Value),
        TemplateValue.Text text => Quoted(text.Value.Value),
        TemplateValue.List list => Enclosed("[", "]", list.Values.Select(v => Dumps(v, indent, Deeper(indent, line))), indent, line),
        TemplateValue.Map map => Enclosed("{", "}", map.Values.Select(p => $"{Quoted(p.Key)}: {Dumps(p.Value, indent, Deeper(indent, line))}"), indent, line),
        _ => throw new TemplateError($"uses the filter |tojson on {value.Kind}"),
    };

    private static string Deeper(int? indent, string line) => line + new string(' ', indent ?? 0);

    private static string Enclosed(string open, string close, IEnumerable<string> items, int? indent, string line)
    {
        var parts = items.ToList();
        if (indent is null || parts.Count == 0) return open + string.Join(", ", parts) + close;
        var inner = Deeper(indent, line);
        return open + inner + string.Join("," + inner, parts) + line + close;
    }

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
