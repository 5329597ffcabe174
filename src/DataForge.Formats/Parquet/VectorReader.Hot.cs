namespace DataForge.Formats;

/// <summary>How a column of a foreign file is asked for.</summary>
internal enum ColumnReading
{
    AsItIs,

    /// <summary>128-bit integers as text: as JSON they would pass through a double.</summary>
    AsDigits,

    /// <summary>Cast to JSON in the query.</summary>
    AsJson,
}

/// <summary>Writes values of one DuckDB vector as JSON. Nested types nest readers.</summary>
internal abstract unsafe class VectorReader
{
    private ulong* _validity;

    private protected byte* Data { get; private set; }

    /// <summary>How a column of the type is read.</summary>
    public static ColumnReading ReadingOf(nint type) =>
        Reads(type) ? ColumnReading.AsItIs
        : DuckNative.TypeId(type) is DuckType.HugeInt or DuckType.UHugeInt ? ColumnReading.AsDigits
        : ColumnReading.AsJson;

    private static bool Reads(nint type)
    {
        switch (DuckNative.TypeId(type))
        {
            case (>= DuckType.Boolean and <= DuckType.Date) or DuckType.Varchar or DuckType.Blob or DuckType.Decimal:
                return true;
            case DuckType.Map:
                var key = DuckNative.MapKeyType(type);
                var keyed = DuckNative.TypeId(key) == DuckType.Varchar;
                DuckNative.DestroyType(ref key);
                return keyed && Child(DuckNative.MapValueType(type));
            case DuckType.List:
                return Child(DuckNative.ListElementType(type));
            case DuckType.Struct:
                for (ulong i = 0; i < DuckNative.StructFieldCount(type); i++)
                    if (!Child(DuckNative.StructFieldType(type, i)))
                        return false;
                return true;
            default:
                return false;
        }

        static bool Child(nint child)
        {
            var reads = Reads(child);
            DuckNative.DestroyType(ref child);
            return reads;
        }
    }

    /// <summary>A reader for a type that <see cref="Reads"/>.</summary>
    public static VectorReader For(nint type) => DuckNative.TypeId(type) switch
    {
        DuckType.Varchar => IsJson(type) ? new JsonReader() : new TextReader(),
        DuckType.Blob => new BytesReader(),
        DuckType.Decimal => new DecimalReader(DuckNative.DecimalWidth(type), DuckNative.DecimalScale(type)),
        DuckType.List => new ListReader(type),
        DuckType.Map => new MapReader(type),
        DuckType.Struct => new StructReader(type),
        var scalar => new ScalarReader(scalar),
    };

    /// <summary>True for texts that are JSON.</summary>
    public static bool IsJson(nint type)
    {
        var alias = DuckNative.Alias(type);
        var isJson = DuckNative.Text(alias) == "JSON";
        DuckNative.Free(alias);
        return isJson;
    }

    /// <summary>Tells which fields of structs within the column are left out where they are null.</summary>
    /// <param name="at">The column's path.</param>
    public virtual void Omit(string at, IReadOnlySet<string> absentPaths) { }

    /// <summary>Stands on a vector, which must live while values are written.</summary>
    public virtual void Point(nint vector)
    {
        Data = (byte*)DuckNative.VectorData(vector);
        _validity = (ulong*)DuckNative.VectorValidity(vector);
    }

    public bool IsNull(long row) => _validity != null && (_validity[row >> 6] >> (int)(row & 63) & 1) == 0;

    public void Write(JsonText json, long row)
    {
        if (IsNull(row)) json.Raw("null"u8);
        else WriteValue(json, row);
    }

    private protected abstract void WriteValue(JsonText json, long row);

    /// <summary>Values written so far that are bytes and no UTF-8.</summary>
    public virtual long Broken => 0;

    /// <summary>True for a text column.</summary>
    public virtual bool IsText => false;

    /// <summary>Bytes of a text; only for text columns.</summary>
    public virtual ReadOnlySpan<byte> Text(long row) => throw new InvalidOperationException("not a text column");

    private sealed class ScalarReader(DuckType type) : VectorReader
    {
        private protected override void WriteValue(JsonText json, long row)
        {
            switch (type)
            {
                case DuckType.Boolean: json.Raw(Data[row] != 0 ? "true"u8 : "false"u8); break;
                case DuckType.TinyInt: json.Number(((sbyte*)Data)[row]); break;
                case DuckType.SmallInt: json.Number(((short*)Data)[row]); break;
                case DuckType.Integer: json.Number(((int*)Data)[row]); break;
                case DuckType.BigInt: json.Number(((long*)Data)[row]); break;
                case DuckType.UTinyInt: json.Number((ulong)Data[row]); break;
                case DuckType.USmallInt: json.Number((ulong)((ushort*)Data)[row]); break;
                case DuckType.UInteger: json.Number((ulong)((uint*)Data)[row]); break;
                case DuckType.UBigInt: json.Number(((ulong*)Data)[row]); break;
                case DuckType.Float: json.Number(((float*)Data)[row]); break;
                case DuckType.Double: json.Number(((double*)Data)[row]); break;
                case DuckType.Date: json.Date(((int*)Data)[row]); break;
                case DuckType.Timestamp: json.Timestamp(((long*)Data)[row]); break;
                default: throw new InvalidOperationException($"no reader for DuckDB type {(int)type}");
            }
        }
    }

    private sealed class DecimalReader(int width, int scale) : VectorReader
    {
        private protected override void WriteValue(JsonText json, long row)
        {
            var units = width switch { <= 4 => ((short*)Data)[row], <= 9 => ((int*)Data)[row], <= 18 => ((long*)Data)[row], _ => ((Int128*)Data)[row] };
            json.Decimal(units, scale);
        }
    }

