using System.Globalization;
using System.Text;
using System.Text.Json;

namespace DataForge.Core;

/// <summary>Changes to a <see cref="Row"/>, in the order they are made; setting a name twice keeps the last.</summary>
public sealed class RowEdit
{
    private const int ManyChanges = 64; // above it names are looked up in a table

    private Dictionary<string, int>? _places;

    internal List<(string Name, byte[]? Json)> Changes { get; } = [];

    /// <summary>Place of a name among the changes, or −1.</summary>
    internal int Find(string name)
    {
        if (Changes.Count < ManyChanges) return Changes.FindIndex(c => c.Name == name);
        _places ??= new Dictionary<string, int>(StringComparer.Ordinal);
        for (var i = _places.Count; i < Changes.Count; i++) _places[Changes[i].Name] = i;
        return _places.GetValueOrDefault(name, -1);
    }

    /// <summary>Sets a string; null writes nothing and removes the field.</summary>
    public RowEdit Set(string name, string? value) => Put(name, value is null ? null : Quote(value));

    public RowEdit Set(string name, long? value) => Put(name, value is { } v ? Encoding.UTF8.GetBytes(v.ToString(CultureInfo.InvariantCulture)) : null);

    /// <summary>Sets a number in its shortest round-trip form; it must be finite.</summary>
    public RowEdit Set(string name, double? value)
    {
        if (value is { } v && !double.IsFinite(v)) throw new ArgumentException($"field {name}: {v} has no JSON form", nameof(value));
        return Put(name, value is { } finite ? Encoding.UTF8.GetBytes(finite.ToString("R", CultureInfo.InvariantCulture)) : null);
    }

    public RowEdit Set(string name, bool? value) => Put(name, value is { } v ? Encoding.UTF8.GetBytes(v ? "true" : "false") : null);

    public RowEdit SetNull(string name) => Put(name, "null"u8.ToArray());

    /// <summary>Sets a value by its JSON text, which must be one valid value on one line.</summary>
    public RowEdit SetRaw(string name, ReadOnlySpan<byte> json) => Put(name, json.Length == 0 ? null : json.ToArray());

    /// <summary>Sets a value by its JSON text; null removes the field.</summary>
    public RowEdit SetRaw(string name, string? json) => Put(name, json is null ? null : Encoding.UTF8.GetBytes(json));

    /// <summary>Takes over fields of another row as they stand there; those without a value are passed over.</summary>
    public RowEdit Carry(Row from, IEnumerable<string> names)
    {
        foreach (var name in names)
            if (from.HasValue(name))
                SetRaw(name, from.Raw(name));
        return this;
    }

    /// <summary>Sets a value written by the given function.</summary>
    public RowEdit Write(string name, Action<Utf8JsonWriter> write) => Put(name, Json(write));

    public RowEdit Remove(string name) => Put(name, null);

    /// <summary>Sets the fields of a drop's <c>reject</c> object.</summary>
    public RowEdit Set(Reject reject) => Write("reject", w =>
    {
        w.WriteStartObject();
        w.WriteString("stage", reject.Stage);
        w.WriteString("rule", reject.Rule);
        w.WriteString("reason", reject.Reason);
        if (reject.Evidence is { } evidence)
        {
            w.WritePropertyName("evidence");
            w.WriteRawValue(evidence, skipInputValidation: true);
        }

        w.WriteEndObject();
    });

    private RowEdit Put(string name, byte[]? json)
    {
        var at = Find(name);
        if (at >= 0) Changes[at] = (name, json);
        else Changes.Add((name, json));
        return this;
    }

    /// <summary>JSON text of what the function writes, non-ASCII as it stands.</summary>
    public static byte[] Json(Action<Utf8JsonWriter> write) => JsonBytes.Of(write);

    /// <summary>The text as a JSON string. Non-ASCII stays as it is; a lone surrogate becomes U+FFFD.</summary>
    public static byte[] Quote(string text) => JsonBytes.Quoted(text);
}
