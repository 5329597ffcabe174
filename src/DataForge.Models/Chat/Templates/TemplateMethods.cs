namespace DataForge.Models.Chat.Templates;

/// <summary>Python's methods of text and mappings, as far as chat templates call them.</summary>
internal static class TemplateMethods
{
    /// <summary>The methods that can be called; <see cref="TemplateCheck"/> refuses others before a template is run.</summary>
    public static IReadOnlySet<string> Names { get; } = new HashSet<string>(StringComparer.Ordinal)
    {
        "strip", "lstrip", "rstrip", "startswith", "endswith", "split", "replace", "find", "count", "join", "upper", "lower", "title", "capitalize", "get", "items", "keys", "values",
    };

    public static TemplateValue Call(TemplateValue of, string name, TemplateArguments a) => of switch
    {
        TemplateValue.Text text => OfText(text.Value, name, a),
        TemplateValue.Map map => OfMap(map, name, a),
        TemplateValue.Undefined => throw new TemplateError($"calls {name} of {of.Kind}"),
        _ => throw Unknown(of, name),
    };

    private static TemplateValue OfText(MarkedText text, string name, TemplateArguments a) => name switch
    {
        "strip" => Text(text.Strip(a.Text(0, "chars"), left: true, right: true)),
        "lstrip" => Text(text.Strip(a.Text(0, "chars"), left: true, right: false)),
        "rstrip" => Text(text.Strip(a.Text(0, "chars"), left: false, right: true)),
        "startswith" => TemplateValue.Of(text.Value.StartsWith(a.RequiredText(0, "prefix"), StringComparison.Ordinal)),
        "endswith" => TemplateValue.Of(text.Value.EndsWith(a.RequiredText(0, "suffix"), StringComparison.Ordinal)),
        "split" => Split(text, a),
        "replace" => Text(text.Replace(a.RequiredText(0, "old"), a.Find(1, "new") is TemplateValue.Text by ? by.Value : throw new TemplateError("calls replace without its argument new"))),
        "find" => new TemplateValue.Integer(text.Value.IndexOf(a.RequiredText(0, "part"), StringComparison.Ordinal) is >= 0 and var at ? text.CountCodePoints(at) : -1),
        "count" => new TemplateValue.Integer(a.RequiredText(0, "part") is { Length: > 0 } part ? text.Split(part).Count - 1 : text.CountCodePoints() + 1),
        "join" => Text(MarkedText.Join(TemplateFilters.Items(a.Find(0, "items") ?? new TemplateValue.List([])).Select(i => i.Print()), text)),
        "title" => Text(text.Map((c, i) => i == 0 || !char.IsLetter(text.Value[i - 1]) ? char.ToUpperInvariant(c) : char.ToLowerInvariant(c))),
        "upper" or "lower" or "capitalize" => TemplateFilters.Apply(name, Text(text), a),
        _ => throw Unknown(Text(text), name),
    };

    private static TemplateValue.List Split(MarkedText text, TemplateArguments a)
    {
        var separator = a.Text(0, "sep");
        if (separator is "") throw new TemplateError("splits by an empty text");
        var parts = text.Split(separator);
        if (a.Find(1, "maxsplit") is TemplateValue.Integer { Value: >= 0 } most && parts.Count > most.Value + 1)
        {
            if (separator is null) throw new TemplateError("splits by white space a limited number of times, which is not supported");
            var kept = parts.Take((int)most.Value).Sum(p => p.Length + separator.Length);
            parts = [.. parts.Take((int)most.Value), text.Slice(kept, text.Length - kept)];
        }

        return new([.. parts.Select(Text)]);
    }

    private static TemplateValue OfMap(TemplateValue.Map map, string name, TemplateArguments a) => name switch
    {
        "get" => map.Values.TryGetValue(a.RequiredText(0, "key"), out var value) ? value : a.Find(1, "default") ?? new TemplateValue.None(),
        "items" => TemplateFilters.Apply("items", map, a),
        "keys" => new TemplateValue.List([.. map.Values.Keys.Select(TemplateValue.Of)]),
        "values" => new TemplateValue.List([.. map.Values.Values]),
        _ => throw Unknown(map, name),
    };

    private static TemplateValue.Text Text(MarkedText text) => new(text);

    private static TemplateError Unknown(TemplateValue of, string name) => new($"calls the method {name} of {of.Kind}, which is not supported");
}
