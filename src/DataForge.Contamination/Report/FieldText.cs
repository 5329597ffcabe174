using System.Text;
using System.Text.Json;

namespace DataForge.Contamination;

/// <summary>The text that a hit's field path names, and the part of it around a span.</summary>
internal static class FieldText
{
    /// <summary>The string at a path as <c>messages[1].content</c>, or the lines of joined fields as <c>Body+Question</c>; null when the path leads to none.</summary>
    public static string? At(JsonElement row, string path)
    {
        if (!path.Contains('+', StringComparison.Ordinal)) return One(row, path);
        return One(row, path) ?? string.Join('\n', path.Split('+').SelectMany(name => row.TryGetProperty(name, out var field) ? Strings(field) : []));
    }

    /// <summary>All strings below a value, in the order in which they stand.</summary>
    private static IEnumerable<string> Strings(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.String => [Decode(value) ?? ""],
        JsonValueKind.Array => value.EnumerateArray().SelectMany(Strings),
        JsonValueKind.Object => value.EnumerateObject().SelectMany(p => Strings(p.Value)),
        _ => [],
    };

    private static string? One(JsonElement row, string path)
    {
        var at = row;
        foreach (var step in path.Split('.'))
        {
            var bracket = step.IndexOf('[', StringComparison.Ordinal);
            var name = bracket < 0 ? step : step[..bracket];
            if (name.Length > 0 && (at.ValueKind != JsonValueKind.Object || !at.TryGetProperty(name, out at))) return null;
            while (bracket >= 0)
            {
                var close = step.IndexOf(']', bracket);
                if (close < 0 || !int.TryParse(step.AsSpan(bracket + 1, close - bracket - 1), out var index) || at.ValueKind != JsonValueKind.Array || index >= at.GetArrayLength()) return null;
                at = at[index];
                bracket = step.IndexOf('[', close);
            }
        }

        return at.ValueKind == JsonValueKind.String ? Decode(at) : null;
    }

    private static string? Decode(JsonElement text)
    {
        try
        {
            return text.GetString();
        }
        catch (InvalidOperationException)
        {
            return null; // a lone surrogate: the hit's own excerpt has to do
        }
    }

    /// <summary>Up to <paramref name="width"/> code points in front of the span and behind it.</summary>
    public static (string Before, string After) Around(string text, int start, int end, int width)
    {
        var before = new Queue<Rune>();
        var after = new StringBuilder();
        var at = 0;
        foreach (var rune in text.EnumerateRunes())
        {
            if (at < start)
            {
                if (before.Count == width) before.Dequeue();
                before.Enqueue(rune);
            }
            else if (at >= end)
            {
                if (at - end == width) break;
                after.Append(rune.ToString());
            }

            at++;
        }

        return (string.Concat(before.Select(r => r.ToString())), after.ToString());
    }
}
