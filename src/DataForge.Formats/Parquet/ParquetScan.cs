using System.Globalization;
using DataForge.Core;

namespace DataForge.Formats;

/// <summary>A pass over a Parquet file. What cannot be read is left out where that is known from the first rows on; a cell that is no UTF-8 is given as bytes.</summary>
internal sealed class ParquetScan : IDisposable
{
    private readonly string _path;
    private readonly string _origin;
    private readonly InputRecord? _record;
    private readonly ParquetFooter _footer;
    private readonly HashSet<string> _left = [];
    private readonly JsonText _json = new();
    private readonly List<Row.Part> _parts = [];
    private ParquetSource _source;
    private DuckQuery? _query; // starts with the first rows that are asked for
    private Field[] _fields = [];
    private long _rows;
    private Dictionary<string, string?>? _texts; // once texts are read as bytes: the types that the columns had

    private sealed record Field(string Name, byte[] Quoted, ColumnReading Reading, VectorReader Values, bool IsAbsent, bool WasText)
    {
        public long FirstBroken { get; set; }
    }

    /// <param name="record">Takes note of columns that are left out.</param>
    /// <exception cref="DuckDbException">No column can be read.</exception>
    public ParquetScan(string path, string origin, ParquetFooter footer, InputRecord? record)
    {
        (_path, _origin, _footer, _record) = (path, origin, footer, record);
        _source = ParquetSource.Open(path, footer);
        foreach (var column in _source.Stored) Notices.Tell($"{path}: column \"{column.Name}\" is read as the bytes that are stored: {column.Why}");
        foreach (var column in _source.Unread) LeaveOut(column);
    }

    /// <summary>Rows at hand.</summary>
    public int Rows => _query?.Rows ?? 0;

    private DuckQuery Start()
    {
        var columns = _source.Columns.Select((c, i) => (Column: c, Index: i)).Where(c => !_left.Contains(c.Column.Name)).ToArray();
        var selected = string.Join(", ", columns.Select(c => Selected(c.Column.Reading, c.Index)));
        var query = _source.Database.Query(string.Create(CultureInfo.InvariantCulture, $"SELECT {selected} {_source.From}{(_rows > 0 ? $" OFFSET {_rows}" : "")}"));
        var absent = _footer.AbsentPaths;
        _fields = [.. columns.Select((c, i) => new Field(c.Column.Name, RowEdit.Quote(c.Column.Name), c.Column.Reading, query.Columns[i].Values, absent.Contains(c.Column.Name), IsBytesNow(c.Column)))];
        foreach (var field in _fields) field.Values.Omit(field.Name, absent);
        return query;
    }

    /// <summary>True for a column of text that is read as bytes.</summary>
    private bool IsBytesNow(DuckColumn column) => _texts is not null && _texts.GetValueOrDefault(column.Name) != column.Type?.Key;

    /// <summary>Moves to the next rows; false at the end.</summary>
    /// <exception cref="DuckDbException">A column that was read so far cannot be read on.</exception>
    public bool Next()
    {
        try
        {
            _query ??= Start();
            return _query.Next();
        }
        catch (DuckDbException e) when (e.IsBrokenText && _texts is null)
        {
            ReadAsBytes();
            return Next();
        }
        catch (DuckDbException e) when (!e.IsOutOfMemory && _rows == 0)
        {
            if (!LeaveOutUnread()) throw;
            return Next();
        }
        catch (DuckDbException e) when (!e.IsOutOfMemory)
        {
            throw new DuckDbException(string.Create(CultureInfo.InvariantCulture, $"{Culprit()} cannot be read after row {_rows:N0}: {e.Message}"), e);
        }
    }

    /// <summary>The column whose further rows cannot be read.</summary>
    private string Culprit()
    {
        foreach (var (column, i) in _source.Columns.Select((c, i) => (c, i)).Where(c => !_left.Contains(c.c.Name)))
        {
            try
            {
                using var one = _source.Database.Query(string.Create(CultureInfo.InvariantCulture, $"SELECT {Selected(column.Reading, i)} {_source.From} OFFSET {_rows}"));
                while (one.Next())
                {
                }
            }
            catch (DuckDbException)
            {
                return $"column \"{column.Name}\"";
            }
        }

        return "the file";
    }

    private void ReadAsBytes()
    {
        _texts = _source.Columns.ToDictionary(c => c.Name, c => c.Type?.Key);
        Stop();
        _source.Dispose();
        _source = ParquetSource.OpenAsBytes(_path, _footer);
    }

    /// <summary>Leaves out the columns whose first rows cannot be read; false where those are all, or none.</summary>
    private bool LeaveOutUnread()
    {
        var unread = new List<UnreadColumn>();
        for (var i = 0; i < _source.Columns.Count; i++)
        {
            try
            {
                using var one = _source.Database.Query($"SELECT {Selected(_source.Columns[i].Reading, i)} {_source.From}");
                one.Next();
            }
            catch (DuckDbException e) when (!e.IsOutOfMemory && !e.IsBrokenText)
            {
                unread.Add(new UnreadColumn(_source.Columns[i].Name, e.Message));
            }
            catch (DuckDbException)
            {
                // said when the rows are read
            }
        }

        if (unread.Count == 0 || unread.Count == _source.Columns.Count) return false;
        foreach (var column in unread) LeaveOut(column);
        Stop();
        return true;
    }

    private void LeaveOut(UnreadColumn column)
    {
        if (!_left.Add(column.Name)) return;
        _record?.LeaveOut(column);
        Notices.Tell($"{_path}: column \"{column.Name}\" cannot be read and is left out of the rows: {column.Why}");
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

    /// <summary>A row of those at hand; each once, in order.</summary>
    public Row Read(int i)
    {
        _json.Clear();
        _parts.Clear();
        _rows++;
        _json.Raw((byte)'{');
        foreach (var field in _fields)
        {
            if (field.IsAbsent && field.Values.IsNull(i)) continue;
            if (_parts.Count > 0) _json.Raw((byte)',');
            _json.Raw(field.Quoted);
            _json.Raw((byte)':');
            var begin = _json.Length;
            if (field.Reading == ColumnReading.AsItIs || field.Values.IsNull(i)) field.Values.Write(_json, i);
            else _json.Raw(field.Values.Text(i));
            if (field.FirstBroken == 0 && field.Values.Broken > 0) field.FirstBroken = _rows;
            _parts.Add(new Row.Part(field.Name, begin, _json.Length - begin));
        }

        _json.Raw((byte)'}');
        return Row.OfParts(_json.Written, _parts, _origin, _rows);
    }

    public void Dispose()
    {
        foreach (var field in _fields.Where(f => f.WasText && f.Values.Broken > 0))
            Notices.Tell(string.Create(CultureInfo.InvariantCulture,
                $"{_path}: column \"{field.Name}\": texts that are no UTF-8, given as {{\"base64\":\"…\"}}: {field.Values.Broken:N0}, the first in row {field.FirstBroken:N0}"));
        Stop();
        _source.Dispose();
    }

    private void Stop()
    {
        _query?.Dispose();
        _query = null;
    }
}
