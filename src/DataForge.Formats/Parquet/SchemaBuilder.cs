using DataForge.Core;

namespace DataForge.Formats;

/// <summary>Gathers the columns that rows need. Rows that were read from Parquet bring the types of their file along.</summary>
internal sealed class SchemaBuilder
{
    private readonly Shape _shape = new();
    private readonly Dictionary<string, Dictionary<string, ColumnType>> _declared = []; // by file, those not yet taken over

    public RowSchema Schema =>
        new RowSchema([.. _shape.Names.Select(n => new Column(n, _shape.Field(n).Type(RowSchema.HoldsFractions(n))))]).AtMost(Shape.MostColumns);

    public SchemaBuilder Copy()
    {
        var copy = new SchemaBuilder();
        copy.Add(this);
        return copy;
    }

    public void Add(SchemaBuilder other) => _shape.Add(other._shape);

    /// <exception cref="ForgeException">The rows have more names than a file may have columns, or an empty one.</exception>
    public void Observe(Row row)
    {
        if (!_declared.TryGetValue(row.Path, out var types)) _declared[row.Path] = types = ParquetReader.TypesOf(row.Path);
        for (var i = 0; i < row.Count; i++)
        {
            var name = row.NameAt(i);
            if (name.Length == 0) throw new ForgeException($"{ForgeException.Name(row.Path)}:{row.Line}: a field's name is empty, and a Parquet column needs one; rename it, or write .jsonl");
            if (!_shape.Has(name) && _shape.Names.Count >= Shape.MostColumns)
                throw new ForgeException($"{ForgeException.Name(row.Path)}:{row.Line}: field \"{name}\": rows have more than {Shape.MostColumns:N0} different field names, and each is a Parquet column; write .jsonl, or put what varies into one field");
            var field = _shape.Field(name);
            if (types.Remove(name, out var type)) field.Add(Shape.Declared(type));
            var json = new JsonCursor(row.RawAt(i));
            field.Observe(ref json);
        }
    }
}
