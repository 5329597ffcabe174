using System.Globalization;
using Parquet;
using Parquet.Data;
using Parquet.Schema;
using ConvertedType = Parquet.Meta.ConvertedType;
using Encoding = System.Text.Encoding;

namespace DataForge.Formats;

/// <summary>Puts the values of one column together from its leaves, as Parquet.Net reads them, and hashes them.</summary>
internal sealed class ParquetColumnCheck : IDisposable
{
    private readonly Field _field;
    private readonly ColumnHashes _hashes;
    private readonly Dictionary<Field, Leaf> _leaves = [];

    public ParquetColumnCheck(Field field, ColumnHashes hashes) => (_field, _hashes) = (field, hashes);

    /// <summary>The values of a leaf without nulls, and for every place, nulls included, how much of its path is there and where a list begins.</summary>
    private sealed class Leaf(DataField leaf, RawColumnData data, Func<int, ulong> hash)
    {
        public RawColumnData Data => data;

        public int Place { get; private set; }

        private int _value;

        public bool More => leaf.MaxRepetitionLevel > 0 && Place < data.RepetitionLevels.Length;

        public int Definition => leaf.MaxDefinitionLevel == 0 ? 0 : data.DefinitionLevels[Place];

        public int Repetition => data.RepetitionLevels[Place];

        public ulong Take()
        {
            var there = Definition == leaf.MaxDefinitionLevel;
            Place++;
            return there ? hash(_value++) : ValueHash.Null;
        }
    }

    public async Task Load(ParquetRowGroupReader group)
    {
        foreach (var field in Leaves(_field))
        {
            var data = await group.ReadRawColumnDataBaseAsync(field).ConfigureAwait(false);
            _leaves.Add(field, new Leaf(field, data, Hash(field, data)));
        }
    }

    private static IEnumerable<DataField> Leaves(Field field) => field switch
    {
        DataField leaf => [leaf],
        ListField list => Leaves(list.Item),
        MapField map => Leaves(map.Key).Concat(Leaves(map.Value)),
        StructField record => record.Fields.SelectMany(Leaves),
        _ => throw new NotSupportedException($"{field.Name}: {field.SchemaType}"),
    };

    /// <summary>The next row's value.</summary>
    public ulong Next() => Value(_field);

    private ulong Value(Field field)
    {
        if (field is DataField leaf) return _leaves[leaf].Take();
        var first = _leaves[Leaves(field).First()];
        switch (field)
        {
            case StructField record:
                if (first.Definition < record.MaxDefinitionLevel) return Pass(field);
                var value = ValueHash.EmptyObject;
                foreach (var inner in record.Fields) value = ValueHash.Object(value, Encoding.UTF8.GetBytes(inner.Name), Value(inner));
                return value;
            case MapField map:
                if (!Begins(map, first, out var emptyMap)) return emptyMap ? ValueHash.EmptyObject : ValueHash.Null;
                var entries = ValueHash.EmptyObject;
                var keys = (DataField)map.Key;
                do
                {
                    var key = _leaves[keys].Take();
                    var entry = Value(map.Value);
                    if (entry != ValueHash.Null) entries = ValueHash.Pair(entries, key, entry);
                }
                while (first.More && first.Repetition == map.MaxRepetitionLevel);
                return entries;
            default:
                var list = (ListField)field;
                if (!Begins(list, first, out var emptyList)) return emptyList ? ValueHash.EmptyList : ValueHash.Null;
                var elements = ValueHash.EmptyList;
                do elements = ValueHash.List(elements, Value(list.Item));
                while (first.More && first.Repetition == list.MaxRepetitionLevel);
                return elements;
        }
    }

    /// <summary>True where the list or map has an element; otherwise its place is passed over.</summary>
    private bool Begins(Field field, Leaf first, out bool empty)
    {
        var definition = first.Definition;
        empty = definition == field.MaxDefinitionLevel - 1;
        if (definition >= field.MaxDefinitionLevel) return true;
        Pass(field);
        return false;
    }

    private ulong Pass(Field field)
    {
        foreach (var leaf in Leaves(field)) _leaves[leaf].Take();
        return ValueHash.Null;
    }

    private Func<int, ulong> Hash(DataField field, RawColumnData data)
    {
        var json = field.SchemaElement?.ConvertedType == ConvertedType.JSON || field.SchemaElement?.LogicalType?.JSON is not null;
        return data switch
        {
            RawColumnData<ReadOnlyMemory<char>> c when json => i => _hashes.Json(Encoding.UTF8.GetBytes(c.Values[i].ToString())),
            RawColumnData<ReadOnlyMemory<byte>> c when json => i => _hashes.Json(c.Values[i].Span),
            RawColumnData<ReadOnlyMemory<char>> c => i => Text(c.Values[i].Span),
            RawColumnData<ReadOnlyMemory<byte>> c => i => Bytes(c.Values[i].Span),
            RawColumnData<bool> c => i => ValueHash.Flag(c.Values[i]),
            RawColumnData<sbyte> c => i => Number(c.Values[i]),
            RawColumnData<short> c => i => Number(c.Values[i]),
            RawColumnData<int> c => i => Number(c.Values[i]),
            RawColumnData<long> c => i => Number(c.Values[i]),
            RawColumnData<byte> c => i => Number(c.Values[i]),
            RawColumnData<ushort> c => i => Number(c.Values[i]),
            RawColumnData<uint> c => i => Number(c.Values[i]),
            RawColumnData<ulong> c => i => Number(c.Values[i]),
            RawColumnData<float> c => i => float.IsFinite(c.Values[i]) ? Number(c.Values[i]) : Text(Odd(c.Values[i])),
            RawColumnData<double> c => i => double.IsFinite(c.Values[i]) ? Number(c.Values[i]) : Text(Odd(c.Values[i])),
            RawColumnData<decimal> c => i => Number(c.Values[i]),
            RawColumnData<BigDecimal> c => i => ValueHash.Number(Encoding.ASCII.GetBytes(string.Create(CultureInfo.InvariantCulture, $"{c.Values[i].UnscaledValue}e-{c.Values[i].Scale}"))),
            RawColumnData<DateOnly> c => i => Text(c.Values[i].ToString("yyyy-MM-dd", CultureInfo.InvariantCulture)),
            RawColumnData<DateTime> c => i => Text(c.Values[i].ToString("yyyy-MM-dd HH:mm:ss.FFFFFF", CultureInfo.InvariantCulture)),
            _ => throw new NotSupportedException($"{field.Path}: Parquet.Net reads {data.GetType()}"),
        };
    }

    private static string Odd(double value) => double.IsNaN(value) ? "NaN" : value > 0 ? "Infinity" : "-Infinity";

    private static ulong Text(ReadOnlySpan<char> text)
    {
        var utf8 = new byte[Encoding.UTF8.GetMaxByteCount(text.Length)];
        return ValueHash.Text(utf8.AsSpan(0, Encoding.UTF8.GetBytes(text, utf8)));
    }

    private static ulong Bytes(ReadOnlySpan<byte> bytes) => System.Text.Unicode.Utf8.IsValid(bytes)
        ? ValueHash.Text(bytes)
        : ValueHash.Object(ValueHash.EmptyObject, "base64"u8, Text(Convert.ToBase64String(bytes)));

    private static ulong Number<T>(T value)
        where T : ISpanFormattable => ValueHash.Number(Encoding.ASCII.GetBytes(value.ToString(null, CultureInfo.InvariantCulture)));

    public void Dispose()
    {
        foreach (var leaf in _leaves.Values) leaf.Data.Dispose();
    }
}
