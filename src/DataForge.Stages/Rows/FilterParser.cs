using System.Text.Json;
using System.Text.RegularExpressions;
using DataForge.Core;

namespace DataForge.Stages;

/// <summary>Reads a condition by recursive descent: or, and, not, comparison, value.</summary>
internal sealed partial class FilterParser
{
    private const int MostDepth = 100;

    private readonly List<(string Kind, string Text, int At)> _tokens = [];
    private int _next;
    private int _depth;

    public FilterParser(string text)
    {
        for (var at = 0; at < text.Length;)
        {
            var match = Token().Match(text, at);
            if (!match.Success) throw new ForgeException($"condition, character {at + 1}: expected a name, a number, a \"text\" or an operator, found '{text[at]}'");
            at += match.Length;
            var kind = match.Groups.Keys.First(k => k is "text" or "number" or "op" or "word" or "blank" && match.Groups[k].Success);
            if (kind != "blank") _tokens.Add((kind, match.Value, match.Index));
        }

        _tokens.Add(("end", "the end", text.Length));
    }

    [GeneratedRegex("""\G(?:(?<blank>\s+)|(?<text>"(?:[^"\\]|\\.)*")|(?<number>-?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?)|(?<op>==|!=|<=|>=|!~|[<>~(),])|(?<word>[\p{L}_@$][\p{L}\p{N}_@$\-]*(?:\[\d*\])*(?:\.[\p{L}\p{N}_@$][\p{L}\p{N}_@$\-]*(?:\[\d*\])*)*))""", RegexOptions.CultureInvariant)]
    private static partial Regex Token();

    public Func<Row, bool> Whole()
    {
        var condition = Or();
        return _tokens[_next].Kind == "end" ? condition : throw Expected("\"and\", \"or\" or the end");
    }

    private Func<Row, bool> Or()
    {
        if (++_depth > MostDepth) throw new ForgeException($"condition: nested more than {MostDepth} deep");
        var left = And();
        while (Word("or"))
        {
            var (a, b) = (left, And());
            left = row => a(row) || b(row);
        }

        _depth--;
        return left;
    }

    private Func<Row, bool> And()
    {
        var left = Not();
        while (Word("and"))
        {
            var (a, b) = (left, Not());
            left = row => a(row) && b(row);
        }

        return left;
    }

    private Func<Row, bool> Not()
    {
        if (!Word("not")) return Comparison();
        if (++_depth > MostDepth) throw new ForgeException($"condition: nested more than {MostDepth} deep");
        var inner = Not();
        _depth--;
        return row => !inner(row);
    }

    private Func<Row, bool> Comparison()
    {
        if (Op("("))
        {
            var inner = Or();
            Need(")");
            return inner;
        }

        var left = Value();
        if (Word("contains"))
        {
            var part = Value();
            return row => RowFilter.Contains(left(row), part(row));
        }

        var (kind, op, at) = _tokens[_next];
        if (kind != "op" || op is "(" or ")" or ",") return row => RowFilter.IsTrue(left(row));
        _next++;
        if (op is "~" or "!~")
        {
            var expression = Expression();
            return row => RowFilter.Finds(left(row), expression) == (op == "~");
        }

        var right = Value();
        return row => RowFilter.Compare(left(row), op, right(row));
    }

    private Regex Expression()
    {
        var (kind, text, at) = _tokens[_next];
        if (kind != "text") throw Expected("a regular expression in quotes");
        _next++;
        try
        {
            return new Regex(text[1..^1].Replace("\\\"", "\"", StringComparison.Ordinal), RegexOptions.NonBacktracking | RegexOptions.CultureInvariant);
        }
        catch (Exception e) when (e is ArgumentException or NotSupportedException)
        {
            throw new ForgeException($"condition, character {at + 1}: {e.Message}", e);
        }
    }

    private RowFilter.Values Value()
    {
        var (kind, text, at) = _tokens[_next++];
        switch (kind)
        {
            case "text": return Constant(Literal(text, at));
            case "number": return Constant(Literal(text, at));
            case "word" when text is "true" or "false" or "null": return Constant(Literal(text, at));
            case "word" when text is "len" or "lower" or "has" && Op("("):
                var inner = Value();
                Need(")");
                return row => Function(text, inner(row));
            case "word":
                var path = RowPath.Parse(text) ?? throw new ForgeException($"condition, character {at + 1}: expected a path as messages[].content, found \"{text}\"");
                return row => path.Of(row);
            default:
                _next--;
                throw Expected("a field, a number or a \"text\"");
        }
    }

    private static RowFilter.Values Constant(JsonElement value)
    {
        JsonElement[] one = [value];
        return _ => one;
    }

    private static JsonElement Literal(string text, int at)
    {
        try
        {
            return JsonDocument.Parse(text).RootElement;
        }
        catch (JsonException e)
        {
            throw new ForgeException($"condition, character {at + 1}: expected a value as JSON writes it, found {text}", e);
        }
    }

    private static JsonElement[] Function(string name, IReadOnlyList<JsonElement> values) => name switch
    {
        "has" => [Element(values.Any(v => v.ValueKind != JsonValueKind.Null))],
        "len" => [.. values.Where(v => v.ValueKind is JsonValueKind.String or JsonValueKind.Array).Select(v => Element(v.ValueKind == JsonValueKind.String ? v.GetString()!.EnumerateRunes().Count() : v.GetArrayLength()))],
        _ => [.. values.Select(v => v.ValueKind == JsonValueKind.String ? Element(v.GetString()!.ToLowerInvariant()) : v)],
    };

    private static JsonElement Element<T>(T value) => JsonSerializer.SerializeToElement(value);

    private bool Word(string word) => Take("word", word);

    private bool Op(string op) => Take("op", op);

    private bool Take(string kind, string text)
    {
        if (_tokens[_next].Kind != kind || _tokens[_next].Text != text) return false;
        _next++;
        return true;
    }

    private void Need(string op)
    {
        if (!Op(op)) throw Expected($"\"{op}\"");
    }

    private ForgeException Expected(string what) => new($"condition, character {_tokens[_next].At + 1}: expected {what}, found {(_tokens[_next].Kind == "end" ? "the end" : $"\"{_tokens[_next].Text}\"")}");
}
