namespace DataForge.Models.Chat.Templates;

/// <summary>Jinja's tests: <c>x is string</c>.</summary>
internal static class TemplateTests
{
    public static IReadOnlySet<string> Names { get; } = new HashSet<string>(StringComparer.Ordinal)
    {
        "defined", "undefined", "none", "string", "number", "integer", "float", "boolean", "true", "false", "mapping", "iterable", "sequence", "callable", "odd", "even",
        "divisibleby", "equalto", "eq", "sameas", "ne", "in",
    };

    public static bool Holds(string name, TemplateValue value, TemplateArguments arguments) => name switch
    {
        "defined" => value is not TemplateValue.Undefined,
        "undefined" => value is TemplateValue.Undefined,
        "none" => value is TemplateValue.None,
        "string" => value is TemplateValue.Text,
        "number" => value is TemplateValue.Integer or TemplateValue.Number or TemplateValue.Flag,
        "integer" => value is TemplateValue.Integer,
        "float" => value is TemplateValue.Number,
        "boolean" => value is TemplateValue.Flag,
        "true" => value is TemplateValue.Flag { Value: true },
        "false" => value is TemplateValue.Flag { Value: false },
        "mapping" => value is TemplateValue.Map,
        "iterable" or "sequence" => value is TemplateValue.List or TemplateValue.Text or TemplateValue.Map or TemplateValue.Undefined,
        "callable" => value is TemplateValue.Function,
        "odd" => Whole(name, value) % 2 != 0,
        "even" => Whole(name, value) % 2 == 0,
        "divisibleby" => arguments.Find(0, "num") is TemplateValue.Integer { Value: not 0 } divisor ? Whole(name, value) % divisor.Value == 0 : throw new TemplateError("tests divisibleby without a number"),
        "equalto" or "eq" or "sameas" => value.Same(Other(name, arguments)),
        "ne" => !value.Same(Other(name, arguments)),
        "in" => Contains(Other(name, arguments), value),
        _ => throw new TemplateError($"uses the test \"is {name}\", which is not supported"),
    };

    /// <summary>item in container: a part of a text, a value in a list, a key of a mapping.</summary>
    public static bool Contains(TemplateValue container, TemplateValue item) => (container, item) switch
    {
        (TemplateValue.Text text, TemplateValue.Text part) => text.Value.Value.Contains(part.Value.Value, StringComparison.Ordinal),
        (TemplateValue.List list, _) => list.Values.Any(v => v.Same(item)),
        (TemplateValue.Map map, TemplateValue.Text key) => map.Values.ContainsKey(key.Value.Value),
        (TemplateValue.Map or TemplateValue.Undefined, _) => false,
        _ => throw new TemplateError($"looks for {item.Kind} in {container.Kind}"),
    };

    private static TemplateValue Other(string name, TemplateArguments arguments) => arguments.Find(0, "other") ?? throw new TemplateError($"tests {name} without a value");

    private static long Whole(string name, TemplateValue value) => value is TemplateValue.Integer whole ? whole.Value : throw new TemplateError($"tests whether {value.Kind} is {name}");
}
