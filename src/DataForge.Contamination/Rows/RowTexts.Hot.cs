using System.Text.Json;
using System.Text.Unicode;

namespace DataForge.Contamination;

/// <summary>Takes a text of a row.</summary>
/// <param name="text">UTF-8 without escapes; valid during the call.</param>
/// <param name="path">Where it stands: <c>messages[1].content</c>; joined fields as <c>Body+Question</c>.</param>
internal delegate void TextSink(ReadOnlySpan<byte> text, string path);

/// <summary>Walks the chosen texts of a row straight from its JSON bytes. Holds scratch memory: one for each thread.</summary>
/// <remarks>
/// A row is stepped through by <see cref="JsonCursor"/> first; whatever that does not know goes to the JSON reader, from the row's begin.
/// Texts are handed on only when the whole row was read.
/// </remarks>
internal sealed class RowTexts(FieldPaths fields, TextSink sink)
{
    private const int MaxDepth = 256, ShallowDepth = 64;
    private static readonly PathNode LeafOnly = new() { Leaf = true }, Rest = new(), Own = new();
    private readonly List<(int Start, int Length, string Path, PathNode? Top)> _found = [];
    private readonly List<string> _passedOver = [];
    private readonly FieldNameCache _names = new();
    private byte[] _texts = []; // one behind the other
    private byte[] _joined = [];
    private int _length;
    private PathNode? _top; // the root's child below which we are

    /// <summary>Fields of the row read last that hold prose and were not read, array places left out: <c>messages[].thinking</c>.</summary>
    public IReadOnlyList<string> PassedOver => _passedOver;

