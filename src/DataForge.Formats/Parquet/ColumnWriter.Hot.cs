using System.Text.Json;

namespace DataForge.Formats;

/// <summary>Puts JSON values into one DuckDB vector. A value that the column's type cannot hold without loss is refused, and the caller keeps its JSON text instead.</summary>
internal abstract unsafe class ColumnWriter
{
    private nint _vector;
    private byte* _data;
    private nint _validity;

    public static ColumnWriter For(ColumnType type) => type switch
    {
        ColumnType.Scalar { Type: DuckType.Varchar } => new TextWriter(),
        ColumnType.Scalar { Type: DuckType.BigInt } => new IntegerWriter(),
        ColumnType.Scalar { Type: DuckType.Double } => new NumberWriter(),
        ColumnType.Scalar { Type: DuckType.Boolean } => new FlagWriter(),
        ColumnType.List list => new ListWriter(For(list.Element)),
        ColumnType.Struct record => new StructWriter(record),
        _ => throw new InvalidOperationException($"no writer for {type}"),
    };

    /// <summary>Stands on a vector of a chunk that is being filled.</summary>
    public virtual void Point(nint vector)
    {
        _vector = vector;
        Refresh();
    }

    private void Refresh()
    {
        _data = (byte*)DuckNative.VectorData(_vector);
        _validity = 0;
    }

    public virtual void SetNull(long row)
    {
        if (_validity == 0)
        {
            DuckNative.EnsureValidity(_vector);
            _validity = DuckNative.VectorValidity(_vector);
        }

        DuckNative.SetInvalid(_validity, (ulong)row);
    }

    /// <summary>True when the value at the reader's token (which is moved to its end) fits the type.</summary>
    public abstract bool Fits(ref Utf8JsonReader json);

    /// <summary>Writes a value that fits; the reader is moved to its end. Null is written as null.</summary>
    public void Put(ref Utf8JsonReader json, long row)
    {
        if (json.TokenType == JsonTokenType.Null) SetNull(row);
        else PutValue(ref json, row);
    }

    private protected abstract void PutValue(ref Utf8JsonReader json, long row);

    /// <summary>Null, or a value that fits.</summary>
    private static bool FitsOrNull(ColumnWriter writer, ref Utf8JsonReader json) => json.TokenType == JsonTokenType.Null || writer.Fits(ref json);

    /// <summary>Text straight from memory; only for text columns.</summary>
    public void PutText(ReadOnlySpan<byte> utf8, long row)
    {
        fixed (byte* at = utf8) DuckNative.AssignString(_vector, (ulong)row, at, (ulong)utf8.Length);
    }

    private sealed class TextWriter : ColumnWriter
    {
        private byte[] _scratch = new byte[1 << 12];

        /// <summary>Rows are checked for valid UTF-8 when they are handed over, so only an escape can name what is no character.</summary>
        public override bool Fits(ref Utf8JsonReader json) =>
            json.TokenType == JsonTokenType.String && (!json.ValueIsEscaped || json.ValueSpan.IndexOf("\\u"u8) < 0 || Unescape(ref json) >= 0);

        /// <summary>Length of the unescaped text in the scratch buffer; -1 where it is no valid Unicode.</summary>
        private int Unescape(ref Utf8JsonReader json)
        {
            if (_scratch.Length < json.ValueSpan.Length) _scratch = new byte[json.ValueSpan.Length * 2];
            try
            {
                return json.CopyString(_scratch);
            }
            catch (InvalidOperationException)
            {
                return -1;
            }
        }

        private protected override void PutValue(ref Utf8JsonReader json, long row)
        {
            if (!json.ValueIsEscaped)
            {
                PutText(json.ValueSpan, row);
                return;
            }

            var length = Unescape(ref json); // first: it may replace the scratch buffer
            PutText(_scratch.AsSpan(0, length), row);
        }
    }

    private sealed class IntegerWriter : ColumnWriter
    {
        public override bool Fits(ref Utf8JsonReader json) => json.TokenType == JsonTokenType.Number && json.TryGetInt64(out _);