    private class TextReader : VectorReader
    {
        public override bool IsText => true;

        // duckdb_string_t: a length, then up to 12 bytes in place, or 4 bytes of prefix and a pointer
        public override ReadOnlySpan<byte> Text(long row)
        {
            var at = Data + row * 16;
            var length = *(int*)at;
            return new ReadOnlySpan<byte>(length <= 12 ? at + 4 : *(byte**)(at + 8), length);
        }

        private protected override void WriteValue(JsonText json, long row) => json.String(Text(row));
    }

    private sealed class BytesReader : TextReader
    {
        private long _broken;

        public override long Broken => _broken;

        private protected override void WriteValue(JsonText json, long row)
        {
            if (!json.Bytes(Text(row))) _broken++;
        }
    }

    /// <summary>JSON text as it stands, on one line; what is no JSON stays a text.</summary>
    private sealed class JsonReader : TextReader
    {
        private protected override void WriteValue(JsonText json, long row)
        {
            var text = Text(row);
            if (!IsValid(text))
            {
                json.String(text);
            }
            else if (text.IndexOfAny((byte)'\n', (byte)'\r') < 0)
            {
                json.Raw(text);
            }
            else
            {
                foreach (var b in text) json.Raw(b is (byte)'\n' or (byte)'\r' ? (byte)' ' : b);
            }
        }

        private static bool IsValid(ReadOnlySpan<byte> text)
        {
            var reader = new System.Text.Json.Utf8JsonReader(text, new System.Text.Json.JsonReaderOptions { MaxDepth = 200 });
            try
            {
                while (reader.Read())
                {
                }

                return text.Length > 0;
            }
            catch (System.Text.Json.JsonException)
            {
                return false;
            }
        }
    }

    private sealed class MapReader : VectorReader
    {
        private readonly TextReader _keys = new();
        private readonly VectorReader _values;

        public MapReader(nint type)
        {
            var value = DuckNative.MapValueType(type);
            _values = For(value);
            DuckNative.DestroyType(ref value);
        }

        public override long Broken => _values.Broken;

        public override void Omit(string at, IReadOnlySet<string> absentPaths) => _values.Omit(at + "{}", absentPaths);

        public override void Point(nint vector)
        {
            base.Point(vector);
            var entries = DuckNative.ListChild(vector);
            _keys.Point(DuckNative.StructChild(entries, 0));
            _values.Point(DuckNative.StructChild(entries, 1));
        }

        private protected override void WriteValue(JsonText json, long row)
        {
            var (offset, length) = (((long*)Data)[row * 2], ((long*)Data)[row * 2 + 1]);
            json.Raw((byte)'{');
            for (var i = offset; i < offset + length; i++)
            {
                if (i > offset) json.Raw((byte)',');
                _keys.Write(json, i);
                json.Raw((byte)':');
                _values.Write(json, i);
            }

            json.Raw((byte)'}');
        }
    }

    private sealed class ListReader : VectorReader
    {
        private readonly VectorReader _element;

        public ListReader(nint type)
        {
            var element = DuckNative.ListElementType(type);
            _element = For(element);
            DuckNative.DestroyType(ref element);
        }

        public override long Broken => _element.Broken;

        public override void Omit(string at, IReadOnlySet<string> absentPaths) => _element.Omit(at + "[]", absentPaths);

        public override void Point(nint vector)
        {
            base.Point(vector);
            _element.Point(DuckNative.ListChild(vector));
        }

        private protected override void WriteValue(JsonText json, long row)
        {
            var (offset, length) = (((long*)Data)[row * 2], ((long*)Data)[row * 2 + 1]);
            json.Raw((byte)'[');
            for (var i = offset; i < offset + length; i++)
            {
                if (i > offset) json.Raw((byte)',');
                _element.Write(json, i);
            }

            json.Raw((byte)']');
        }
    }

    private sealed class StructReader : VectorReader
    {
        private readonly (string Name, byte[] Quoted, VectorReader Values)[] _fields;
        private readonly bool[] _omitted;

        public StructReader(nint type)
        {
            _fields = new (string, byte[], VectorReader)[DuckNative.StructFieldCount(type)];
            _omitted = new bool[_fields.Length];
            for (var i = 0; i < _fields.Length; i++)
            {
                var name = DuckNative.StructFieldName(type, (ulong)i);
                var child = DuckNative.StructFieldType(type, (ulong)i);
                _fields[i] = (DuckNative.Text(name), Core.RowEdit.Quote(DuckNative.Text(name)), For(child));
                DuckNative.Free(name);
                DuckNative.DestroyType(ref child);
            }
        }

        public override long Broken
        {
            get
            {
                var broken = 0L;
                foreach (var (_, _, values) in _fields) broken += values.Broken;
                return broken;
            }
        }

        public override void Omit(string at, IReadOnlySet<string> absentPaths)
        {
            for (var i = 0; i < _fields.Length; i++)
            {
                var path = $"{at}.{_fields[i].Name}";
                _omitted[i] = absentPaths.Contains(path);
                _fields[i].Values.Omit(path, absentPaths);
            }
        }

        public override void Point(nint vector)
        {
            base.Point(vector);
            for (var i = 0; i < _fields.Length; i++) _fields[i].Values.Point(DuckNative.StructChild(vector, (ulong)i));
        }

        private protected override void WriteValue(JsonText json, long row)
        {
            json.Raw((byte)'{');
            var count = 0;
            for (var i = 0; i < _fields.Length; i++)
            {
                if (_omitted[i] && _fields[i].Values.IsNull(row)) continue;
                if (count++ > 0) json.Raw((byte)',');
                json.Raw(_fields[i].Quoted);
                json.Raw((byte)':');
                _fields[i].Values.Write(json, row);
            }

            json.Raw((byte)'}');
        }
    }
}
