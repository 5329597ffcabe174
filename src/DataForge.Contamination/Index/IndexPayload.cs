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
                    writer.Write7BitEncodedInt(bits.Count);
                    writer.Write(bits.Bytes);
                    writer.Write7BitEncodedInt(e.Suppressed[kind, size]);
                }

        writer.Flush();
        return stream.ToArray();
    }

    /// <exception cref="Exception">Of many kinds, when the bytes are not what <see cref="Write"/> wrote; the caller names the file.</exception>
    public static List<IndexEntry> Read(byte[] payload, int benchmarks)
    {
        var reader = new PayloadReader(payload);
        var words = new uint[reader.Length()];
        foreach (ref var word in words.AsSpan()) word = reader.Word();
        var count = reader.Length();
        var (numbers, items, parts) = (new int[count], new string[count], new string[count]);
        for (var i = 0; i < count; i++)
            if ((numbers[i] = reader.Number()) >= benchmarks)
                throw new InvalidDataException("benchmark");
        for (var i = 0; i < count; i++) items[i] = reader.Text("");
        for (var i = 0; i < count; i++) parts[i] = reader.Text(i == 0 ? "" : parts[i - 1]);
        var (tokens, flags, answers) = (new uint[count][], new byte[count][], new uint[count][]);
        for (var i = 0; i < count; i++) tokens[i] = new uint[reader.Length()];
        foreach (var text in tokens) reader.Words(words, text);
        for (var i = 0; i < count; i++) flags[i] = reader.Bytes(tokens[i].Length).ToArray();
        for (var i = 0; i < count; i++) reader.Words(words, answers[i] = reader.Length() is > 0 and var length ? new uint[length] : []);
        var entries = new List<IndexEntry>(count);
        for (var i = 0; i < count; i++) entries.Add(new IndexEntry(numbers[i], items[i], parts[i], tokens[i], flags[i], answers[i]));
        for (var kind = 0; kind < Readings; kind++)
            for (var size = 0; size < Sizes; size++)
                foreach (var e in entries)
                {
                    var places = reader.Length();
                    e.Telling[kind, size] = new GramMarks(payload, reader.Skip(GramMarks.Size(places)), places);
                    e.Suppressed[kind, size] = reader.Number();
                }

        return entries;
    }
}
