using System.Text;

namespace DataForge.Formats;

/// <summary>Puts JSON values into one DuckDB vector. A value that the column's type cannot hold without loss is refused, and the caller widens the type.</summary>
internal abstract unsafe class ColumnWriter
{
    private nint _vector;
    private byte* _data;
    private nint _validity;

    /// <summary>True once a value was null in so many words.</summary>
    public bool SawNull { get; private set; }

    /// <summary>True once the field was not there.</summary>
    public bool SawAbsent { get; private set; }

    public static ColumnWriter For(ColumnType type) => type switch
    {
        ColumnType.Scalar { IsJson: true } => new JsonWriter(),
        ColumnType.Scalar { Type: DuckType.Varchar } => new TextWriter(),
        ColumnType.Scalar { Type: DuckType.Boolean } => new FlagWriter(),
        ColumnType.Scalar { Type: DuckType.Double } => new NumberWriter(),
        ColumnType.Scalar { Type: DuckType.BigInt } => new IntegerWriter(),
        ColumnType.Scalar { Type: DuckType.Blob } => new BytesWriter(),
        ColumnType.Scalar other => new OtherWriter(other),
        ColumnType.List list => new ListWriter(For(list.Element)),
        ColumnType.Map map => new MapWriter(For(map.Value)),
        _ => new StructWriter((ColumnType.Struct)type),
    };

    /// <summary>Stands on a vector of a chunk that is being filled.</summary>
    public virtual void Point(nint vector)
    {
        _vector = vector;
        _data = (byte*)DuckNative.VectorData(vector);
        _validity = 0;
    }

    /// <summary>Remembers what is filled so far.</summary>
    public virtual void Mark() { }

    /// <summary>Forgets what was put since <see cref="Mark"/>.</summary>
    public virtual void Undo() { }

    public virtual void SetNull(long row)
    {
        if (_validity == 0)
        {
            DuckNative.EnsureValidity(_vector);
            _validity = DuckNative.VectorValidity(_vector);
        }

        ((ulong*)_validity)[row >> 6] &= ~(1UL << (int)(row & 63));
    }

    public void SetAbsent(long row)
    {
        SawAbsent = true;
        SetNull(row);
    }

    /// <summary>Adds the places where null means that a field was not there: <c>messages[].name</c>.</summary>
    public virtual void AbsentPaths(string at, List<string> paths)
    {
        if (SawAbsent && !SawNull) paths.Add(at);
    }

    /// <summary>Writes the value at the cursor, which is moved to its end.</summary>
    /// <returns>False where the column's type does not hold it.</returns>
    public bool TryPut(ref JsonCursor json, long row)
    {
        if (json.Peek() != 'n') return TryValue(ref json, row);
        json.Bare();
        SawNull = true;
        SetNull(row);
        return true;
    }

    private protected abstract bool TryValue(ref JsonCursor json, long row);

    private void PutText(ReadOnlySpan<byte> utf8, long row)
    {
        fixed (byte* at = utf8) DuckNative.AssignString(_vector, (ulong)row, at, (ulong)utf8.Length);
    }

    private class TextWriter : ColumnWriter
    {
        private byte[] _scratch = new byte[1 << 12];

        private protected override bool TryValue(ref JsonCursor json, long row)
        {
            if (json.Peek() != '"') return false;
            var spelled = json.String(out var escaped);
            if (!escaped)
            {
                PutText(spelled, row);
                return true;
            }

            if (_scratch.Length < spelled.Length) _scratch = new byte[spelled.Length * 2];
            var length = JsonCursor.Unescape(spelled, _scratch);
            if (length < 0) throw new InvalidOperationException("a text with a lone surrogate came to the Parquet writer");
            PutText(_scratch.AsSpan(0, length), row);
            return true;
        }
    }

    private sealed class BytesWriter : TextWriter
    {
        private protected override bool TryValue(ref JsonCursor json, long row)
        {
            if (json.Peek() == '"') return base.TryValue(ref json, row);
            if (JsonScalar.TryBase64(json.Value()) is not { } bytes) return false;
            PutText(bytes, row);
            return true;
        }
    }

    private sealed class JsonWriter : ColumnWriter
    {
        private protected override bool TryValue(ref JsonCursor json, long row)
        {
            PutText(json.Value(), row);
            return true;
        }
    }

    private sealed class IntegerWriter : ColumnWriter
    {
        private protected override bool TryValue(ref JsonCursor json, long row) => JsonNumber.TryInteger(json.Value(), out ((long*)_data)[row]);
    }

