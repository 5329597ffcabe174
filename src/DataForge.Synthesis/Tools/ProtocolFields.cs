using System.Text.Json;
using DataForge.Core;

namespace DataForge.Synthesis;

/// <summary>The fields of a protocol's file, each of which must be there, of its type, and known.</summary>
internal sealed class ProtocolFields
{
    private readonly string _path;
    private readonly Dictionary<string, JsonElement> _left;

    public ProtocolFields(string path, JsonElement root)
    {
        _path = path;
        if (root.ValueKind != JsonValueKind.Object) throw new ForgeException($"{path}: expected a JSON object");
        _left = [];
        foreach (var field in root.EnumerateObject()) _left[field.Name] = field.Value;
    }

    public string Text(string name) => OptionalText(name) ?? throw Expected(name, "a string");

    public string? OptionalText(string name) => Take(name) switch
    {
        null or { ValueKind: JsonValueKind.Null } => null,
        { ValueKind: JsonValueKind.String } text => text.GetString()!,
        _ => throw Expected(name, "a string"),
    };

    public IReadOnlyList<string> List(string name) => Take(name) is { ValueKind: JsonValueKind.Array } list && list.EnumerateArray().All(e => e.ValueKind == JsonValueKind.String)
        ? [.. list.EnumerateArray().Select(e => e.GetString()!)]
        : throw Expected(name, "a list of strings");

    public int Count(string name, int least, int most) =>
        Take(name) is { ValueKind: JsonValueKind.Number } number && number.TryGetInt32(out var value) && value >= least && value <= most ? value : throw Expected(name, $"a whole number from {least} to {most}");

    public double Seconds(string name) =>
        Take(name) is { ValueKind: JsonValueKind.Number } number && number.GetDouble() is var value and > 0 and <= 3600 ? value : throw Expected(name, "seconds, more than 0 and at most 3600");

    public bool Flag(string name) => Take(name) switch
    {
        { ValueKind: JsonValueKind.True } => true,
        { ValueKind: JsonValueKind.False } => false,
        _ => throw Expected(name, "true or false"),
    };

    public T Choice<T>(string name)
        where T : struct, Enum =>
        Text(name) is var text && Enum.GetValues<T>().Where(v => v.ToString().Equals(text, StringComparison.OrdinalIgnoreCase)).Select(v => (T?)v).FirstOrDefault() is { } value
            ? value
            : throw Expected(name, $"one of {string.Join(", ", Enum.GetNames<T>()).ToLowerInvariant()}");

    /// <exception cref="ForgeException">A field is left that is not known.</exception>
    public void End()
    {
        if (_left.Count > 0) throw new ForgeException($"{_path}: unknown field \"{_left.Keys.First()}\"");
    }

    private JsonElement? Take(string name) => _left.Remove(name, out var value) ? value : null;

    private ForgeException Expected(string name, string what) => new($"{_path}: field \"{name}\": expected {what}");
}
