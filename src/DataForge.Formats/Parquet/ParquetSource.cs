using DataForge.Core;

namespace DataForge.Formats;

/// <summary>A Parquet file as DuckDB can read it: all its columns where it takes them, else those that it does.</summary>
/// <remarks>A column whose annotation DuckDB does not know, or whose text is no UTF-8, is read as the bytes that are stored, through a copy with another table of contents.</remarks>
internal sealed class ParquetSource : IDisposable
{
    private readonly DetachedFile? _copy;
    private readonly string _from;

    private ParquetSource(DuckDb database, string path, DetachedFile? copy, IReadOnlyList<int> numbers, ParquetFooter footer)
    {
        (Database, _copy) = (database, copy);
        _from = $"FROM read_parquet({DuckDb.Literal(copy?.Path ?? path)}, hive_partitioning = false)";
        try
        {
            var described = database.Describe("SELECT * " + _from);
            var all = footer.Names;
            var names = numbers.Select(n => all[n]).ToList(); // DuckDB takes names that differ by case for one, and renames
            Columns = names.Count != described.Count ? described
                : [.. described.Select((c, i) => names.Take(i).Contains(names[i]) ? c : c with { Name = names[i] })];
        }
        catch
        {
            Dispose();
            throw;
        }
    }

    public DuckDb Database { get; }

    public IReadOnlyList<DuckColumn> Columns { get; }

    /// <summary>Columns that are not among <see cref="Columns"/>, with what hinders.</summary>
    public IReadOnlyList<UnreadColumn> Unread { get; private init; } = [];

    /// <summary>Columns that are read as they are stored, with what hinders.</summary>
    public IReadOnlyList<UnreadColumn> Stored { get; private init; } = [];

    /// <summary>The FROM clause; the columns are called by their numbers.</summary>
    public string From => $"{_from} AS t({string.Join(", ", Columns.Select((_, i) => ColumnType.InnerName(i)))})";

    /// <exception cref="DuckDbException">No column can be read.</exception>
    public static ParquetSource Open(string path, ParquetFooter footer)
    {
        try
        {
            return new ParquetSource(DuckDb.Open(), path, null, [.. Enumerable.Range(0, footer.Names.Count)], footer);
        }
        catch (DuckDbException e) when (!e.IsOutOfMemory)
        {
            if (Partly(path, footer) is { } source) return source;
            throw;
        }
    }

    /// <summary>The file with every text as bytes.</summary>
    public static ParquetSource OpenAsBytes(string path, ParquetFooter footer) => Partly(path, footer, textAsBytes: true)!;

    /// <summary>Tries each column by itself. Null where that tells nothing.</summary>
    private static ParquetSource? Partly(string path, ParquetFooter footer, bool textAsBytes = false)
    {
        var (kept, unread, stored) = (new List<int>(), new List<UnreadColumn>(), new List<UnreadColumn>());
        var (plain, names) = (new HashSet<int>(), footer.Names);
        for (var i = 0; i < names.Count; i++)
        {
            var refused = Refusal(path, i, plain: false);
            if (refused is not null && Refusal(path, i, plain: true) is { } still) unread.Add(new UnreadColumn(names[i], still));
            else kept.Add(i);
            if (refused is null || kept is [] || kept[^1] != i) continue;
            plain.Add(i);
            stored.Add(new UnreadColumn(names[i], refused));
        }

        if (kept.Count == 0 || (!textAsBytes && unread.Count + stored.Count == 0)) return null;
        var copy = DetachedFile.CopyOf(path);
        try
        {
            var changed = ParquetFooter.Read(copy.Stream);
            changed.DropAnnotations(plain);
            if (textAsBytes) changed.TextAsBytes();
            changed.Keep(kept.ToHashSet());
            changed.WriteOver(copy.Stream);
            copy.Stream.Flush();
            return new ParquetSource(DuckDb.Open(), path, copy, kept, footer) { Unread = unread, Stored = stored };
        }
        catch
        {
            copy.Dispose();
            throw;
        }
    }

    /// <summary>What DuckDB says against a column of a file without rows; null where it takes it.</summary>
    private static string? Refusal(string path, int column, bool plain)
    {
        using var empty = DetachedFile.Create();
        using (var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read))
        {
            var footer = ParquetFooter.Read(file);
            if (plain) footer.DropAnnotations(new HashSet<int> { column });
            footer.Keep(new HashSet<int> { column });
            footer.WriteEmpty(empty.Stream);
            empty.Stream.Flush();
        }

        using var database = DuckDb.Open();
        try
        {
            database.Describe($"SELECT * FROM read_parquet({DuckDb.Literal(empty.Path)}, hive_partitioning = false)");
            return null;
        }
        catch (DuckDbException e)
        {
            return e.Message;
        }
    }

    public void Dispose()
    {
        Database.Dispose();
        _copy?.Dispose();
    }
}

/// <param name="Why">What hinders, in the reader's words.</param>
internal sealed record UnreadColumn(string Name, string Why);
