using DataForge.Core;

namespace DataForge.Formats;

/// <summary>Rows of a Parquet file, in file order, with memory that does not grow with the file.</summary>
/// <remarks>
/// Text, numbers, booleans, lists and structs are read as they are; timestamps, decimals, maps, enums and the rest take DuckDB's JSON form (ISO 8601 text, numbers, objects).
/// A text column <c>extra</c> that holds a JSON object gives its fields back to the row. In files written here an empty column is an absent field; in others it is null.
/// NaN and infinities become null.
/// </remarks>
public static class ParquetReader
{
    /// <summary>Key-value metadata that marks files written by this suite.</summary>
    public const string Mark = "dataforge";

    /// <exception cref="ForgeException">Not a Parquet file, cut off, or damaged.</exception>
    public static IEnumerable<Row> Open(string path, CancellationToken cancel = default)
    {
        using var database = Guard(path, () => DuckDb.Open(threads: Environment.ProcessorCount));
        var ours = Guard(path, () => IsOurs(database, path));
        var from = $"FROM read_parquet({DuckDb.Literal(path)}, hive_partitioning = false)";
        var columns = Guard(path, () => database.Describe("SELECT * " + from));
        using var query = Guard(path, () => database.Query($"SELECT {string.Join(", ", columns.Select(Selected))} {from}"));
        var json = new JsonText();
        var names = query.Columns.Select(c => RowEdit.Quote(c.Name)).ToArray();
        var extra = Enumerable.Range(0, names.Length).FirstOrDefault(i => columns[i] is (RowSchema.Extra, ColumnReading.AsItIs) && query.Columns[i].Values.IsText, -1);
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
            json.Raw((byte)'{');
            var rest = extra >= 0 && !query.Columns[extra].Values.IsNull(i) ? Parse(query.Columns[extra].Values.Text(i)) : null;
            for (var c = 0; c < names.Length; c++)
            {
                var values = query.Columns[c].Values;
                if (c == extra && (rest is not null || values.IsNull(i))) continue;
                if (values.IsNull(i) && (ours || rest?.Has(query.Columns[c].Name) == true)) continue;
                if (json.Length > 1) json.Raw((byte)',');
                json.Raw(names[c]);
                json.Raw((byte)':');
                if (columns[c].Reading == ColumnReading.AsItIs || values.IsNull(i)) values.Write(json, i);
                else json.Raw(values.Text(i));
            }

            foreach (var name in rest?.Names ?? [])
            {
                if (json.Length > 1) json.Raw((byte)',');
                json.Raw(RowEdit.Quote(name));
                json.Raw((byte)':');
                json.Raw(rest!.Raw(name));
            }

            json.Raw((byte)'}');
            return Row.Parse(json.Written, path, ++line);
        }
    }

    private static Row? Parse(ReadOnlySpan<byte> text)
    {
        if (text.IsEmpty || text[0] != '{') return null;
        try
        {
            return Row.Parse(text);
        }
        catch (ForgeException)
        {
            return null; // a text of the user's that only looks like ours stays a text
        }
    }

    private static bool IsOurs(DuckDb database, string path)
    {
        using var query = database.Query($"SELECT count(*) FROM parquet_kv_metadata({DuckDb.Literal(path)}) WHERE key = {DuckDb.Literal(Mark)}::BLOB");
        query.Next();
        var count = new JsonText();
        query.Columns[0].Values.Write(count, 0);
        return !count.Written.SequenceEqual("0"u8);
    }

    private static string Selected((string Name, ColumnReading Reading) column)
    {
        var name = DuckDb.Name(column.Name);
        return column.Reading switch
        {
            ColumnReading.AsItIs => name,
            ColumnReading.AsDigits => $"{name}::VARCHAR AS {name}",
            _ => $"to_json({name})::VARCHAR AS {name}",
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
