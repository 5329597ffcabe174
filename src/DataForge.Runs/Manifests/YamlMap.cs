using System.Globalization;
using DataForge.Cli;
using YamlDotNet.Core;
using YamlDotNet.RepresentationModel;

namespace DataForge.Runs.Manifests;

/// <summary>A mapping of a manifest, read key by key; whatever is wrong is noted with its line and read as absent.</summary>
internal sealed class YamlMap
{
    private readonly Dictionary<string, YamlNode> _values = new(StringComparer.Ordinal);
    private readonly ManifestFaults _faults;

    /// <param name="what">What messages call it: <c>role solver</c>.</param>
    /// <param name="known">Keys it may have; null takes any.</param>
    public YamlMap(YamlNode node, string what, ManifestFaults faults, IReadOnlyList<string>? known)
    {
        (Node, _faults) = (node, faults);
        if (node is not YamlMappingNode map)
        {
            faults.Add(node, $"{what}: expected keys and values, found {Kind(node)}");
            return;
        }

        foreach (var (key, value) in map.Children)
        {
            if (key is not YamlScalarNode { Value: { Length: > 0 } name }) faults.Add(key, $"{what}: expected a name, found {Kind(key)}");
            else if (known is not null && !known.Contains(name)) faults.Add(key, $"{what}: no such key \"{name}\"{(Nearest.To(name, known) is { } near ? $"; did you mean {near}?" : $" (keys: {string.Join(", ", known)})")}");
            else if (!IsNull(value)) _values[name] = value;
        }
    }

    public YamlNode Node { get; }

    public IEnumerable<KeyValuePair<string, YamlNode>> Entries => _values;

    public YamlNode? Get(string key) => _values.GetValueOrDefault(key);

    public YamlMap? Map(string key, IReadOnlyList<string>? known) => Get(key) is { } node ? new YamlMap(node, key, _faults, known) : null;

    /// <summary>A scalar as text.</summary>
    public string? Text(string key) => Get(key) is { } node ? Text(node, key) : null;

    public string? Text(YamlNode node, string key)
    {
        if (node is YamlScalarNode { Value: { } value }) return value;
        _faults.Add(node, $"{key}: expected a text, found {Kind(node)}");
        return null;
    }

    public long? Integer(string key, long min)
    {
        if (Text(key) is not { } text) return null;
        if (long.TryParse(text.Replace("_", "", StringComparison.Ordinal), NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var value) && value >= min) return value;
        _faults.Add(Get(key)!, $"{key}: expected a whole number, {min} or more, found \"{text}\"");
        return null;
    }

    public double? Number(string key)
    {
        if (Text(key) is not { } text) return null;
        if (double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var value) && double.IsFinite(value) && value >= 0) return value;
        _faults.Add(Get(key)!, $"{key}: expected a number, 0 or more, found \"{text}\"");
        return null;
    }

    public bool Flag(string key)
    {
        if (Text(key) is not { } text) return false;
        if (text is "true" or "false") return text == "true";
        _faults.Add(Get(key)!, $"{key}: expected true or false, found \"{text}\"");
        return false;
    }

    /// <summary>One of a few words; null when absent or wrong.</summary>
    public string? Choice(string key, params string[] words)
    {
        if (Text(key) is not { } text) return null;
        if (words.Contains(text)) return text;
        _faults.Add(Get(key)!, $"{key}: expected one of {string.Join(", ", words)}, found \"{text}\"");
        return null;
    }

    /// <summary>A text, or a list of them.</summary>
    public IReadOnlyList<string>? Texts(string key) => Get(key) switch
    {
        null => null,
        YamlSequenceNode list => [.. list.Children.Select(c => Text(c, key)).OfType<string>()],
        var one => Text(one, key) is { } text ? [text] : null,
    };

    /// <summary>A command: a text that is cut into words, or a list of words.</summary>
    public IReadOnlyList<string> Words(YamlNode node, string key)
    {
        if (node is YamlSequenceNode list) return [.. list.Children.Select(c => Text(c, key)).OfType<string>()];
        if (Text(node, key) is not { } text) return [];
        try
        {
            if (CommandWords.Split(text) is { Count: > 0 } words) return words;
            _faults.Add(node, $"{key}: expected a command, found nothing");
        }
        catch (FormatException e)
        {
            _faults.Add(node, $"{key}: {e.Message}");
        }

        return [];
    }

    /// <summary>Names and texts, in order.</summary>
    public IReadOnlyDictionary<string, string> Texts() =>
        _values.Select(v => KeyValuePair.Create(v.Key, Text(v.Value, v.Key))).Where(v => v.Value is not null).ToDictionary(v => v.Key, v => v.Value!, StringComparer.Ordinal);

    public static bool IsNull(YamlNode node) => node is YamlScalarNode { Style: ScalarStyle.Plain, Value: "" or "~" or "null" or null };

    public static string Kind(YamlNode node) => node switch
    {
        YamlMappingNode => "keys and values",
        YamlSequenceNode => "a list",
        YamlScalarNode { Value: { Length: > 0 } value } => $"\"{Core.Printable.Line(value, 40)}\"",
        _ => "nothing",
    };
}
