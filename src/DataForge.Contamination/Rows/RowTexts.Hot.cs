using System.Text.Json;

namespace DataForge.Contamination;

/// <summary>Takes a text of a row.</summary>
/// <param name="text">UTF-8 without escapes; valid during the call.</param>
/// <param name="path">Where it stands: <c>messages[1].content</c>.</param>
internal delegate void TextSink(ReadOnlySpan<byte> text, string path);

/// <summary>Walks the chosen texts of a row straight from its JSON bytes. Holds scratch memory: one for each thread.</summary>
/// <remarks>
/// A row is stepped through by <see cref="JsonCursor"/> first; whatever that does not know goes to the JSON reader, from the row's begin.
/// Texts are handed on only when the whole row was read, so none comes twice.
/// </remarks>
internal sealed class RowTexts(FieldPaths fields, TextSink sink)
{
    private const int MaxDepth = 256, ShallowDepth = 64;
    private static readonly PathNode LeafOnly = new() { Leaf = true };
    private readonly List<(int Start, int End, bool Escaped, string Path)> _found = [];
    private byte[] _text = new byte[1024];
    private int _count;

    /// <summary>Hands every chosen text on, in the order in which they stand.</summary>
    /// <returns>How many there were.</returns>
    /// <exception cref="JsonException">The line is not one JSON object.</exception>
    public int Read(ReadOnlySpan<byte> line)
    {
        _count = 0;
        _found.Clear();
        var cursor = new JsonCursor(line);
        if (cursor.Next() == '{' && Find(ref cursor, line, fields.Root, "", 0) && cursor.IsAtEnd())
        {
            foreach (var (start, end, escaped, path) in _found) Take(line[start..end], escaped, path);
            return _count;
        }

        return ReadCarefully(line);
    }

    /// <summary>As <see cref="Read"/>, by the JSON reader.</summary>
    internal int ReadCarefully(ReadOnlySpan<byte> line)
    {
        _count = 0;
        var reader = new Utf8JsonReader(line, new JsonReaderOptions { MaxDepth = MaxDepth });
        if (!reader.Read() || reader.TokenType != JsonTokenType.StartObject) throw new JsonException("expected a JSON object");
        Walk(ref reader, fields.Root, "");
        if (reader.Read()) throw new JsonException("expected one JSON object, found more after it");
        return _count;
    }

    /// <summary>Notes the texts of a value.</summary>
    /// <param name="node">Null where none is wanted.</param>
    /// <returns>False where the value is not plain JSON.</returns>
    private bool Find(ref JsonCursor cursor, ReadOnlySpan<byte> line, PathNode? node, string path, int depth)
    {
        if (depth > ShallowDepth) return false;
        switch (cursor.Next())
        {
            case (byte)'"':
                if (!cursor.String(out var start, out var end, out var escaped)) return false;
                if (node is { Leaf: true }) _found.Add((start, end, escaped, path));
                return true;
            case (byte)'{':
                return FindInObject(ref cursor, line, node, path, depth);
            case (byte)'[':
                return FindInArray(ref cursor, line, node, path, depth);
            default:
                return cursor.Scalar();
        }
    }

    private bool FindInObject(ref JsonCursor cursor, ReadOnlySpan<byte> line, PathNode? node, string path, int depth)
    {
        cursor.Take((byte)'{');
        if (cursor.Take((byte)'}')) return true;
        do
        {
            if (!cursor.String(out var start, out var end, out var escaped) || escaped || !cursor.Take((byte)':')) return false;
            var (name, child) = node is null ? ("", null) : Child(line[start..end], node);
            if (child is null && node is { Leaf: true }) return false; // the reader has to say whether the name is sound UTF-8
            if (!Find(ref cursor, line, child, child is null ? "" : path.Length == 0 ? name : $"{path}.{name}", depth + 1)) return false;
        }
        while (cursor.Take((byte)','));
        return cursor.Take((byte)'}');
    }

    private bool FindInArray(ref JsonCursor cursor, ReadOnlySpan<byte> line, PathNode? node, string path, int depth)
    {
        var inner = node?.Each ?? (node is { Leaf: true } ? LeafOnly : null);
        cursor.Take((byte)'[');
        if (cursor.Take((byte)']')) return true;
        var i = 0;
        do
        {
            if (!Find(ref cursor, line, inner, inner is null ? "" : $"{path}[{i}]", depth + 1)) return false;
            i++;
        }
        while (cursor.Take((byte)','));
        return cursor.Take((byte)']');
    }

    private static (string Name, PathNode? Node) Child(ReadOnlySpan<byte> name, PathNode node)
    {
        foreach (var (utf8, text, child) in node.Children)
            if (name.SequenceEqual(utf8))
                return (text, child);
        return ("", null);
    }

    /// <summary>The reader stands on a value's first token and is left on its last.</summary>
    private void Walk(ref Utf8JsonReader reader, PathNode node, string path)
    {
        switch (reader.TokenType)
        {
            case JsonTokenType.String:
                if (node.Leaf) Take(reader.ValueSpan, reader.ValueIsEscaped, path);
                break;
            case JsonTokenType.StartObject:
                while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
                {
                    var (name, child) = Find(ref reader, node);
                    if (child is null && node.Leaf) (name, child) = (reader.GetString()!, LeafOnly);
                    reader.Read();
                    if (child is null) reader.Skip();
                    else Walk(ref reader, child, path.Length == 0 ? name : $"{path}.{name}");
                }

                break;
            case JsonTokenType.StartArray:
                var inner = node.Each ?? (node.Leaf ? LeafOnly : null);
                for (var i = 0; reader.Read() && reader.TokenType != JsonTokenType.EndArray; i++)
                {
                    if (inner is null) reader.Skip();
                    else Walk(ref reader, inner, reader.TokenType == JsonTokenType.Number ? path : $"{path}[{i}]");
                }

                break;
        }
    }

    private static (string Name, PathNode? Node) Find(ref Utf8JsonReader reader, PathNode node)
    {
        foreach (var (utf8, name, child) in node.Children)
            if (reader.ValueTextEquals(utf8))
                return (name, child);
        return ("", null);
    }

    private void Take(ReadOnlySpan<byte> raw, bool escaped, string path)
    {
        _count++;
        if (!escaped)
        {
            sink(raw, path);
            return;
        }

        if (_text.Length < raw.Length + JsonText.Margin) _text = new byte[Math.Max(raw.Length + JsonText.Margin, _text.Length * 2)];
        sink(_text.AsSpan(0, JsonText.Unescape(raw, _text)), path);
    }
}
