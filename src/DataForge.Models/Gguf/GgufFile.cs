using System.Numerics;

using DataForge.Core;

namespace DataForge.Models.Gguf;

/// <summary>The header of a GGUF file, versions 2 and 3, little-endian: typed metadata and the table of tensors. The data stays in the file.</summary>
/// <remarks>Format: ggml, docs/gguf.md. Whatever the header claims is checked against the file's length, so a hostile file ends in a message and not in memory. Values inside tensors (NaN, infinity) are not checked here.</remarks>
public sealed class GgufFile
{
    private const int DefaultAlignment = 32;
    private const int LargestAlignment = 1 << 20;
    private const int MaxTensors = 1 << 20;
    private const long MaxHeaderBytes = 1L << 30;

    private readonly Dictionary<string, GgufTensor> _byName;

    private GgufFile(string path, int version, long lengthBytes, int alignment, GgufMetadata metadata, IReadOnlyList<GgufTensor> tensors)
    {
        Path = path;
        Version = version;
        LengthBytes = lengthBytes;
        AlignmentBytes = alignment;
        Metadata = metadata;
        Tensors = tensors;
        _byName = tensors.ToDictionary(t => t.Name, StringComparer.Ordinal);
    }

    public string Path { get; }

    /// <summary>2 or 3; they differ in nothing that is read here.</summary>
    public int Version { get; }

    /// <summary>Of the whole file.</summary>
    public long LengthBytes { get; }

    public int AlignmentBytes { get; }

    public GgufMetadata Metadata { get; }

    /// <summary>In file order.</summary>
    public IReadOnlyList<GgufTensor> Tensors { get; }

    /// <summary>The tensor of this name; null when absent.</summary>
    public GgufTensor? Tensor(string name) => _byName.GetValueOrDefault(name);

    /// <summary>Reads the header.</summary>
    /// <exception cref="ForgeException">No such file, not GGUF, an older or big-endian version, one part of a split model, a type that is not read, or counts and offsets that do not fit the file.</exception>
    public static GgufFile Open(string path)
    {
        if (!File.Exists(path)) throw new ForgeException($"{path}: no such file");
        using var stream = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read, 1 << 16, FileOptions.SequentialScan);
        return Read(path, stream, stream.Length);
    }

    internal static GgufFile Read(string path, Stream stream, long lengthBytes)
    {
        var reader = new GgufReader(path, stream, Math.Min(lengthBytes, MaxHeaderBytes));
        if (reader.UInt32() != 0x46554747) throw new ForgeException($"{path}: not a GGUF file (it does not start with \"GGUF\")");
        var version = reader.UInt32();
        if (BitConverter.IsLittleEndian && version is 0x02000000 or 0x03000000) throw new ForgeException($"{path}: a big-endian GGUF file; only little-endian ones are read");
        if (version is not (2 or 3)) throw new ForgeException($"{path}: GGUF version {version}; versions 2 and 3 are read");
        var tensorCount = reader.Count(8 + 1 + 4 + 8 + 4 + 8, "tensors");
        if (tensorCount > MaxTensors) throw reader.Broken($"says {tensorCount} tensors; at most {MaxTensors} are read");
        var metadata = ReadMetadata(path, reader);
        if (metadata.Integer("split.count") is > 1 and var parts) throw new ForgeException($"{path}: one of {parts} parts of a split model; join them first (llama-gguf-split --merge)");
        var alignment = Alignment(reader, metadata);
        var entries = Enumerable.Range(0, tensorCount).Select(i => ReadEntry(path, reader, i)).ToArray();
        var dataOffset = (reader.Position + alignment - 1) / alignment * alignment;
        return new GgufFile(path, (int)version, lengthBytes, alignment, metadata, Place(path, entries, dataOffset, alignment, lengthBytes));
    }

    private static GgufMetadata ReadMetadata(string path, GgufReader reader)
    {
        var count = reader.Count(8 + 1 + 4 + 1, "metadata entries");
        var values = new Dictionary<string, GgufValue>(StringComparer.Ordinal);
        var keys = new List<string>();
        for (var i = 0; i < count; i++)
        {
            reader.Where = $"metadata entry {i}";
            var key = reader.Text(isName: true);
            reader.Where = $"metadata {key}";
            if (!values.TryAdd(key, reader.Value())) throw reader.Broken("stands twice");
            keys.Add(key);
        }

        return new GgufMetadata(path, values, keys);
    }

    private static int Alignment(GgufReader reader, GgufMetadata metadata)
    {
        var alignment = metadata.Integer("general.alignment") ?? DefaultAlignment;
        reader.Where = "metadata general.alignment";
        if (alignment is < 8 or > LargestAlignment || !BitOperations.IsPow2(alignment)) throw reader.Broken($"is {alignment}; expected a power of two from 8 to {LargestAlignment}");
        return (int)alignment;
    }

    /// <summary>An entry whose offset still counts from the start of the data.</summary>
    private static GgufTensor ReadEntry(string path, GgufReader reader, int index)
    {
        reader.Where = $"tensor {index}";
        var name = reader.Text(isName: true);
        reader.Where = $"tensor {name}";
        var rank = reader.UInt32();
        if (rank is < 1 or > 4) throw reader.Broken($"has {rank} dimensions; expected 1 to 4");
        var shape = new long[rank];
        var values = 1L;
        for (var i = 0; i < rank; i++)
        {
            var dimension = reader.UInt64();
            if (dimension == 0 || dimension > (ulong)(long.MaxValue / 16 / values)) throw reader.Broken($"has a dimension of {dimension}, which cannot be");
            values *= shape[rank - 1 - i] = (long)dimension;
        }

        var type = GgufTypes.Of(reader.UInt32(), $"{path}: tensor {name}");
        var (blockValues, blockBytes) = (GgufTypes.BlockValues(type), GgufTypes.BlockBytes(type));
        if (shape[^1] % blockValues != 0) throw reader.Broken($"has rows of {shape[^1]} values, not whole {type} blocks of {blockValues}");
        var offset = reader.UInt64();
        if (offset > long.MaxValue / 2) throw reader.Broken($"starts at {offset}, which cannot be");
        return new GgufTensor(name, type, shape, (long)offset, values / blockValues * blockBytes);
    }

    private static GgufTensor[] Place(string path, GgufTensor[] entries, long dataOffset, int alignment, long lengthBytes)
    {
        var names = new HashSet<string>(StringComparer.Ordinal);
        var placed = new GgufTensor[entries.Length];
        for (var i = 0; i < entries.Length; i++)
        {
            var entry = entries[i];
            if (!names.Add(entry.Name)) throw new ForgeException($"{path}: broken GGUF: tensor {entry.Name} stands twice");
            if (entry.OffsetBytes % alignment != 0) throw new ForgeException($"{path}: broken GGUF: tensor {entry.Name} starts at {entry.OffsetBytes}, not a multiple of {alignment}");
            if (entry.OffsetBytes > lengthBytes - dataOffset || entry.LengthBytes > lengthBytes - dataOffset - entry.OffsetBytes)
                throw new ForgeException($"{path}: cut off: tensor {entry.Name} takes {entry.LengthBytes} bytes from {dataOffset + entry.OffsetBytes}, but the file has {lengthBytes}");
            placed[i] = entry with { OffsetBytes = dataOffset + entry.OffsetBytes };
        }

        return placed;
    }
}
