namespace DataForge.Formats;

/// <summary>What a Parquet column holds.</summary>
public abstract record ColumnType
{
    private ColumnType() { }

    public static ColumnType Text { get; } = new Scalar(DuckType.Varchar);

    public static ColumnType Integer { get; } = new Scalar(DuckType.BigInt);

    public static ColumnType Number { get; } = new Scalar(DuckType.Double);

    public static ColumnType Flag { get; } = new Scalar(DuckType.Boolean);

    public static ColumnType ListOf(ColumnType element) => new List(element);

    public static ColumnType StructOf(params Column[] fields) => new Struct(fields);

    internal sealed record Scalar(DuckType Type) : ColumnType;

    internal sealed record List(ColumnType Element) : ColumnType;

    internal sealed record Struct(IReadOnlyList<Column> Fields) : ColumnType;

    /// <summary>The type for a person: <c>list of {role: text, content: text}</c>.</summary>
    public string Words => this switch
    {
        Scalar { Type: DuckType.Varchar } => "text",
        Scalar { Type: DuckType.BigInt } => "integer",
        Scalar { Type: DuckType.Double } => "number",
        Scalar => "true or false",
        List list => "list of " + list.Element.Words,
        _ => "{" + string.Join(", ", ((Struct)this).Fields.Select(f => $"{f.Name}: {f.Type.Words}")) + "}",
    };

    /// <summary>The type as a handle that the caller destroys.</summary>
    internal nint Create()
    {
        switch (this)
        {
            case Scalar scalar:
                return DuckNative.CreateType(scalar.Type);
            case List list:
                var element = list.Element.Create();
                var listType = DuckNative.CreateListType(element);
                DuckNative.DestroyType(ref element);
                return listType;
            default:
                var fields = ((Struct)this).Fields;
                var types = fields.Select(f => f.Type.Create()).ToArray();
                var structType = DuckNative.CreateStructType(types, [.. fields.Select(f => f.Name)], (ulong)types.Length);
                for (var i = 0; i < types.Length; i++) DuckNative.DestroyType(ref types[i]);
                return structType;
        }
    }
}

/// <summary>A named column, or a field of a struct.</summary>
public sealed record Column(string Name, ColumnType Type);
