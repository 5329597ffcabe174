using System.Text.Json;
using System.Text.RegularExpressions;
using DataForge.Core;

namespace DataForge.Stages;

/// <summary>A condition on rows: <c>level &gt;= 4 and (source == "MATH" or has(solution)) and not generation ~ "cannot"</c>.</summary>
/// <remarks>
/// Paths as in <see cref="RowPath"/>; a path behind <c>[]</c> fits where any of its values does. Numbers compare as numbers, texts by code point; values of two kinds differ, and no order holds between them.
/// <c>~</c> finds a regular expression (linear time), <c>contains</c> a text. <c>len(x)</c> counts characters or elements, <c>lower(x)</c> folds case, <c>has(x)</c> asks for a value that is not null.
/// </remarks>
public sealed class RowFilter
{
    private readonly Func<Row, bool> _holds;

    private RowFilter(Func<Row, bool> holds) => _holds = holds;

    public bool Holds(Row row) => _holds(row);

    /// <exception cref="ForgeException">The text is no condition; the message says where and what was expected.</exception>
    public static RowFilter Parse(string text) => new(new FilterParser(text).Whole());

    /// <summary>Values that a side of a comparison has in a row.</summary>
    internal delegate IReadOnlyList<JsonElement> Values(Row row);

    internal static bool Compare(IReadOnlyList<JsonElement> left, string op, IReadOnlyList<JsonElement> right)
    {
        if (op == "!=") return !Compare(left, "==", right);
        if (left.Count == 0) left = [Null];
        if (right.Count == 0) right = [Null];
        return left.Any(l => right.Any(r => Compare(l, op, r)));
    }

    private static readonly JsonElement Null = JsonDocument.Parse("null").RootElement;

    private static bool Compare(JsonElement l, string op, JsonElement r) => (l.ValueKind, r.ValueKind) switch
    {
        (JsonValueKind.Number, JsonValueKind.Number) => Ordered(l.GetDouble().CompareTo(r.GetDouble()), op),
        (JsonValueKind.String, JsonValueKind.String) => Ordered(string.CompareOrdinal(l.GetString(), r.GetString()), op),
        _ => op == "==" && l.ValueKind == r.ValueKind && (l.ValueKind is JsonValueKind.True or JsonValueKind.False or JsonValueKind.Null || JsonElement.DeepEquals(l, r)),
    };

    private static bool Ordered(int order, string op) => op switch
    {
        "==" => order == 0,
        "<" => order < 0,
        "<=" => order <= 0,
        ">" => order > 0,
        _ => order >= 0,
    };

    internal static bool Finds(IReadOnlyList<JsonElement> values, Regex expression) => values.Any(v => v.ValueKind == JsonValueKind.String && expression.IsMatch(v.GetString()!));

    internal static bool Contains(IReadOnlyList<JsonElement> values, IReadOnlyList<JsonElement> parts) => values.Any(v => parts.Any(p => v.ValueKind switch
    {
        JsonValueKind.String => p.ValueKind == JsonValueKind.String && v.GetString()!.Contains(p.GetString()!, StringComparison.Ordinal),
        JsonValueKind.Array => v.EnumerateArray().Any(e => Compare(e, "==", p)),
        _ => false,
    }));

    /// <summary>A value alone: true, or anything that is neither null nor false.</summary>
    internal static bool IsTrue(IReadOnlyList<JsonElement> values) => values.Any(v => v.ValueKind is not (JsonValueKind.Null or JsonValueKind.False));
}
