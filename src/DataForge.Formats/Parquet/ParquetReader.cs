using DataForge.Core;

namespace DataForge.Formats;

/// <summary>Rows of a Parquet file, in file order, with memory that does not grow with the file.</summary>
/// <remarks>
/// Text, numbers, booleans, lists, structs, maps of text and JSON are read as they are; bytes that are UTF-8 are text, others <c>{"base64":"…"}</c>.
/// Times, maps with other keys and the rest take DuckDB's JSON form (ISO 8601 text, objects). NaN and infinities become the texts <c>NaN</c>, <c>Infinity</c> and <c>-Infinity</c>.
/// A column that cannot be read is left out and named in a notice; one that cannot be read on, once rows were given, ends the reading. A text that is no UTF-8 is bytes, and is named too.
/// A null is null, but in files written here, which say where null means that a field was not there.
/// </remarks>
public static class ParquetReader
{
    /// <summary>Key-value metadata that marks files written by this suite.</summary>
    public const string Mark = "dataforge";

    /// <exception cref="ForgeException">Not a Parquet file, cut off, encrypted, or damaged.</exception>
    public static IEnumerable<Row> Open(string path, CancellationToken cancel = default) => Open(path, path, null, cancel);

    /// <param name="origin">What the rows say they come from.</param>
    /// <param name="record">Takes note of columns that are left out.</param>
    internal static IEnumerable<Row> Open(string path, string origin, InputRecord? record = null, CancellationToken cancel = default)
    {
        var footer = Footer(path);
        using var scan = Guard(path, () => new ParquetScan(path, origin, footer, record));
        while (Guard(path, scan.Next))
        {
            for (var i = 0; i < scan.Rows; i++)
            {
                cancel.ThrowIfCancellationRequested();
                yield return scan.Read(i);
            }
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
        var footer = Footer(path);
        using var source = Guard(path, () => ParquetSource.Open(path, footer));
        return source.Columns.Where(c => c.Type is not null).ToDictionary(c => c.Name, c => c.Type!);
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
        catch (IOException e)
        {
            throw new ForgeException($"{path}: a copy in the temporary folder is needed to read it, and fails: {e.Message}", e);
        }
    }
}
