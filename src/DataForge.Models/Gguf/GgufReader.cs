using System.Buffers.Binary;
using System.Text;
using System.Text.Unicode;

using DataForge.Core;

namespace DataForge.Models.Gguf;

/// <summary>Reads the little-endian primitives of a GGUF header. Every length and count is held against the bytes that are left before anything is allocated.</summary>
internal sealed class GgufReader(string path, Stream stream, long limitBytes)
{
    /// <summary>Array elements in all of one header; the largest vocabulary in use has about 300,000 tokens and as many merges.</summary>
    private const long MaxElements = 32L << 20;

    private const int MaxDepth = 4;

    private readonly byte[] _eight = new byte[8];
    private long _elements;

    /// <summary>Where the next byte comes from.</summary>
    public long Position { get; private set; }

    /// <summary>What is being read, for messages.</summary>
    public string Where { get; set; } = "header";

    private long Left => limitBytes - Position;

    public byte Byte() => Take(1)[0];

    public ushort UInt16() => BinaryPrimitives.ReadUInt16LittleEndian(Take(2));

    public uint UInt32() => BinaryPrimitives.ReadUInt32LittleEndian(Take(4));

    public ulong UInt64() => BinaryPrimitives.ReadUInt64LittleEndian(Take(8));

    /// <summary>A count of things that take at least <paramref name="leastBytes"/> each.</summary>
    public int Count(int leastBytes, string things)
    {
        var count = UInt64();
        if (count > (ulong)(Left / leastBytes)) throw Broken($"says {count} {things}, but only {Left} bytes follow");
        if (count > int.MaxValue) throw Broken($"says {count} {things}; more than can be held");
        return (int)count;
    }

    /// <summary>UTF-8; in a name a broken sequence is an error, elsewhere it becomes U+FFFD.</summary>
    public string Text(bool isName)
    {
        var length = Count(1, "bytes of text");
        var bytes = length <= 8 ? _eight.AsSpan(0, length) : new byte[length];
        Fill(bytes);
        if (isName && (length == 0 || !Utf8.IsValid(bytes))) throw Broken("has a name that is empty or not UTF-8");
        return Encoding.UTF8.GetString(bytes);
    }

    /// <summary>One typed value.</summary>
    public GgufValue Value() => Value(UInt32(), depth: 0);

    private GgufValue Value(uint type, int depth) => type switch
    {
        0 or 1 or 2 or 3 or 4 or 5 or 10 or 11 => new GgufValue.Integer(Integer(type)),
        6 or 12 => new GgufValue.Number(Number(type)),
        7 => new GgufValue.Flag(Flag()),
        8 => new GgufValue.Text(Text(isName: false)),
        9 => Array(depth + 1),
        _ => throw Broken($"has value type {type}, which GGUF does not define"),
    };

    private GgufValue Array(int depth)
    {
        if (depth > MaxDepth) throw Broken($"nests arrays more than {MaxDepth} deep");
        var type = UInt32();
        var count = Count(LeastBytes(type), "elements");
        _elements += count;
        if (_elements > MaxElements) throw Broken($"has more than {MaxElements} array elements in its header");
        switch (type)
        {
            case 6 or 12: return new GgufValue.Numbers(Fill(new double[count], () => Number(type)));
            case 7: return new GgufValue.Flags(Fill(new bool[count], Flag));
            case 8: return new GgufValue.Texts(Fill(new string[count], () => Text(isName: false)));
            case 9: return new GgufValue.Lists(Fill(new GgufValue[count], () => Array(depth + 1)));
            default: return new GgufValue.Integers(Fill(new long[count], () => Integer(type)));
        }
    }

    private int LeastBytes(uint type) => type switch
    {
        0 or 1 or 7 => 1,
        2 or 3 => 2,
        4 or 5 or 6 => 4,
        8 or 10 or 11 or 12 => 8,
        9 => 12,
        _ => throw Broken($"has element type {type}, which GGUF does not define"),
    };

    private static T[] Fill<T>(T[] values, Func<T> next)
    {
        for (var i = 0; i < values.Length; i++) values[i] = next();
        return values;
    }

    private long Integer(uint type) => type switch
    {
        0 => Byte(),
        1 => (sbyte)Byte(),
        2 => UInt16(),
        3 => (short)UInt16(),
        4 => UInt32(),
        5 => (int)UInt32(),
        10 => UInt64() is var wide && wide <= long.MaxValue ? (long)wide : throw Broken($"has the integer {wide}, above 2^63"),
        _ => (long)UInt64(),
    };

    private double Number(uint type) => type == 6 ? BitConverter.UInt32BitsToSingle(UInt32()) : BitConverter.UInt64BitsToDouble(UInt64());

    private bool Flag() => Byte() is var value && value <= 1 ? value == 1 : throw Broken($"has the boolean {value}");

    /// <summary>An error at the place reached.</summary>
    public ForgeException Broken(string problem) => new($"{path}: broken GGUF: {Where} (before byte {Position}) {problem}");

    private ReadOnlySpan<byte> Take(int count)
    {
        var bytes = _eight.AsSpan(0, count);
        Fill(bytes);
        return bytes;
    }

    private void Fill(Span<byte> bytes)
    {
        if (bytes.Length > Left || stream.ReadAtLeast(bytes, bytes.Length, throwOnEndOfStream: false) < bytes.Length) throw Broken("ends too early");
        Position += bytes.Length;
    }
}
