using DataForge.Core;

namespace DataForge.Models.Gguf;

/// <summary>The key-value part of a GGUF file. Every reader returns null where the key is absent and names the file, the key and both types where the type is another.</summary>
public sealed class GgufMetadata
{
    private readonly string _path;
    private readonly Dictionary<string, GgufValue> _values;

    internal GgufMetadata(string path, Dictionary<string, GgufValue> values, IReadOnlyList<string> keys)
    {
        _path = path;
        _values = values;
        Keys = keys;
    }

    /// <summary>In file order.</summary>
    public IReadOnlyList<string> Keys { get; }

    /// <summary>The value as it stands; null when absent.</summary>
    public GgufValue? Value(string key) => _values.GetValueOrDefault(key);

    public string? Text(string key) => Read<GgufValue.Text>(key, "a string")?.Value;

    public long? Integer(string key) => Read<GgufValue.Integer>(key, "an integer")?.Value;

    public bool? Flag(string key) => Read<GgufValue.Flag>(key, "a boolean")?.Value;

    /// <summary>An integer or a float.</summary>
    public double? Number(string key) => Value(key) is GgufValue.Integer whole ? whole.Value : Read<GgufValue.Number>(key, "a number")?.Value;

    public IReadOnlyList<string>? Texts(string key) => Read<GgufValue.Texts>(key, "an array of strings")?.Values;

    public IReadOnlyList<long>? Integers(string key) => Read<GgufValue.Integers>(key, "an array of integers")?.Values;

    public IReadOnlyList<double>? Numbers(string key) => Read<GgufValue.Numbers>(key, "an array of floats")?.Values;

    /// <summary>The value, or an error that names file and key.</summary>
    /// <exception cref="ForgeException">Absent.</exception>
    public T Required<T>(T? value, string key) where T : struct => value ?? throw new ForgeException($"{_path}: metadata {key} is missing");

    /// <inheritdoc cref="Required{T}(T?, string)"/>
    public T Required<T>(T? value, string key) where T : class => value ?? throw new ForgeException($"{_path}: metadata {key} is missing");

    private T? Read<T>(string key, string expected) where T : GgufValue => Value(key) switch
    {
        null => null,
        T value => value,
        var other => throw new ForgeException($"{_path}: metadata {key} is {Kind(other)}, expected {expected}"),
    };

    private static string Kind(GgufValue value) => value switch
    {
        GgufValue.Integer => "an integer",
        GgufValue.Number => "a float",
        GgufValue.Flag => "a boolean",
        GgufValue.Text => "a string",
        GgufValue.Integers => "an array of integers",
        GgufValue.Numbers => "an array of floats",
        GgufValue.Flags => "an array of booleans",
        GgufValue.Texts => "an array of strings",
        _ => "an array of arrays",
    };
}
