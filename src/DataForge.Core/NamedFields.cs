using System.Text.Json;

namespace DataForge.Core;

/// <summary>Fields that the user names by a path (<c>output.text</c>, <c>messages[0].content</c>) or joins (<c>passage+question</c>), put under our own names before a stage reads the row.</summary>
/// <remarks>Joined texts stand on lines of their own, and so do several values behind <c>[]</c>. A row's own field of that very name goes before a path.</remarks>
public sealed class NamedFields
{
    private readonly List<(string Given, string Own, IReadOnlyList<RowPath> Parts)> _paths = [];

    /// <exception cref="ForgeException">A name is no path.</exception>
    public NamedFields(FieldNames names) =>
        Names = new FieldNames(Own(names.Problem, "problem"), Own(names.Solution, "solution"), Own(names.Answer, "expected_answer"), Own(names.Generation, "generation"));

    /// <summary>The names as a stage looks for them.</summary>
    public FieldNames Names { get; }

    private IReadOnlyList<string> Own(IReadOnlyList<string> names, string own)
    {
        if (!names.Any(IsPath)) return names;
        foreach (var name in names.Where(IsPath))
            _paths.Add((name, own, [.. name.Split('+').Select(part => RowPath.Parse(part.Trim()) ?? throw new ForgeException($"\"{name}\": expected a field, a path as messages[0].content, or fields joined by +"))]));
        return [.. names.SelectMany(n => IsPath(n) ? (string[])[n, own] : [n]).Distinct(StringComparer.Ordinal)];
    }

    private static bool IsPath(string name) => name.AsSpan().IndexOfAny('.', '[', '+') >= 0;

    /// <summary>The row with the fields that paths lead to; the same row where there are no paths.</summary>
    /// <exception cref="ForgeException">A path leads to an object, or to a list without <c>[]</c>.</exception>
    public Row Apply(Row row)
    {
        foreach (var (given, own, parts) in _paths)
        {
            if (row.HasValue(given)) continue;
            var values = parts.Select(p => p.Of(row)).ToList();
            if (values.Any(v => v.All(e => e.ValueKind == JsonValueKind.Null))) continue; // every part of a join is needed
            var text = string.Join('\n', values.SelectMany(v => v).Where(e => e.ValueKind != JsonValueKind.Null).Select(e => Text(e, row, given)));
            row = row.With(e => e.Set(own, text));
        }

        return row;
    }

    private static string Text(JsonElement value, Row row, string given) => value.ValueKind switch
    {
        JsonValueKind.String => value.GetString()!,
        JsonValueKind.Number => value.GetRawText(),
        _ => throw ForgeException.BadRecord(row.Path, row.Line, $"field \"{given}\": expected a text or a number, found {(value.ValueKind == JsonValueKind.Array ? "a list; write [] or [0] behind its name" : "an object")}"),
    };
}
