using System.Buffers.Binary;
using System.Text;

namespace DataForge.Contamination;

/// <summary>Reads what a binary writer wrote, with one check of bounds a value. Throws on anything that does not fit into the bytes.</summary>
internal ref struct PayloadReader(ReadOnlySpan<byte> bytes)
{
    private readonly ReadOnlySpan<byte> _bytes = bytes;
    private int _at;

    /// <summary>A number of 0 or more in seven-bit groups.</summary>
    public int Number()
    {
        uint value = _bytes[_at++];
        if (value < 0x80) return (int)value;
        value &= 0x7F;
        for (var shift = 7; shift < 35; shift += 7)
        {
            uint next = _bytes[_at++];
            value |= (next & 0x7F) << shift;
            if (next < 0x80) return (int)value >= 0 ? (int)value : throw new InvalidDataException("number");
        }

        throw new InvalidDataException("number");
    }

    /// <summary>A number of things that lie in the bytes, of which each takes a bit at least.</summary>
    public int Length() => Number() is var length && length <= _bytes.Length * 8L ? length : throw new InvalidDataException("length");

    public uint Word()
    {
        var word = BinaryPrimitives.ReadUInt32LittleEndian(_bytes[_at..]);
        _at += sizeof(uint);
        return word;
    }

    /// <summary>Fills a list with words of a vocabulary.</summary>
    public void Words(ReadOnlySpan<uint> vocabulary, Span<uint> words)
    {
        foreach (ref var word in words) word = vocabulary[Number()];
    }

    public ReadOnlySpan<byte> Bytes(int length) => _bytes.Slice(Skip(length), length);

    /// <summary>Passes over bytes and says where they begin.</summary>
    public int Skip(int length)
    {
        var at = _at;
        _at += length;
        return _at <= _bytes.Length ? at : throw new InvalidDataException("bytes");
    }

    /// <summary>UTF-8 with its length in front.</summary>
    /// <param name="previous">Given back where the text is the same.</param>
    public string Text(string previous)
    {
        var utf8 = Bytes(Number());
        return Ascii.Equals(utf8, previous) ? previous : Encoding.UTF8.GetString(utf8);
    }
}
