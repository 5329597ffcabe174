using System.Buffers.Binary;
using System.Text;
using System.Text.Json;
using DataForge.Core;

namespace DataForge.Formats;

/// <summary>A Parquet file's table of contents, which stands at its end: read for what DuckDB does not tell, and written once more for what it cannot write.</summary>
internal sealed class ParquetFooter
{
    /// <summary>Metadata that names the columns, or fields of structs, whose nulls are fields that were not there.</summary>
    public const string AbsentKey = "dataforge.absent";

    // field numbers of parquet.thrift
    private const short FileSchema = 2, FileRows = 3, FileRowGroups = 4, FileMetadata = 5, FileEncryption = 8;
    private const short ElementType = 1, ElementName = 4, ElementChildren = 5, ElementConverted = 6, ElementScale = 7, ElementPrecision = 8, ElementLogical = 10;
    private const short ByteArray = 6, ConvertedText = 0, ConvertedEnum = 4, LogicalText = 1, LogicalEnum = 4;
    private const short GroupColumns = 1, ChunkMetadata = 3, ChunkPath = 3;
    private const short PairKey = 1, PairValue = 2;
    private const int TailBytes = 8; // the footer's length and a magic number
    private const long MostBytes = 1L << 30;

    private readonly ThriftStruct _file;
    private readonly long _begin;

    private ParquetFooter(ThriftStruct file, long begin) => (_file, _begin) = (file, begin);

    /// <summary>True where a file begins as Parquet does, its contents readable or encrypted.</summary>
    public static bool IsParquet(ReadOnlySpan<byte> head) => head.StartsWith("PAR1"u8) || head.StartsWith("PARE"u8);

    /// <exception cref="InvalidDataException">Cut off, damaged or encrypted; the message goes on "cannot be read as Parquet: ".</exception>
    public static ParquetFooter Read(Stream file)
    {
        if (file.Length < 4 + TailBytes) throw new InvalidDataException("it is cut off");
        var tail = new byte[TailBytes];
        file.Position = file.Length - TailBytes;
        file.ReadExactly(tail);
        if (tail.AsSpan(4).SequenceEqual("PARE"u8)) throw new InvalidDataException("it is encrypted (Parquet modular encryption, its table of contents too); decrypt it first");
        var length = BinaryPrimitives.ReadUInt32LittleEndian(tail);
        if (!tail.AsSpan(4).SequenceEqual("PAR1"u8)) throw new InvalidDataException("its end is not that of a Parquet file (it is cut off, or its writer was killed)");
        if (length > file.Length - 4 - TailBytes || length > MostBytes) throw new InvalidDataException("its table of contents is damaged");
        var bytes = new byte[length];
        file.Position = file.Length - TailBytes - length;
        file.ReadExactly(bytes);
        var footer = new ParquetFooter(ThriftStruct.Read(bytes), file.Length - TailBytes - length);
        return footer._file.Has(FileEncryption) ? throw new InvalidDataException("it is encrypted (Parquet modular encryption); decrypt it first") : footer;
    }

    /// <summary>Names of the columns as the file spells them.</summary>
    public IReadOnlyList<string> Names
    {
        get
        {
            var elements = _file.Structs(FileSchema);
            var names = new List<string>();
            for (var at = 1; at < elements.Count; at = After(elements, at)) names.Add(Encoding.UTF8.GetString(elements[at].Bytes(ElementName)));
            return names;
        }
    }

    /// <summary>Leaves out what the named columns' values mean: they are then bytes and numbers as they are stored.</summary>
    public void DropAnnotations(IReadOnlySet<int> columns)
    {
        foreach (var (column, leaf) in Leaves())
            if (columns.Contains(column))
                Plain(leaf);
    }

    /// <summary>Makes every text column one of bytes, so that no reader refuses a cell that is no UTF-8.</summary>
    public void TextAsBytes()
    {
        foreach (var (_, leaf) in Leaves())
            if (leaf.Number(ElementType) == ByteArray && IsText(leaf))
                Plain(leaf);
    }

    private static bool IsText(ThriftStruct leaf) =>
        leaf.Has(ElementLogical)
            ? leaf.Inner(ElementLogical).Has(LogicalText) || leaf.Inner(ElementLogical).Has(LogicalEnum)
            : leaf.Has(ElementConverted) && leaf.Number(ElementConverted) is ConvertedText or ConvertedEnum;

    private static void Plain(ThriftStruct leaf)
    {
        foreach (var field in (short[])[ElementConverted, ElementScale, ElementPrecision, ElementLogical]) leaf.Remove(field);
    }

    /// <summary>The elements that hold values, in file order, each with the number of its column.</summary>
    private IEnumerable<(int Column, ThriftStruct Leaf)> Leaves()
    {
        var elements = _file.Structs(FileSchema);
        for (var (at, column) = (1, 0); at < elements.Count; column++)
            for (var end = After(elements, at); at < end; at++)
                if (elements[at].Number(ElementChildren) == 0)
                    yield return (column, elements[at]);
    }

