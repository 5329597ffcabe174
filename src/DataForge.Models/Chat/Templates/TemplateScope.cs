namespace DataForge.Models.Chat.Templates;

/// <summary>Names in force; an inner scope hides and does not change the outer one.</summary>
internal sealed class TemplateScope(TemplateScope? outer)
{
    private readonly Dictionary<string, TemplateValue> _values = new(StringComparer.Ordinal);

    public TemplateValue this[string name]
    {
        set => _values[name] = value;
    }

    public TemplateValue Find(string name)
    {
        for (var scope = this; scope is not null; scope = scope.Outer)
            if (scope._values.TryGetValue(name, out var value))
                return value;
        return new TemplateValue.Undefined(name);
    }

    private TemplateScope? Outer { get; } = outer;
}
