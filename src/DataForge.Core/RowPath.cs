using System.Globalization;
using System.Text.Json;

namespace DataForge.Core;

/// <summary>A path into a row: <c>text</c>, <c>output.text</c>, <c>messages[].content</c> (each element), <c>choices[0].message</c>.</summary>
/// <remarks>A row's own field whose name holds dots goes before a path through objects.</remarks>
public sealed class RowPath
{
    private readonly string _text;
    private readonly List<Step> _steps = [];

    /// <param name="Name">Null for a step into a list.</param>
    /// <param name="Index">The element; null for each.</param>
    private readonly record struct Step(string? Name, int? Index);

    private RowPath(string text) => _text = text;

    public override string ToString() => _text;

    /// <summary>Null where the text is no path.</summary>
    public static RowPath? Parse(string text)
    {
        var path = new RowPath(text);
        foreach (var part in text.Split('.'))
        {
            var open = part.IndexOf('[');
            var name = open < 0 ? part : part[..open];
            if (name.Length == 0) return null;
            path._steps.Add(new Step(name, null));
            while (open >= 0)
            {
                var close = part.IndexOf(']', open);
                if (close < 0) return null;
                var inside = part.AsSpan(open + 1, close - open - 1);
                if (inside.IsEmpty) path._steps.Add(new Step(null, null));
                else if (int.TryParse(inside, NumberStyles.None, CultureInfo.InvariantCulture, out var index)) path._steps.Add(new Step(null, index));
                else return null;
                if (close == part.Length - 1) break;
                if (part[close + 1] != '[') return null;
                open = close + 1;
            }
        }

        return path;
    }

    /// <summary>What the path leads to in the row; several values behind <c>[]</c>, none where it leads nowhere.</summary>
    public IReadOnlyList<JsonElement> Of(Row row)
    {
        if (row.Has(_text)) return [row.Element(_text)!.Value];
        if (!row.Has(_steps[0].Name!)) return [];
        List<JsonElement> found = [row.Element(_steps[0].Name!)!.Value];
        foreach (var step in _steps.Skip(1)) found = [.. found.SelectMany(e => Next(e, step))];
        return found;
    }

    private static IEnumerable<JsonElement> Next(JsonElement element, Step step) => (element.ValueKind, step) switch
    {
        (JsonValueKind.Object, { Name: { } name }) => element.TryGetProperty(name, out var member) ? [member] : [],
        (JsonValueKind.Array, { Name: null, Index: null }) => element.EnumerateArray(),
        (JsonValueKind.Array, { Name: null, Index: { } index }) => index < element.GetArrayLength() ? [element[index]] : [],
        _ => [],
    };
}
