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
    private const short FileSchema = 2, FileRowGroups = 4, FileMetadata = 5, FileEncryption = 8;
    private const short ElementName = 4, ElementChildren = 5;
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
        var bytes = footer._file.Write();
        file.SetLength(footer._begin);
        file.Position = footer._begin;
        file.Write(bytes);
        var tail = new byte[TailBytes];
        BinaryPrimitives.WriteInt32LittleEndian(tail, bytes.Length);
        "PAR1"u8.CopyTo(tail.AsSpan(4));
        file.Write(tail);
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