    /// <summary>Hands every chosen text on, in the order in which they stand, and joined ones behind them.</summary>
    /// <returns>How many there were, without those that were joined.</returns>
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
        _passedOver.Clear();
        _length = 0;
        _top = null;
        if (_texts.Length < longest + JsonText.Margin) _texts = new byte[longest + longest / 2 + JsonText.Margin];
    }

    private int HandOn()
    {
        foreach (var (start, length, path, _) in _found) sink(_texts.AsSpan(start, length), path);
        foreach (var join in fields.Joins) HandOnJoined(join);
        return _found.Count;
    }

    private void HandOnJoined(IReadOnlyList<PathNode> join)
    {
        List<string>? names = null;
        var length = 0;
        foreach (var part in join)
        {
            var first = true;
            foreach (var (start, count, path, top) in _found)
            {
                if (top != part) continue;
                if (first) (names ??= []).Add(path.Split('.', '[')[0]);
                if (_joined.Length < length + count + 1) Array.Resize(ref _joined, (length + count + 1) * 2);
                if (length > 0) _joined[length++] = (byte)'\n';
                _texts.AsSpan(start, count).CopyTo(_joined.AsSpan(length));
                length += count;
                first = false;
            }
        }

        if (names is { Count: > 1 }) sink(_joined.AsSpan(0, length), string.Join('+', names));
    }

    /// <summary>Notes the string that the cursor stands before, or that it was passed over.</summary>
    /// <param name="node">A leaf takes every string, any other only prose.</param>
    private bool Note(ref JsonCursor cursor, PathNode node, string path)
    {
        if (!cursor.Text(_texts.AsSpan(_length), out var length)) return false;
        if (!node.Leaf && !Prose.Is(_texts.AsSpan(_length, length))) return true;
        if (!node.Leaf && !fields.ReadsRest)
        {
            var name = WithoutPlaces(path);
            if (!_passedOver.Contains(name)) _passedOver.Add(name);
            return true;
        }

        _found.Add((_length, length, path, _top is { IsJoined: true } ? _top : null));
        _length += length;
        return true;
    }

    /// <summary>Notes the texts of a value.</summary>
    /// <returns>False where the value is not plain JSON.</returns>
    private bool Find(ref JsonCursor cursor, ReadOnlySpan<byte> line, PathNode node, string path, int depth)
    {
        if (depth > ShallowDepth) return false;
        switch (cursor.Next())
        {
            case (byte)'"':
                return node == Own ? cursor.String(out _, out _, out _) : Note(ref cursor, node, path);
            case (byte)'{':
                return FindInObject(ref cursor, line, node, path, depth);
            case (byte)'[':
                return FindInArray(ref cursor, line, node, path, depth);
            default:
                return cursor.Scalar();
        }
    }

    private bool FindInObject(ref JsonCursor cursor, ReadOnlySpan<byte> line, PathNode node, string path, int depth)
    {
        cursor.Take((byte)'{');
        if (cursor.Take((byte)'}')) return true;
        do
        {
            if (!cursor.String(out var start, out var end, out var escaped) || escaped || !cursor.Take((byte)':')) return false;
            if (node == Own)
            {
                if (!Find(ref cursor, line, Own, "", depth + 1)) return false;
                continue;
            }

            var utf8 = line[start..end];
            if (!Utf8.IsValid(utf8)) return false; // the reader has to say what is wrong with the name
            var child = Child(utf8, node);
            if (node == fields.Root) _top = child;
            var name = child == Own || !IsNested(cursor.Next()) ? "" : path.Length == 0 ? _names[utf8] : $"{path}.{_names[utf8]}";
            if (!Find(ref cursor, line, child, name, depth + 1)) return false;
        }
        while (cursor.Take((byte)','));
        return cursor.Take((byte)'}');
    }

    private bool FindInArray(ref JsonCursor cursor, ReadOnlySpan<byte> line, PathNode node, string path, int depth)
    {
        var inner = Inner(node);
        cursor.Take((byte)'[');
        if (cursor.Take((byte)']')) return true;
        var i = 0;
        do
        {
            var name = inner == Own || !IsNested(cursor.Next()) ? "" : Element(inner, path, i);
            if (!Find(ref cursor, line, inner, name, depth + 1)) return false;
            i++;
        }
        while (cursor.Take((byte)','));
        return cursor.Take((byte)']');
    }

    /// <summary><c>messages[].thinking</c> for <c>messages[3].thinking</c>.</summary>
    private static string WithoutPlaces(string path) =>
        path.Contains('[', StringComparison.Ordinal) ? string.Join('[', path.Split('[').Select((part, i) => i == 0 ? part : part[part.IndexOf(']', StringComparison.Ordinal)..])) : path;

    private static bool IsNested(byte next) => next is (byte)'"' or (byte)'{' or (byte)'[';

    /// <summary>What is only counted needs no places.</summary>
    private string Element(PathNode inner, string path, int i) => inner == Rest && !fields.ReadsRest ? path + "[]" : $"{path}[{i}]";

    private static PathNode Inner(PathNode node) => node == Own ? Own : node.Each ?? (node.Leaf ? LeafOnly : Rest);

    private PathNode Child(ReadOnlySpan<byte> name, PathNode node)
    {
        foreach (var (utf8, _, child) in node.Children)
            if (System.Text.Ascii.EqualsIgnoreCase(name, utf8) || name.SequenceEqual(utf8))
                return child;
        return Unlisted(name, node);
    }

    /// <summary>What this suite itself wrote into a row quotes items and is no text of the corpus, unless a path names it.</summary>
    private PathNode Unlisted(ReadOnlySpan<byte> name, PathNode node) =>
        node.Leaf ? LeafOnly : node == fields.Root && (name.SequenceEqual("decontamination"u8) || name.SequenceEqual("reject"u8)) ? Own : Rest;

    /// <summary>The reader stands on a value's first token and is left on its last.</summary>
    private void Walk(ref Utf8JsonReader reader, ReadOnlySpan<byte> line, PathNode node, string path)
    {
        switch (reader.TokenType)
        {
            case JsonTokenType.String:
                var cursor = new JsonCursor(line[(int)reader.TokenStartIndex..]);
                if (!Note(ref cursor, node, path)) throw new JsonException("expected a string"); // the reader has just read it
                break;
            case JsonTokenType.StartObject:
                while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
                {
                    var name = reader.GetString()!;
                    var child = Child(System.Text.Encoding.UTF8.GetBytes(name), node);
                    if (node == fields.Root) _top = child;
                    reader.Read();
                    if (child == Own) reader.Skip();
                    else Walk(ref reader, line, child, path.Length == 0 ? name : $"{path}.{name}");
                }

                break;
            case JsonTokenType.StartArray:
                var inner = Inner(node);
                for (var i = 0; reader.Read() && reader.TokenType != JsonTokenType.EndArray; i++)
                    Walk(ref reader, line, inner, reader.TokenType == JsonTokenType.Number ? path : Element(inner, path, i));
                break;
        }
    }
}
