using System.Text.Json;

namespace DataForge.Contamination;

/// <summary>Takes a text of a row.</summary>
/// <param name="text">UTF-8 without escapes; valid during the call.</param>
/// <param name="path">Where it stands: <c>messages[1].content</c>.</param>
internal delegate void TextSink(ReadOnlySpan<byte> text, string path);

/// <summary>Walks the chosen texts of a row straight from its JSON bytes. Holds scratch memory: one for each thread.</summary>
internal sealed class RowTexts(FieldPaths fields, TextSink sink)
{
    private const int MaxDepth = 256;
    private static readonly PathNode LeafOnly = new() { Leaf = true };
    private byte[] _text = new byte[1024];
    private int _count;

    /// <summary>Hands every chosen text on, in the order in which they stand.</summary>
    /// <returns>How many there were.</returns>
    /// <exception cref="JsonException">The line is not one JSON object.</exception>
    public int Read(ReadOnlySpan<byte> line)
    {
        _count = 0;
        var reader = new Utf8JsonReader(line, new JsonReaderOptions { MaxDepth = MaxDepth });
        if (!reader.Read() || reader.TokenType != JsonTokenType.StartObject) throw new JsonException("expected a JSON object");
        Walk(ref reader, fields.Root, "");
        if (reader.Read()) throw new JsonException("expected one JSON object, found more after it");
        return _count;
    }

    /// <summary>The reader stands on a value's first token and is left on its last.</summary>
    private void Walk(ref Utf8JsonReader reader, PathNode node, string path)
    {
        switch (reader.TokenType)
        {
            case JsonTokenType.String:
                if (node.Leaf) Take(ref reader, path);
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

    private void Take(ref Utf8JsonReader reader, string path)
    {
        _count++;
        var raw = reader.ValueSpan;
        if (!reader.ValueIsEscaped)
        {
            sink(raw, path);
            return;
        }

        if (_text.Length < raw.Length) _text = new byte[Math.Max(raw.Length, _text.Length * 2)];
        sink(_text.AsSpan(0, JsonText.Unescape(raw, _text)), path);
    }
}
