using System.Globalization;
using DataForge.Core;
using YamlDotNet.RepresentationModel;

namespace DataForge.Corpus;

/// <summary>Reads values of a YAML document and collects what is wrong with it, each fault with its line, so that all are told at once.</summary>
internal sealed class YamlFaults(string path)
{
    private readonly List<(long Line, string Text)> _faults = [];

    public void Add(YamlNode at, string text) => _faults.Add((at.Start.Line, text));

    /// <exception cref="ForgeException">There are faults.</exception>
    public void Throw()
    {
        if (_faults.Count > 0) throw new ForgeException(string.Join('\n', _faults.OrderBy(f => f.Line).Select(f => $"{path}:{f.Line}: {f.Text}")));
    }

    /// <summary>The members of a mapping by name; unknown names are faults.</summary>
    public Dictionary<string, YamlNode> Map(YamlNode node, string what, params string[] known)
    {
        var members = new Dictionary<string, YamlNode>(StringComparer.Ordinal);
        if (node is not YamlMappingNode map)
        {
            Add(node, $"{what}: expected a mapping as {{{known[0]}: …}}");
            return members;
        }

        foreach (var (key, value) in map.Children)
        {
            var name = (key as YamlScalarNode)?.Value ?? "";
            if (known.Length > 0 && !known.Contains(name)) Add(key, $"{what}: no such name \"{Printable.Line(name, 40)}\"; expected {string.Join(", ", known)}");
            else members[name] = value;
        }

        return members;
    }

    public string? Text(Dictionary<string, YamlNode> map, string name)
    {
        if (!map.TryGetValue(name, out var node)) return null;
        if (node is YamlScalarNode { Value.Length: > 0 } scalar) return scalar.Value;
        Add(node, $"{name}: expected a text");
        return null;
    }

    public IReadOnlyList<string> Texts(Dictionary<string, YamlNode> map, string name)
    {
        if (!map.TryGetValue(name, out var node)) return [];
        if (node is YamlScalarNode { Value.Length: > 0 } one) return [one.Value];
        if (node is YamlSequenceNode list && list.Children.All(c => c is YamlScalarNode { Value.Length: > 0 })) return [.. list.Children.Select(c => ((YamlScalarNode)c).Value!)];
        Add(node, $"{name}: expected a text or a list of texts");
        return [];
    }

    /// <summary>A number, which may be a fraction (<c>1/256</c>) and have underscores.</summary>
    public double? Number(Dictionary<string, YamlNode> map, string name, double least, double most, bool whole = false) =>
        map.TryGetValue(name, out var node) ? Number(node, name, least, most, whole) : null;

    public double? Number(YamlNode node, string name, double least, double most, bool whole = false)
    {
        var parts = ((node as YamlScalarNode)?.Value ?? "").Replace("_", "", StringComparison.Ordinal).Split('/');
        if (parts.Length <= 2 && Parse(parts[0]) is { } over && (parts.Length == 1 ? 1 : Parse(parts[1])) is { } under && under != 0
            && over / under is var value && value >= least && value <= most && (!whole || value == Math.Floor(value)))
            return value;
        Add(node, string.Create(CultureInfo.InvariantCulture, $"{name}: expected a {(whole ? "whole " : "")}number {(most >= 1e15 ? $"of {least} or more" : $"from {least} to {most}")}, found \"{Printable.Line((node as YamlScalarNode)?.Value ?? "a list or mapping", 40)}\""));
        return null;
    }

    private static double? Parse(string text) => double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var value) && double.IsFinite(value) ? value : null;
}
