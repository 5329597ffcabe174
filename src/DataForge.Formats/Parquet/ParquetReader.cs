using DataForge.Core;

namespace DataForge.Formats;

/// <summary>Rows of a Parquet file, in file order, with memory that does not grow with the file.</summary>
/// <remarks>
/// Text, numbers, booleans, lists, structs, maps of text and JSON are read as they are; bytes that are UTF-8 are text, others <c>{"base64":"…"}</c>.
/// Times, maps with other keys and the rest take DuckDB's JSON form (ISO 8601 text, objects). NaN and infinities become the texts <c>NaN</c>, <c>Infinity</c> and <c>-Infinity</c>.
/// A null is null, but in files written here, which say where null means that a field was not there.
/// </remarks>
public static class ParquetReader
{
    /// <summary>Key-value metadata that marks files written by this suite.</summary>
    public const string Mark = "dataforge";

    /// <exception cref="ForgeException">Not a Parquet file, cut off, encrypted, or damaged.</exception>
    public static IEnumerable<Row> Open(string path, CancellationToken cancel = default) => Open(path, path, cancel);

    /// <param name="origin">What the rows say they come from.</param>
    internal static IEnumerable<Row> Open(string path, string origin, CancellationToken cancel = default)
    {
        var footer = Footer(path);
        using var database = Guard(path, () => DuckDb.Open());
        var (columns, from) = Guard(path, () => Columns(database, path, footer));
        using var query = Guard(path, () => database.Query($"SELECT {string.Join(", ", columns.Select((c, i) => Selected(c.Reading, i)))} {from}"));
        var absent = footer.AbsentPaths;
        var fields = columns.Select((c, i) => (c.Name, Quoted: RowEdit.Quote(c.Name), c.Reading, query.Columns[i].Values, Absent: absent.Contains(c.Name))).ToArray();
        foreach (var field in fields) field.Values.Omit(field.Name, absent);
        var json = new JsonText();
        var parts = new List<Row.Part>(fields.Length);
        long line = 0;
        while (Guard(path, query.Next))
        {
            for (var i = 0; i < query.Rows; i++)
            {
                cancel.ThrowIfCancellationRequested();
                yield return Read(i);
            }
        }

        Row Read(int i)
        {
            json.Clear();
            parts.Clear();
            json.Raw((byte)'{');
            foreach (var (name, quoted, reading, values, isAbsent) in fields)
            {
                if (isAbsent && values.IsNull(i)) continue;
                if (parts.Count > 0) json.Raw((byte)',');
                json.Raw(quoted);
                json.Raw((byte)':');
                var begin = json.Length;
                if (reading == ColumnReading.AsItIs || values.IsNull(i)) values.Write(json, i);
                else json.Raw(values.Text(i));
                parts.Add(new Row.Part(name, begin, json.Length - begin));
            }

            json.Raw((byte)'}');
            return Row.OfParts(json.Written, parts, origin, ++line);
        }
    }

    /// <summary>The columns' types, for those that can be written again; none where the file is no Parquet.</summary>
    internal static Dictionary<string, ColumnType> TypesOf(string path)
    {
        if (!File.Exists(path)) return [];
        var head = new byte[4];
        using (var file = File.OpenRead(path))
            if (file.ReadAtLeast(head, 4, throwOnEndOfStream: false) < 4 || !ParquetFooter.IsParquet(head))
                return [];
        using var database = Guard(path, () => DuckDb.Open());
        return Guard(path, () => Columns(database, path, Footer(path))).Columns.Where(c => c.Type is not null).ToDictionary(c => c.Name, c => c.Type!);
    }

    private static ParquetFooter Footer(string path)
    {
        try
        {
            using var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read);
            return ParquetFooter.Read(file);
        }
        catch (InvalidDataException e)
        {
            throw new ForgeException($"{path}: cannot be read as Parquet: {e.Message}", e);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new ForgeException($"{path}: cannot be read: {e.Message}", e);
        }
    }

    /// <summary>The columns under their own names, and the FROM clause in which they are called by their numbers.</summary>
    private static (IReadOnlyList<DuckColumn> Columns, string From) Columns(DuckDb database, string path, ParquetFooter footer)
    {
        var from = $"FROM read_parquet({DuckDb.Literal(path)}, hive_partitioning = false)";
        var columns = database.Describe("SELECT * " + from);
        var names = footer.Names; // DuckDB takes names that differ by case for one, and renames
        if (names.Count == columns.Count) columns = [.. columns.Select((c, i) => names.Take(i).Contains(names[i]) ? c : c with { Name = names[i] })];
        return (columns, $"{from} AS t({string.Join(", ", columns.Select((_, i) => ColumnType.InnerName(i)))})");
    }

    private static string Selected(ColumnReading reading, int index)
    {
        var name = ColumnType.InnerName(index);
        return reading switch
        {
            ColumnReading.AsItIs => name,
            ColumnReading.AsDigits => $"{name}::VARCHAR",
            _ => $"to_json({name})::VARCHAR",
        };
    }

    private static T Guard<T>(string path, Func<T> call)
    {
        try
        {
            return call();
        }
        catch (DuckDbException e)
        {
            throw new ForgeException($"{path}: cannot be read as Parquet: {e.Message}", e);
        }
    }
}