    private sealed class NumberWriter : ColumnWriter
    {
        private protected override bool TryValue(ref JsonCursor json, long row)
        {
            var value = json.Value();
            if (value[0] == '"' && JsonScalar.NotFinite(value) is { } odd)
            {
                ((double*)_data)[row] = odd;
                return true;
            }

            return JsonNumber.TryDouble(value, out ((double*)_data)[row]);
        }
    }

    private sealed class FlagWriter : ColumnWriter
    {
        private protected override bool TryValue(ref JsonCursor json, long row)
        {
            var first = json.Peek();
            _data[row] = first == 't' ? (byte)1 : (byte)0;
            if (first is not ((byte)'t' or (byte)'f')) return false;
            json.Bare();
            return true;
        }
    }

    /// <summary>Types that only files of others declare.</summary>
    private sealed class OtherWriter(ColumnType.Scalar type) : ColumnWriter
    {
        private protected override bool TryValue(ref JsonCursor json, long row)
        {
            var value = json.Value();
            if (!JsonScalar.Fits(type, value)) return false;
            switch (type.Type)
            {
                case DuckType.UBigInt: return JsonNumber.TryUnsigned(value, out ((ulong*)_data)[row]);
                case DuckType.Date: return JsonScalar.TryDate(value, out ((int*)_data)[row]);
                case DuckType.Timestamp: return JsonScalar.TryTimestamp(value, out ((long*)_data)[row]);
                case DuckType.Float:
                    if (JsonScalar.NotFinite(value) is { } odd) ((float*)_data)[row] = (float)odd;
                    else _ = JsonNumber.TrySingle(value, out ((float*)_data)[row]);
                    return true;
                case DuckType.Decimal:
                    _ = JsonNumber.TryDecimal(value, type.Width, type.Scale, out var units);
                    PutInteger(units, row, type.Width switch { <= 4 => 2, <= 9 => 4, <= 18 => 8, _ => 16 });
                    return true;
                default:
                    _ = JsonNumber.TryInteger(value, out var integer);
                    PutInteger(integer, row, type.Type switch { DuckType.TinyInt or DuckType.UTinyInt => 1, DuckType.SmallInt or DuckType.USmallInt => 2, _ => 4 });
                    return true;
            }
        }

        private void PutInteger(Int128 value, long row, int bytes)
        {
            switch (bytes)
            {
                case 1: _data[row] = unchecked((byte)value); break;
                case 2: ((short*)_data)[row] = unchecked((short)value); break;
                case 4: ((int*)_data)[row] = unchecked((int)value); break;
                case 8: ((long*)_data)[row] = unchecked((long)value); break;
                default: ((Int128*)_data)[row] = value; break;
            }
        }
    }

    /// <summary>A vector of lists: where each begins in a child vector, and how many it has.</summary>
    private abstract class Sequence : ColumnWriter
    {
        private ulong _filled, _marked, _capacity;

        private protected abstract void PointChild(nint child);

        private protected abstract void MarkChild();

        private protected abstract void UndoChild();

        public override void Point(nint vector)
        {
            base.Point(vector);
            _filled = DuckNative.ListSize(vector);
            _capacity = 0;
        }

        public override void Mark()
        {
            _marked = _filled;
            MarkChild();
        }

        public override void Undo()
        {
            if (_filled == _marked) return;
            _ = DuckNative.SetListSize(_vector, _filled = _marked);
            UndoChild();
        }

        /// <summary>Makes room in the child for a list of so many; returns where it begins.</summary>
        private protected long Begin(int count, long row)
        {
            var offset = _filled;
            _filled += (ulong)count;
            if (_filled > _capacity || _capacity == 0)
            {
                _capacity = Math.Max(_filled * 2, 2048);
                _ = DuckNative.ReserveList(_vector, _capacity);
                _ = DuckNative.SetListSize(_vector, _filled);
                PointChild(DuckNative.ListChild(_vector)); // growing moves the child's memory
            }
            else
            {
                _ = DuckNative.SetListSize(_vector, _filled);
            }

            ((ulong*)_data)[row * 2] = offset;
            ((ulong*)_data)[row * 2 + 1] = (ulong)count;
            return (long)offset;
        }

        /// <summary>How many elements an array or an object has; the cursor stays.</summary>
        private protected static int Count(JsonCursor ahead, bool named)
        {
            ahead.Skip();
            if (ahead.Peek() is (byte)']' or (byte)'}') return 0;
            var count = 0;
            do
            {
                if (named)
                {
                    ahead.Value();
                    ahead.Take((byte)':');
                }

                ahead.Value();
                count++;
            }
            while (ahead.Take((byte)','));
            return count;
        }
    }

    private sealed class ListWriter(ColumnWriter element) : Sequence
    {
        private protected override void PointChild(nint child) => element.Point(child);

