using DataForge.Core;

namespace DataForge.Formats;

/// <summary>Comma- or tab-separated text (RFC 4180) as rows of strings, named by the first line. Quoted fields may hold separators, doubled quotes and line ends (which become LF).</summary>
internal static class CsvRows
{
    public static IEnumerable<Row> Read(LineReader reader, string path, byte separator, BadRows bad, CancellationToken cancel)
    {
        var record = new List<byte[]>();
        if (Next(reader, path, separator, record) is not { } header) yield break;
        var names = new List<byte[]>();
        foreach (var name in record) names.Add(Name(name, names, path));
        var json = new JsonText();
        while (Next(reader, path, separator, record) is { } line)
        {
            cancel.ThrowIfCancellationRequested();
            if (record.Count == names.Count) yield return Build(json, names, record, path, line);
            else bad.Pass(ForgeException.BadRecord(path, line, $"expected {names.Count:N0} fields as in line {header:N0}, found {record.Count:N0}"), record.Count > 0 ? record[0] : []);
        }
    }

    /// <summary>A column's name as JSON; a nameless one is called by its number.</summary>
    private static byte[] Name(byte[] text, List<byte[]> before, string path)
    {
        var name = RowEdit.Quote(text.Length > 0 ? System.Text.Encoding.UTF8.GetString(text).Trim() : $"column{before.Count + 1}");
        return before.Any(b => b.AsSpan().SequenceEqual(name)) ? throw new ForgeException($"{ForgeException.Name(path)}:1: two columns are called {System.Text.Encoding.UTF8.GetString(name)}") : name;
    }

    private static Row Build(JsonText json, List<byte[]> names, List<byte[]> record, string path, long line)
    {
        json.Clear();
        json.Raw((byte)'{');
        for (var i = 0; i < names.Count; i++)
        {
            if (i > 0) json.Raw((byte)',');
            json.Raw(names[i]);
            json.Raw((byte)':');
            json.String(record[i]);
        }

        json.Raw((byte)'}');
        return Row.Parse(json.Written, path, line);
    }

    /// <summary>Reads the next record that is not blank; returns the line it begins on, null at the end.</summary>
    private static long? Next(LineReader reader, string path, byte separator, List<byte[]> record)
    {
        record.Clear();
        ReadOnlySpan<byte> line;
        do
            if (!reader.TryRead(out line))
                return null;
        while (line.Trim(" \t"u8).IsEmpty);
        var begun = reader.Line;
        var field = new JsonText();
        var at = 0;
        while (true)
        {
            field.Clear();
            if (at < line.Length && line[at] == '"')
            {
                at++;
                while (true)
                {
                    var quote = line[at..].IndexOf((byte)'"');
                    if (quote < 0)
                    {
                        field.Raw(line[at..]);
                        field.Raw((byte)'\n');
                        if (!reader.TryRead(out line)) throw new ForgeException($"{ForgeException.Name(path)}:{begun}: the file ends within a quoted field that begins in this record");
                        at = 0;
                        continue;
                    }

                    field.Raw(line.Slice(at, quote));
                    at += quote + 1;
                    if (at >= line.Length || line[at] != '"') break;
                    field.Raw((byte)'"');
                    at++;
                }
            }

            var end = line[at..].IndexOf(separator);
            field.Raw(end < 0 ? line[at..] : line.Slice(at, end));
            record.Add(field.Written.ToArray());
            if (end < 0) return begun;
            at += end + 1;
        }
    }
}
