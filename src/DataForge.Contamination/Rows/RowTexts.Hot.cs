using System.Text.Json;

namespace DataForge.Contamination;

/// <summary>Takes a text of a row.</summary>
/// <param name="text">UTF-8 without escapes; valid during the call.</param>
/// <param name="path">Where it stands: <c>messages[1].content</c>.</param>
internal delegate void TextSink(ReadOnlySpan<byte> text, string path);

/// <summary>Walks the chosen texts of a row straight from its JSON bytes. Holds scratch memory: one for each thread.</summary>
/// <remarks>
/// A row is stepped through by <see cref="JsonCursor"/> first; whatever that does not know goes to the JSON reader, from the row's begin.
/// Texts are handed on only when the whole row was read.
/// </remarks>
internal sealed class RowTexts(FieldPaths fields, TextSink sink)
{
    private const int MaxDepth = 256, ShallowDepth = 64;
    private static readonly PathNode LeafOnly = new() { Leaf = true };
    private readonly List<(int Start, int Length, string Path)> _found = [];
    private byte[] _texts = []; // one behind the other
    private int _length;

    /// <summary>Hands every chosen text on, in the order in which they stand.</summary>
    /// <returns>How many there were.</returns>
    /// <exception cref="JsonException">The line is not one JSON object.</exception>
    public int Read(ReadOnlySpan<byte> line)
    {
        Clear(line.Length);
        var cursor = new JsonCursor(line);
        return cursor.Next() == '{' && Find(ref cursor, line, fields.Root, "", 0) && cursor.IsAtEnd() ? HandOn() : ReadCarefully(line);
    }

    /// <summary>As <see cref="Read"/>, by the JSON reader.</summary>
    internal int ReadCarefully(ReadOnlySpan<byte> line)
    {
        Clear(line.Length);
        var reader = new Utf8JsonReader(line, new JsonReaderOptions { MaxDepth = MaxDepth });
        if (!reader.Read() || reader.TokenType != JsonTokenType.StartObject) throw new JsonException("expected a JSON object");
        Walk(ref reader, line, fields.Root, "");
        if (reader.Read()) throw new JsonException("expected one JSON object, found more after it");
        return HandOn();
    }

    private void Clear(int longest)
    {
        _found.Clear();
        _length = 0;
        if (_texts.Length < longest + JsonText.Margin) _texts = new byte[longest + longest / 2 + JsonText.Margin];
    }

    private int HandOn()
    {
        foreach (var (start, length, path) in _found) sink(_texts.AsSpan(start, length), path);
        return _found.Count;
    }

    /// <summary>Notes the string that the cursor stands before.</summary>
    private bool Note(ref JsonCursor cursor, string path)
    {
        if (!cursor.Text(_texts.AsSpan(_length), out var length)) return false;
        _found.Add((_length, length, path));
        _length += length;
        return true;
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
                return node is { Leaf: true } ? Note(ref cursor, path) : cursor.String(out _, out _, out _);
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
    private void Walk(ref Utf8JsonReader reader, ReadOnlySpan<byte> line, PathNode node, string path)
    {
        switch (reader.TokenType)
        {
            case JsonTokenType.String:
                if (!node.Leaf) break;
                var cursor = new JsonCursor(line[(int)reader.TokenStartIndex..]);
                if (!Note(ref cursor, path)) throw new JsonException("expected a string"); // the reader has just read it
                break;
            case JsonTokenType.StartObject:
                while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
                {
                    var (name, child) = Find(ref reader, node);
                    if (child is null && node.Leaf) (name, child) = (reader.GetString()!, LeafOnly);
                    reader.Read();
                    if (child is null) reader.Skip();
                    else Walk(ref reader, line, child, path.Length == 0 ? name : $"{path}.{name}");
                }

                break;
            case JsonTokenType.StartArray:
                var inner = node.Each ?? (node.Leaf ? LeafOnly : null);
                for (var i = 0; reader.Read() && reader.TokenType != JsonTokenType.EndArray; i++)
                {
                    if (inner is null) reader.Skip();
                    else Walk(ref reader, line, inner, reader.TokenType == JsonTokenType.Number ? path : $"{path}[{i}]");
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
}
