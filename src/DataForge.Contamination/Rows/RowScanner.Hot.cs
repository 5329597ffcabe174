using System.Text.Json;

namespace DataForge.Contamination;

/// <summary>Looks for benchmark items in the chosen texts of a row, straight from its JSON bytes. Holds scratch memory: one for each thread.</summary>
public sealed class RowScanner(BenchmarkIndex index, FieldPaths fields, ScanSettings settings)
{
    private const int MaxDepth = 256;
    private readonly FieldScanner _scanner = new(index, settings);
    private byte[] _text = new byte[1024];
    private int _texts;

    /// <summary>Finds what the row holds of the index, strongest first; the list is replaced.</summary>
    /// <returns>How many texts the paths led to.</returns>
    /// <exception cref="JsonException">The line is not one JSON object.</exception>
    public int Scan(ReadOnlySpan<byte> line, List<Hit> hits)
    {
        hits.Clear();
        _texts = 0;
        var reader = new Utf8JsonReader(line, new JsonReaderOptions { MaxDepth = MaxDepth });
        if (!reader.Read() || reader.TokenType != JsonTokenType.StartObject) throw new JsonException("expected a JSON object");
        Walk(ref reader, fields.Root, "", hits);
        if (reader.Read()) throw new JsonException("expected one JSON object, found more after it");
        if (hits.Count > 1) hits.Sort(Hit.StrongestFirst);
        return _texts;
    }

    /// <summary>The reader stands on a value's first token and is left on its last.</summary>
    private void Walk(ref Utf8JsonReader reader, PathNode? node, string path, List<Hit> hits)
    {
        switch (reader.TokenType)
        {
            case JsonTokenType.String:
                if (node is { Leaf: true }) ScanText(ref reader, path, hits);
                break;
            case JsonTokenType.StartObject:
                while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
                {
                    var (name, child) = Find(ref reader, node!);
                    if (child is null && node!.Leaf) (name, child) = (reader.GetString()!, LeafOnly);
                    reader.Read();
                    if (child is null) reader.Skip();
                    else Walk(ref reader, child, path.Length == 0 ? name : $"{path}.{name}", hits);
                }

                break;
            case JsonTokenType.StartArray:
                var inner = node!.Each ?? (node.Leaf ? LeafOnly : null);
                for (var i = 0; reader.Read() && reader.TokenType != JsonTokenType.EndArray; i++)
                {
                    if (inner is null) reader.Skip();
                    else Walk(ref reader, inner, reader.TokenType == JsonTokenType.Number ? path : $"{path}[{i}]", hits);
                }

                break;
        }
    }

    private static readonly PathNode LeafOnly = new() { Leaf = true };

    private static (string Name, PathNode? Node) Find(ref Utf8JsonReader reader, PathNode node)
    {
        foreach (var (utf8, name, child) in node.Children)
            if (reader.ValueTextEquals(utf8))
                return (name, child);
        return ("", null);
    }

    private void ScanText(ref Utf8JsonReader reader, string path, List<Hit> hits)
    {
        _texts++;
        var raw = reader.ValueSpan;
        if (!reader.ValueIsEscaped)
        {
            _scanner.Scan(raw, path, hits);
            return;
        }

        if (_text.Length < raw.Length) _text = new byte[Math.Max(raw.Length, _text.Length * 2)];
        _scanner.Scan(_text.AsSpan(0, JsonText.Unescape(raw, _text)), path, hits);
    }
}
