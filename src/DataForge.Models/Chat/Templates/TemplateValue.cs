using System.Globalization;

namespace DataForge.Models.Chat.Templates;

/// <summary>A value a template computes with.</summary>
internal abstract record TemplateValue
{
    private TemplateValue() { }

    /// <param name="Name">What was looked up in vain, for messages.</param>
    public sealed record Undefined(string Name) : TemplateValue;

    public sealed record None : TemplateValue;

    public sealed record Flag(bool Value) : TemplateValue;

    public sealed record Integer(long Value) : TemplateValue;

    public sealed record Number(double Value) : TemplateValue;

    public sealed record Text(MarkedText Value) : TemplateValue;

    public sealed record List(IReadOnlyList<TemplateValue> Values) : TemplateValue;

    /// <param name="Values">Changed only where the map is a namespace.</param>
    public sealed record Map(Dictionary<string, TemplateValue> Values, bool IsNamespace = false) : TemplateValue;

    /// <summary>A function of the template's own, or a macro.</summary>
    public sealed record Function(string Name, Func<TemplateArguments, TemplateValue> Call) : TemplateValue;

    public static TemplateValue Of(string text) => new Text(new MarkedText(text));

    public static TemplateValue Of(bool flag) => new Flag(flag);

    public bool IsTrue => this switch
    {
        Undefined or None => false,
        Flag f => f.Value,
        Integer i => i.Value != 0,
        Number n => n.Value != 0,
        Text t => t.Value.Length > 0,
        List l => l.Values.Count > 0,
        Map m => m.Values.Count > 0 || m.IsNamespace,
        _ => true,
    };

    /// <summary>As <c>{{ }}</c> prints it.</summary>
    public MarkedText Print() => this switch
    {
        Undefined => MarkedText.Empty,
        None => new("None"),
        Flag f => new(f.Value ? "True" : "False"),
        Integer i => new(i.Value.ToString(CultureInfo.InvariantCulture)),
        Text t => t.Value,
        Number or List or Map => PythonText.Of(this),
        _ => throw new TemplateError($"prints {Kind}"),
    };

    public string Kind => this switch
    {
        Undefined u => $"{u.Name}, which is undefined",
        None => "none",
        Flag => "a boolean",
        Integer or Number => "a number",
        Text => "text",
        List => "a list",
        Map => "a mapping",
        _ => "a function",
    };

    /// <summary>Equality as templates mean it: by value, marks left aside, 1 equal to 1.0 and true.</summary>
    public bool Same(TemplateValue other) => (this, other) switch
    {
        (Text a, Text b) => a.Value.Value == b.Value.Value,
        (List a, List b) => a.Values.Count == b.Values.Count && a.Values.Zip(b.Values).All(p => p.First.Same(p.Second)),
        (Map a, Map b) => a.Values.Count == b.Values.Count && a.Values.All(p => b.Values.TryGetValue(p.Key, out var value) && p.Value.Same(value)),
        (None, None) or (Undefined, Undefined) => true,
        _ => AsNumber is { } x && other.AsNumber is { } y && x == y,
    };

    public double? AsNumber => this switch
    {
        Integer i => i.Value,
        Number n => n.Value,
        Flag f => f.Value ? 1 : 0,
        _ => null,
    };
}
