using System.Text.Json;
using DataForge.Core;

namespace DataForge.Formats;

/// <summary>Rows of JSON that is not one object a line: arrays, pretty-printed objects one after another, and objects that hold the rows inside.</summary>
internal static class JsonFileRows
{
    /// <summary>The array's elements.</summary>
    public static IEnumerable<Row> Elements(Stream stream, string path, BadRows bad, CancellationToken cancel)
    {
        using (stream)
        {
            var values = new JsonValues(stream, path, array: true);
            while (Next(values, path, bad, cancel) is { } row) yield return row;
        }
    }

    /// <summary>Objects one after another; a single one may hold the rows inside.</summary>
    public static IEnumerable<Row> Objects(Stream stream, string path, BadRows bad, CancellationToken cancel)
    {
        using (stream)
        {
            var values = new JsonValues(stream, path, array: false);
            if (Next(values, path, bad, cancel) is not { } first) yield break;
            if (Next(values, path, bad, cancel) is not { } second)
            {
                foreach (var row in Inside(first)) yield return row;
                yield break;
            }

            yield return first;
            for (Row? row = second; row is not null; row = Next(values, path, bad, cancel)) yield return row;
        }
    }

    private static Row? Next(JsonValues values, string path, BadRows bad, CancellationToken cancel)
    {
        while (true)
        {
            cancel.ThrowIfCancellationRequested();
            if (!values.TryRead(out var value)) return null;
            try
            {
                return Row.Parse(value, path, values.Line);
            }
            catch (ForgeException e)
            {
                bad.Pass(e, value);
            }
        }
    }

    /// <summary>True when a file's only object may hold rows rather than be one: all its values are objects, and they are alike, so that each shares a member's name with the first.</summary>
    public static bool IsKeyed(Row row)
    {
        if (!row.Names.Skip(1).Any() || !row.Names.All(n => row.Raw(n)[0] == '{')) return false;
        var first = row.Element(row.Names.First())!.Value.EnumerateObject().Select(m => m.Name).ToHashSet();
        return row.Names.Skip(1).All(n => row.Element(n)!.Value.EnumerateObject().Any(m => first.Contains(m.Name)));
    }

    /// <summary>
    /// The rows of a file that is one object: the values of an object keyed by id (each gets its <c>key</c>), the elements of its only array of objects,
    /// the rows of columns that are arrays of one length, or else the object itself.
    /// </summary>
    public static IEnumerable<Row> Inside(Row file)
    {
        if (IsKeyed(file)) return file.Names.Select(name => Row.Parse(file.Raw(name), file.Path, file.Line)).Zip(file.Names, (row, name) => row.Has("key") ? row : row.With(e => e.Set("key", name)));
        var arrays = file.Names.Where(n => file.Raw(n) is [(byte)'[', (byte)'{', ..]).ToArray();
        if (arrays.Length == 1) return file.Element(arrays[0])!.Value.EnumerateArray().Select(e => Row.Parse(e.GetRawText(), file.Path, file.Line));
        if (!file.Names.Skip(1).Any() || !file.Names.All(n => file.Raw(n)[0] == '[')) return [file];
        var columns = file.Names.Select(n => (Name: n, Values: file.Element(n)!.Value)).ToArray();
        return columns.All(c => c.Values.GetArrayLength() == columns[0].Values.GetArrayLength()) ? Columns(file, columns) : [file];
    }

    private static IEnumerable<Row> Columns(Row file, (string Name, JsonElement Values)[] columns)
    {
        var items = columns.Select(c => c.Values.EnumerateArray().ToArray()).ToArray();
        for (var i = 0; i < items[0].Length; i++)
            yield return Row.Parse(RowEdit.Json(w =>
            {
                w.WriteStartObject();
                for (var c = 0; c < columns.Length; c++)
                {
                    w.WritePropertyName(columns[c].Name);
                    w.WriteRawValue(items[c][i].GetRawText(), skipInputValidation: true);
                }

                w.WriteEndObject();
            }), file.Path, file.Line);
    }
}