        private protected override void MarkChild() => element.Mark();

        private protected override void UndoChild() => element.Undo();

        public override void AbsentPaths(string at, List<string> paths)
        {
            base.AbsentPaths(at, paths);
            element.AbsentPaths(at + "[]", paths);
        }

        private protected override bool TryValue(ref JsonCursor json, long row)
        {
            if (json.Peek() != '[') return false;
            var count = Count(json, named: false);
            var at = Begin(count, row);
            json.Skip();
            for (var i = 0; i < count; i++)
            {
                if (!element.TryPut(ref json, at + i)) return false;
                json.Take((byte)',');
            }

            json.Take((byte)']');
            return true;
        }
    }

    private sealed class MapWriter(ColumnWriter values) : Sequence
    {
        private readonly TextWriter _keys = new();

        private protected override void PointChild(nint child)
        {
            _keys.Point(DuckNative.StructChild(child, 0));
            values.Point(DuckNative.StructChild(child, 1));
        }

        private protected override void MarkChild() => values.Mark();

        private protected override void UndoChild() => values.Undo();

        public override void AbsentPaths(string at, List<string> paths)
        {
            base.AbsentPaths(at, paths);
            values.AbsentPaths(at + "{}", paths);
        }

        private protected override bool TryValue(ref JsonCursor json, long row)
        {
            if (json.Peek() != '{' || RepeatsAKey(json)) return false;
            var count = Count(json, named: true);
            var at = Begin(count, row);
            json.Skip();
            for (var i = 0; i < count; i++)
            {
                _ = _keys.TryPut(ref json, at + i);
                json.Take((byte)':');
                if (!values.TryPut(ref json, at + i)) return false;
                json.Take((byte)',');
            }

            json.Take((byte)'}');
            return true;
        }

        private static bool RepeatsAKey(JsonCursor json)
        {
            json.Skip();
            if (json.Peek() == '}') return false;
            var seen = new HashSet<string>();
            do
            {
                json.Peek();
                if (!seen.Add(JsonCursor.Name(json.String(out var escaped), escaped))) return true;
                json.Take((byte)':');
                json.Value();
            }
            while (json.Take((byte)','));
            return false;
        }
    }

    private sealed class StructWriter : ColumnWriter
    {
        private readonly (string Name, byte[] Utf8, ColumnWriter Values)[] _fields;

        public StructWriter(ColumnType.Struct type) => _fields = [.. type.Fields.Select(f => (f.Name, Encoding.UTF8.GetBytes(f.Name), For(f.Type)))];

        public override void Point(nint vector)
        {
            base.Point(vector);
            for (var i = 0; i < _fields.Length; i++) _fields[i].Values.Point(DuckNative.StructChild(vector, (ulong)i));
        }

        public override void Mark()
        {
            foreach (var field in _fields) field.Values.Mark();
        }

        public override void Undo()
        {
            foreach (var field in _fields) field.Values.Undo();
        }

        /// <summary>A null struct's fields are null as well: readers look at either.</summary>
        public override void SetNull(long row)
        {
            base.SetNull(row);
            foreach (var field in _fields) field.Values.SetNull(row);
        }

        public override void AbsentPaths(string at, List<string> paths)
        {
            base.AbsentPaths(at, paths);
            foreach (var field in _fields) field.Values.AbsentPaths($"{at}.{field.Name}", paths);
        }

        /// <summary>The field's place; objects mostly have their keys in one order.</summary>
        private int Find(ReadOnlySpan<byte> name, int likely)
        {
            if (likely < _fields.Length && name.SequenceEqual(_fields[likely].Utf8)) return likely;
            for (var i = 0; i < _fields.Length; i++)
                if (name.SequenceEqual(_fields[i].Utf8))
                    return i;
            return -1;
        }

        private protected override bool TryValue(ref JsonCursor json, long row)
        {
            if (json.Peek() != '{') return false;
            Span<bool> seen = stackalloc bool[_fields.Length];
            seen.Clear();
            json.Skip();
            var next = 0;
            while (!json.Take((byte)'}'))
            {
                json.Peek();
                var name = json.String(out var escaped);
                if (escaped) name = Encoding.UTF8.GetBytes(JsonCursor.Name(name, escaped));
                var field = Find(name, next);
                if (field < 0 || seen[field]) return false; // a key that is new, or repeated
                seen[field] = true;
                next = field + 1;
                json.Take((byte)':');
                json.Peek();
                if (!_fields[field].Values.TryPut(ref json, row)) return false;
                json.Take((byte)',');
            }

            for (var i = 0; i < seen.Length; i++)
                if (!seen[i])
                    _fields[i].Values.SetAbsent(row);
            return true;
        }
    }
}
