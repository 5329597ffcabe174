using System.Text;

namespace DataForge.Models.Chat.Templates;

/// <summary>Collects marked text.</summary>
internal sealed class MarkedTextBuilder
{
    /// <summary>More than any context holds; a template that prints more is broken or hostile.</summary>
    private const int Longest = 1 << 26;

    private readonly StringBuilder _value = new();
    private readonly StringBuilder _mark = new();

    public void Add(MarkedText text)
    {
        if (_value.Length + text.Length > Longest) throw new TemplateError($"prints more than {Longest} characters");
        _value.Append(text.Value);
        _mark.Append(text.FullMark());
    }

    public MarkedText Text() => new(_value.ToString(), _mark.ToString());
}
