using System.Buffers;
using System.Text;
using DataForge.Core;

namespace DataForge.Formats;

/// <summary>Rows as comma- or tab-separated text (RFC 4180, lines end in LF), with a first line of names.</summary>
/// <remarks>
/// A column for each field of any row, in order of first appearance; so the rows wait in a nameless temporary file until all are known. A text stands
/// as it is, any other value as JSON; null and an absent field are empty. A reader gets texts back, not types.
/// </remarks>
internal sealed class CsvWriter(char separator) : IDisposable
{
    private readonly DetachedFile _rows = DetachedFile.Create();
    private readonly List<string> _columns = [];
    private readonly HashSet<string> _known = new(StringComparer.Ordinal);
    private readonly SearchValues<char> _quoted = SearchValues.Create([separator, '"', '\n', '\r']);

    /// <summary>Null where the name stands for another format.</summary>
    public static CsvWriter? For(string path) => Streams.InnerSuffix(path) switch { ".csv" => new CsvWriter(','), ".tsv" => new CsvWriter('\t'), _ => null };

    /// <exception cref="ForgeException">A text that UTF-8 cannot hold.</exception>
    public void Write(Row row)
    {
        if (RowText.HasLoneSurrogate(row)) throw ForgeException.BadRecord(row.Path, row.Line, "a text names half of a surrogate pair, which CSV cannot hold");
        foreach (var name in row.Names)
            if (_known.Add(name))
                _columns.Add(name);
        _rows.Stream.Write(row.Utf8);
        _rows.Stream.WriteByte((byte)'\n');
    }

    /// <summary>Writes the names and all rows.</summary>
    public void Finish(Stream output)
    {
        if (_columns.Count == 0) return;
        using var text = new StreamWriter(output, new UTF8Encoding(false), 1 << 16, leaveOpen: true) { NewLine = "\n" };
        Line(text, _columns);
        _rows.Stream.Position = 0;
        using var lines = new LineReader(_rows.Stream, "the rows written so far");
        while (lines.TryRead(out var line))
        {
            var row = Row.Parse(line);
            Line(text, _columns.Select(c => Value(row, c)));
        }
    }

    private static string Value(Row row, string column)
    {
        var json = row.Raw(column);
        if (json.IsEmpty || json.SequenceEqual("null"u8)) return "";
        return json[0] == '"' ? row.Text(column)! : Encoding.UTF8.GetString(json);
    }

    private void Line(StreamWriter text, IEnumerable<string> fields)
    {
        var first = true;
        foreach (var field in fields)
        {
            if (!first) text.Write(separator);
            first = false;
            var alone = field.Length == 0 && _columns.Count == 1; // a blank line is no record
            if (alone || field.AsSpan().ContainsAny(_quoted)) text.Write($"\"{field.Replace("\"", "\"\"", StringComparison.Ordinal)}\"");
            else text.Write(field);
        }

        text.WriteLine();
    }

    public void Dispose() => _rows.Dispose();
}
