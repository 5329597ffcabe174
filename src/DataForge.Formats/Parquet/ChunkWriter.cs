using DataForge.Core;

namespace DataForge.Formats;

/// <summary>Fills DuckDB chunks with rows, each field into its column.</summary>
internal sealed class ChunkWriter
{
    private readonly (string Name, ColumnWriter Values)[] _columns;
    private readonly Dictionary<string, int> _index;
    private readonly bool[] _filled;

    public ChunkWriter(RowSchema schema)
    {
        _columns = [.. schema.Columns.Select(c => (c.Name, ColumnWriter.For(c.Type)))];
        _index = _columns.Select((c, i) => (c.Name, i)).ToDictionary(c => c.Name, c => c.i);
        _filled = new bool[_columns.Length];
    }

    /// <summary>Where null means that a field was not there.</summary>
    public IReadOnlyList<string> AbsentPaths
    {
        get
        {
            var paths = new List<string>();
            foreach (var (name, values) in _columns) values.AbsentPaths(name, paths);
            return paths;
        }
    }

    /// <returns>How many rows were taken; fewer than all where the next one does not fit into the columns.</returns>
    public int Fill(nint chunk, IReadOnlyList<Row> rows)
    {
        for (var i = 0; i < _columns.Length; i++) _columns[i].Values.Point(DuckNative.Vector(chunk, (ulong)i));
        for (var i = 0; i < rows.Count; i++)
            if (!TryFill(rows[i], i))
                return i;
        return rows.Count;
    }

    private bool TryFill(Row row, int at)
    {
        Array.Clear(_filled);
        foreach (var (_, values) in _columns) values.Mark();
        for (var i = 0; i < row.Count; i++)
        {
            var json = new JsonCursor(row.RawAt(i));
            if (Find(row.NameAt(i), i) is >= 0 and var column && _columns[column].Values.TryPut(ref json, at))
            {
                _filled[column] = true;
                continue;
            }

            foreach (var (_, values) in _columns) values.Undo();
            return false;
        }

        for (var i = 0; i < _columns.Length; i++)
            if (!_filled[i])
                _columns[i].Values.SetAbsent(at);
        return true;
    }

    /// <summary>The column's place, which mostly is the field's; -1 for a field that has none.</summary>
    private int Find(string name, int likely) =>
        likely < _columns.Length && _columns[likely].Name == name ? likely : _index.GetValueOrDefault(name, -1);
}
