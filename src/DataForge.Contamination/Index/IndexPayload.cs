using System.Collections;
using System.Text;

namespace DataForge.Contamination;

/// <summary>Entries as bytes, column by column so that they compress: a vocabulary of token hashes, most frequent first, and indexes into it.</summary>
internal static class IndexPayload
{
    private const int Readings = 3, Sizes = 2;

    public static byte[] Write(IndexData data)
    {
        var counts = new Dictionary<uint, int>();
        foreach (var entry in data.Entries)
            foreach (var token in entry.Tokens.Concat(entry.Answer))
                counts[token] = counts.GetValueOrDefault(token) + 1;
        var words = counts.OrderByDescending(c => c.Value).ThenBy(c => c.Key).Select(c => c.Key).ToArray();
        var numbers = words.Index().ToDictionary(w => w.Item, w => w.Index);
        using var stream = new MemoryStream();
        using var writer = new BinaryWriter(stream, Encoding.UTF8);
        writer.Write7BitEncodedInt(words.Length);
        foreach (var word in words) writer.Write(word);
        writer.Write7BitEncodedInt(data.Entries.Count);
        foreach (var e in data.Entries) writer.Write7BitEncodedInt(e.Benchmark);
        foreach (var e in data.Entries) writer.Write(e.Item);
        foreach (var e in data.Entries) writer.Write(e.Part);
        foreach (var e in data.Entries) writer.Write7BitEncodedInt(e.Tokens.Length);
        foreach (var e in data.Entries)
            foreach (var token in e.Tokens)
                writer.Write7BitEncodedInt(numbers[token]);
        foreach (var e in data.Entries) writer.Write(e.Flags);
        foreach (var e in data.Entries)
        {
            writer.Write7BitEncodedInt(e.Answer.Length);
            foreach (var token in e.Answer) writer.Write7BitEncodedInt(numbers[token]);
        }

        for (var kind = 0; kind < Readings; kind++)
            for (var size = 0; size < Sizes; size++)
                foreach (var e in data.Entries)
                {
                    var bits = e.Telling[kind, size];
                    writer.Write7BitEncodedInt(bits.Length);
                    var bytes = new byte[(bits.Length + 7) / 8];
                    bits.CopyTo(bytes, 0);
                    writer.Write(bytes);
                    writer.Write7BitEncodedInt(e.Suppressed[kind, size]);
                }

        writer.Flush();
        return stream.ToArray();
    }

    /// <exception cref="Exception">Of many kinds, when the bytes are not what <see cref="Write"/> wrote; the caller names the file.</exception>
    public static List<IndexEntry> Read(byte[] payload, int benchmarks)
    {
        using var reader = new BinaryReader(new MemoryStream(payload), Encoding.UTF8);
        var words = new uint[Length(reader, payload)];
        for (var i = 0; i < words.Length; i++) words[i] = reader.ReadUInt32();
        var count = Length(reader, payload);
        var numbers = Column(count, () => reader.Read7BitEncodedInt() is var b && b < benchmarks ? b : throw new InvalidDataException("benchmark"));
        var items = Column(count, reader.ReadString);
        var parts = Column(count, () => string.Intern(reader.ReadString()));
        var lengths = Column(count, () => Length(reader, payload));
        var tokens = lengths.Select(l => Column(l, () => words[reader.Read7BitEncodedInt()])).ToArray();
        var flags = lengths.Select(reader.ReadBytes).ToArray();
        var answers = Column(count, () => Column(Length(reader, payload), () => words[reader.Read7BitEncodedInt()]));
        var entries = Enumerable.Range(0, count).Select(i => new IndexEntry(numbers[i], items[i], parts[i], tokens[i], flags[i], answers[i])).ToList();
        for (var kind = 0; kind < Readings; kind++)
            for (var size = 0; size < Sizes; size++)
                foreach (var e in entries)
                {
                    var length = Length(reader, payload);
                    e.Telling[kind, size] = new BitArray(reader.ReadBytes((length + 7) / 8)) { Length = length };
                    e.Suppressed[kind, size] = reader.Read7BitEncodedInt();
                }

        return entries;
    }

    private static int Length(BinaryReader reader, byte[] payload) =>
        reader.Read7BitEncodedInt() is >= 0 and var length && length <= payload.Length * 8L ? length : throw new InvalidDataException("length");

    private static T[] Column<T>(int count, Func<T> read)
    {
        var column = new T[count];
        for (var i = 0; i < count; i++) column[i] = read();
        return column;
    }
}
