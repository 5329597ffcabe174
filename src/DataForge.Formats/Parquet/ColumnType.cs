using System.Text.Json;

namespace DataForge.Formats;

/// <summary>What a Parquet column holds.</summary>
public abstract record ColumnType
{
    private ColumnType() { }

    public static ColumnType Text { get; } = new Scalar(DuckType.Varchar);

    public static ColumnType Integer { get; } = new Scalar(DuckType.BigInt);

    /// <summary>Integers from 0 to 2^64 - 1.</summary>
    public static ColumnType Unsigned { get; } = new Scalar(DuckType.UBigInt);

    public static ColumnType Number { get; } = new Scalar(DuckType.Double);

    public static ColumnType Flag { get; } = new Scalar(DuckType.Boolean);

    /// <summary>JSON text, for values that have no type in common (Parquet's logical type JSON).</summary>
    public static ColumnType Json { get; } = new Scalar(DuckType.Varchar, IsJson: true);

    public static ColumnType ListOf(ColumnType element) => new List(element);

    public static ColumnType StructOf(params Column[] fields) => new Struct(fields);

    /// <summary>Objects whose keys are data: text keys, values of one type.</summary>
    public static ColumnType MapOf(ColumnType value) => new Map(value);

    internal sealed record Scalar(DuckType Type, bool IsJson = false, byte Width = 0, byte Scale = 0) : ColumnType;

    internal sealed record List(ColumnType Element) : ColumnType;

    internal sealed record Struct(IReadOnlyList<Column> Fields) : ColumnType;

    internal sealed record Map(ColumnType Value) : ColumnType;

    /// <summary>The type for a person: <c>list of {role: text, content: text}</c>.</summary>
    public string Words => this switch
    {
        Scalar { IsJson: true } => "JSON text",
        Scalar { Type: DuckType.Varchar } => "text",
        Scalar { Type: DuckType.Boolean } => "true or false",
        Scalar { Type: DuckType.Float or DuckType.Double } => "number",
        Scalar { Type: DuckType.Decimal } s => $"decimal({s.Width}, {s.Scale})",
        Scalar { Type: DuckType.Date } => "date",
        Scalar { Type: DuckType.Timestamp } => "timestamp",
        Scalar { Type: DuckType.Blob } => "bytes",
        Scalar => "integer",
        List list => "list of " + list.Element.Words,
        Map map => "map of text to " + map.Value.Words,
        _ => "{" + string.Join(", ", ((Struct)this).Fields.Select(f => $"{f.Name}: {f.Type.Words}")) + "}",
    };

    /// <summary>Columns that the file has for it: one for each value that is no list, map or struct.</summary>
    internal int Leaves => this switch
    {
        List list => list.Element.Leaves,
        Map map => 1 + map.Value.Leaves,
        Struct record => record.Fields.Sum(f => f.Type.Leaves),
        _ => 1,
    };

    /// <summary>Equal for equal types, names and order of fields included.</summary>
    internal string Key => this switch
    {
        Scalar s => $"{s.Type}{(s.IsJson ? "/json" : "")}{(s.Width > 0 ? $"({s.Width},{s.Scale})" : "")}",
        List list => $"[{list.Element.Key}]",
        Map map => $"<{map.Value.Key}>",
        _ => "{" + string.Join(",", ((Struct)this).Fields.Select(f => JsonSerializer.Serialize(f.Name) + ":" + f.Type.Key)) + "}",
    };

    /// <summary>Adds the paths of JSON text columns in the type: <c>hits[].span</c>.</summary>
    internal void JsonPaths(string at, List<string> paths)
    {
        switch (this)
        {
            case Scalar { IsJson: true }: paths.Add(at); break;
            case List list: list.Element.JsonPaths(at + "[]", paths); break;
            case Map map: map.Value.JsonPaths(at + "{}", paths); break;
            case Struct record:
                foreach (var field in record.Fields) field.Type.JsonPaths(at.Length == 0 ? field.Name : $"{at}.{field.Name}", paths);
                break;
        }
    }

    /// <summary>The type as a handle that the caller destroys. Fields of structs are called by their numbers: DuckDB takes names that differ by case for one.</summary>
    internal nint Create()
    {
        switch (this)
        {
            case Scalar { IsJson: true }:
                var json = DuckNative.CreateType(DuckType.Varchar);
                DuckNative.SetAlias(json, "JSON");
                return json;
            case Scalar { Type: DuckType.Decimal } number:
                return DuckNative.CreateDecimalType(number.Width, number.Scale);
            case Scalar scalar:
                return DuckNative.CreateType(scalar.Type);
            case List list:
                var element = list.Element.Create();
                var listType = DuckNative.CreateListType(element);
                DuckNative.DestroyType(ref element);
                return listType;
            case Map map:
                var (key, value) = (Text.Create(), map.Value.Create());
                var mapType = DuckNative.CreateMapType(key, value);
                DuckNative.DestroyType(ref key);
                DuckNative.DestroyType(ref value);
                return mapType;
            default:
                var fields = ((Struct)this).Fields;
                var types = fields.Select(f => f.Type.Create()).ToArray();
                var structType = DuckNative.CreateStructType(types, [.. fields.Select((_, i) => InnerName(i))], (ulong)types.Length);
                for (var i = 0; i < types.Length; i++) DuckNative.DestroyType(ref types[i]);
                return structType;
        }
    }

    /// <summary>What a column or field is called inside DuckDB.</summary>
    internal static string InnerName(int index) => string.Create(System.Globalization.CultureInfo.InvariantCulture, $"c{index}");

    /// <summary>The type of a column in a file; null where rows hold another form of its values (a time, an interval), so that it cannot be written again.</summary>
    internal static ColumnType? Of(nint type)
    {
        switch (DuckNative.TypeId(type))
        {
            case DuckType.Varchar:
                return VectorReader.IsJson(type) ? Json : Text;
            case (>= DuckType.Boolean and <= DuckType.Double) or DuckType.Date or DuckType.Timestamp or DuckType.Blob:
                return new Scalar(DuckNative.TypeId(type));
            case DuckType.Decimal:
                return new Scalar(DuckType.Decimal, Width: DuckNative.DecimalWidth(type), Scale: DuckNative.DecimalScale(type));
            case DuckType.List:
                return Child(DuckNative.ListElementType(type)) is { } element ? ListOf(element) : null;
            case DuckType.Map:
                return Child(DuckNative.MapKeyType(type)) is Scalar { Type: DuckType.Varchar } && Child(DuckNative.MapValueType(type)) is { } value ? MapOf(value) : null;
            case DuckType.Struct:
                var fields = new List<Column>();
                for (ulong i = 0; i < DuckNative.StructFieldCount(type); i++)
                {
                    if (Child(DuckNative.StructFieldType(type, i)) is not { } field) return null;
                    var name = DuckNative.StructFieldName(type, i);
                    fields.Add(new Column(DuckNative.Text(name), field));
                    DuckNative.Free(name);
                }

                return new Struct(fields);
            default:
                return null;
        }

        static ColumnType? Child(nint child)
        {
            var type = Of(child);
            DuckNative.DestroyType(ref child);
            return type;
        }
    }
}

/// <summary>A named column, or a field of a struct.</summary>
public sealed record Column(string Name, ColumnType Type);