    /// <summary>Keeps these columns only.</summary>
    public void Keep(IReadOnlySet<int> columns)
    {
        var chunks = Leaves().Select(l => columns.Contains(l.Column)).ToArray();
        var elements = _file.Structs(FileSchema);
        var kept = new List<ThriftStruct> { elements[0] };
        for (var (at, column) = (1, 0); at < elements.Count; column++)
            for (var end = After(elements, at); at < end; at++)
                if (columns.Contains(column))
                    kept.Add(elements[at]);
        elements[0].Set(ElementChildren, columns.Count);
        _file.Set(FileSchema, kept);
        foreach (var group in _file.Structs(FileRowGroups)) group.Set(GroupColumns, group.Structs(GroupColumns).Where((_, i) => i >= chunks.Length || chunks[i]));
    }

    /// <summary>A whole Parquet file with these columns and no rows.</summary>
    public void WriteEmpty(Stream file)
    {
        _file.Set(FileRows, 0);
        _file.Set(FileRowGroups, Array.Empty<ThriftStruct>());
        file.Write("PAR1"u8);
        WriteTail(file);
    }

    /// <summary>The file with this table of contents in place of its own.</summary>
    public void WriteOver(Stream file)
    {
        file.SetLength(_begin);
        file.Position = _begin;
        WriteTail(file);
    }

    private void WriteTail(Stream file)
    {
        var bytes = _file.Write();
        file.Write(bytes);
        var tail = new byte[TailBytes];
        BinaryPrimitives.WriteInt32LittleEndian(tail, bytes.Length);
        "PAR1"u8.CopyTo(tail.AsSpan(4));
        file.Write(tail);
    }

    private static int After(IReadOnlyList<ThriftStruct> elements, int at)
    {
        for (var open = 1L; open > 0 && at < elements.Count; at++) open += elements[at].Number(ElementChildren) - 1;
        return at;
    }

    /// <summary>Where null means that a field was not there; none in files of others.</summary>
    public IReadOnlySet<string> AbsentPaths
    {
        get
        {
            var pair = _file.Structs(FileMetadata).FirstOrDefault(p => p.Bytes(PairKey).AsSpan().SequenceEqual(Encoding.UTF8.GetBytes(AbsentKey)));
            if (pair is null || !pair.Has(PairValue)) return new HashSet<string>();
            try
            {
                return JsonSerializer.Deserialize<HashSet<string>>(pair.Bytes(PairValue)) ?? [];
            }
            catch (JsonException)
            {
                return new HashSet<string>(); // somebody else's
            }
        }
    }

    /// <summary>Gives a file that DuckDB wrote under inner names its own names and metadata.</summary>
    public static void Finish(string path, RowSchema schema, IReadOnlyDictionary<string, string> metadata, IReadOnlyList<string> absentPaths)
    {
        using var file = new FileStream(path, FileMode.Open, FileAccess.ReadWrite, FileShare.None);
        var footer = Read(file);
        footer.Rename(schema);
        var pairs = metadata.ToDictionary();
        if (absentPaths.Count > 0) pairs[AbsentKey] = Encoding.UTF8.GetString(RowEdit.Json(w => JsonSerializer.Serialize(w, absentPaths)));
        footer._file.Set(FileMetadata, pairs.OrderBy(p => p.Key, StringComparer.Ordinal).Select(p =>
        {
            var pair = new ThriftStruct();
            pair.Set(PairKey, Encoding.UTF8.GetBytes(p.Key));
            pair.Set(PairValue, Encoding.UTF8.GetBytes(p.Value));
            return pair;
        }));
        footer.WriteOver(file);
    }

    private void Rename(RowSchema schema)
    {
        var elements = _file.Structs(FileSchema);
        var paths = new List<List<byte[]>>();
        var at = 1;
        foreach (var column in schema.Columns) Rename(column.Type, Encoding.UTF8.GetBytes(column.Name), []);
        if (at != elements.Count) throw new InvalidDataException($"DuckDB wrote {elements.Count} schema elements where {at} were expected");
        foreach (var group in _file.Structs(FileRowGroups))
        {
            var chunks = group.Structs(GroupColumns);
            for (var i = 0; i < chunks.Count; i++) chunks[i].Inner(ChunkMetadata).Set(ChunkPath, paths[i]);
        }

        void Rename(ColumnType type, byte[]? name, List<byte[]> above)
        {
            var element = elements[at++];
            if (name is not null) element.Set(ElementName, name);
            List<byte[]> path = [.. above, element.Bytes(ElementName)];
            switch (type)
            {
                case ColumnType.Scalar:
                    paths.Add(path);
                    break;
                case ColumnType.List list:
                    path.Add(elements[at++].Bytes(ElementName));
                    Rename(list.Element, null, path);
                    break;
                case ColumnType.Map map:
                    path.Add(elements[at++].Bytes(ElementName));
                    Rename(ColumnType.Text, null, path);
                    Rename(map.Value, null, path);
                    break;
                case ColumnType.Struct record:
                    foreach (var field in record.Fields) Rename(field.Type, Encoding.UTF8.GetBytes(field.Name), path);
                    break;
            }
        }
    }
}
