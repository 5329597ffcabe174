using System.Text;

using DataForge.Models.Gguf;

namespace DataForge.Models.Tests.Gguf;

/// <summary>Writes GGUF bytes, right or deliberately wrong ones.</summary>
internal sealed class GgufBuilder
{
    private readonly List<byte[]> _entries = [];
    private readonly List<byte[]> _tensors = [];

    public uint Version { get; init; } = 3;

    /// <summary>Bytes after the header, padded to 32.</summary>
    public int DataBytes { get; init; } = 256;

    public ulong? ClaimedEntries { get; init; }

    public ulong? ClaimedTensors { get; init; }

    public GgufBuilder Entry(string key, uint type, Action<BinaryWriter> value)
    {
        _entries.Add(Bytes(w => { Text(w, key); w.Write(type); value(w); }));
        return this;
    }

    public GgufBuilder Entry(string key, string value) => Entry(key, 8, w => Text(w, value));

    public GgufBuilder Entry(string key, uint value) => Entry(key, 4, w => w.Write(value));

    public GgufBuilder Entry(string key, bool value) => Entry(key, 7, w => w.Write(value));

    public GgufBuilder Entry(string key, string[] values) => Entry(key, 9, w =>
    {
        w.Write(8u);
        w.Write((ulong)values.Length);
        foreach (var value in values) Text(w, value);
    });

    public GgufBuilder Entry(string key, int[] values) => Entry(key, 9, w =>
    {
        w.Write(5u);
        w.Write((ulong)values.Length);
        foreach (var value in values) w.Write(value);
    });

    /// <param name="dimensions">Innermost first, as the file stores them.</param>
    public GgufBuilder Tensor(string name, uint type, ulong offset, params ulong[] dimensions)
    {
        _tensors.Add(Bytes(w =>
        {
            Text(w, name);
            w.Write((uint)dimensions.Length);
            foreach (var dimension in dimensions) w.Write(dimension);
            w.Write(type);
            w.Write(offset);
        }));
        return this;
    }

    public byte[] ToBytes()
    {
        var header = Bytes(w =>
        {
            w.Write("GGUF"u8);
            w.Write(Version);
            w.Write(ClaimedTensors ?? (ulong)_tensors.Count);
            w.Write(ClaimedEntries ?? (ulong)_entries.Count);
            foreach (var part in _entries.Concat(_tensors)) w.Write(part);
        });
        return DataBytes == 0 ? header : [.. header, .. new byte[(32 - header.Length % 32) % 32 + DataBytes]];
    }

    public GgufFile Read() => Read(ToBytes());

    /// <summary>Reads the file with more bytes behind it.</summary>
    public GgufFile ReadBefore(byte[] more) => Read([.. ToBytes(), .. more]);

    public static GgufFile Read(byte[] bytes) => GgufFile.Read("x.gguf", new MemoryStream(bytes), bytes.Length);

    private static void Text(BinaryWriter writer, string text)
    {
        var bytes = Encoding.UTF8.GetBytes(text);
        writer.Write((ulong)bytes.Length);
        writer.Write(bytes);
    }

    private static byte[] Bytes(Action<BinaryWriter> write)
    {
        var bytes = new MemoryStream();
        using (var writer = new BinaryWriter(bytes)) write(writer);
        return bytes.ToArray();
    }
}
