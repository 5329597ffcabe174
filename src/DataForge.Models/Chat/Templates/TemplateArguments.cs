namespace DataForge.Models.Chat.Templates;

/// <summary>Arguments of one call, by place and by name.</summary>
internal sealed record TemplateArguments(string Callee, IReadOnlyList<TemplateValue> Placed, IReadOnlyDictionary<string, TemplateValue> Named)
{
    public TemplateValue? Find(int index, string name) => index < Placed.Count ? Placed[index] : Named.GetValueOrDefault(name);

    public string? Text(int index, string name) => Find(index, name) switch
    {
        null or TemplateValue.None => null,
        TemplateValue.Text text => text.Value.Value,
        var other => throw new TemplateError($"calls {Callee} with {other.Kind} for its argument {name}"),
    };

    public string RequiredText(int index, string name) => Text(index, name) ?? throw new TemplateError($"calls {Callee} without its argument {name}");
}