        private protected override void PutValue(ref Utf8JsonReader json, long row) => ((long*)_data)[row] = json.GetInt64();
    }

    private sealed class NumberWriter : ColumnWriter
    {
        public override bool Fits(ref Utf8JsonReader json) => json.TokenType == JsonTokenType.Number && json.TryGetDouble(out var value) && double.IsFinite(value);

        private protected override void PutValue(ref Utf8JsonReader json, long row) => ((double*)_data)[row] = json.GetDouble();
    }

    private sealed class FlagWriter : ColumnWriter
    {
        public override bool Fits(ref Utf8JsonReader json) => json.TokenType is JsonTokenType.True or JsonTokenType.False;

        private protected override void PutValue(ref Utf8JsonReader json, long row) => _data[row] = json.TokenType == JsonTokenType.True ? (byte)1 : (byte)0;
    }

    private sealed class ListWriter(ColumnWriter element) : ColumnWriter
    {
        public override bool Fits(ref Utf8JsonReader json)
        {
            if (json.TokenType != JsonTokenType.StartArray) return false;
            while (json.Read() && json.TokenType != JsonTokenType.EndArray)
                if (!FitsOrNull(element, ref json))
                    return false;
            return true;
        }

        private protected override void PutValue(ref Utf8JsonReader json, long row)
        {
            var count = 0;
            var ahead = json;
            while (ahead.Read() && ahead.TokenType != JsonTokenType.EndArray)
            {
                ahead.Skip();
                count++;
            }

            var offset = DuckNative.ListSize(_vector);
            _ = DuckNative.ReserveList(_vector, offset + (ulong)count);
            _ = DuckNative.SetListSize(_vector, offset + (ulong)count);
            element.Point(DuckNative.ListChild(_vector)); // growing moves the child's memory
            ((ulong*)_data)[row * 2] = offset;
            ((ulong*)_data)[row * 2 + 1] = (ulong)count;
            for (var i = 0; i < count; i++)
            {
                json.Read();
                element.Put(ref json, (long)offset + i);
            }

            json.Read();
        }
    }

    private sealed class StructWriter : ColumnWriter
    {
        private readonly string[] _names;
        private readonly ColumnWriter[] _fields;

        public StructWriter(ColumnType.Struct type)
        {
            _names = [.. type.Fields.Select(f => f.Name)];
            _fields = [.. type.Fields.Select(f => For(f.Type))];
        }

        public override void Point(nint vector)
        {
            base.Point(vector);
            for (var i = 0; i < _fields.Length; i++) _fields[i].Point(DuckNative.StructChild(vector, (ulong)i));
        }

        /// <summary>A null struct's fields are null as well: readers look at either.</summary>
        public override void SetNull(long row)
        {
            base.SetNull(row);
            foreach (var field in _fields) field.SetNull(row);
        }

        private int Find(ref Utf8JsonReader json)
        {
            for (var i = 0; i < _names.Length; i++)
                if (json.ValueTextEquals(_names[i]))
                    return i;
            return -1;
        }

        /// <summary>Every field once and no other: a struct has no absent fields, only null ones.</summary>
        public override bool Fits(ref Utf8JsonReader json)
        {
            if (json.TokenType != JsonTokenType.StartObject) return false;
            Span<bool> seen = stackalloc bool[_fields.Length];
            seen.Clear();
            while (json.Read() && json.TokenType == JsonTokenType.PropertyName)
            {
                var field = Find(ref json);
                if (field < 0 || seen[field]) return false;
                seen[field] = true;
                json.Read();
                if (!FitsOrNull(_fields[field], ref json)) return false;
            }

            return !seen.Contains(false);
        }

        private protected override void PutValue(ref Utf8JsonReader json, long row)
        {
            while (json.Read() && json.TokenType == JsonTokenType.PropertyName)
            {
                var field = Find(ref json);
                json.Read();
                _fields[field].Put(ref json, row);
            }
        }
    }
}
