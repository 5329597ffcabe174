using System.Buffers.Binary;

namespace DataForge.Formats;

/// <summary>A struct of Thrift's compact protocol, as Parquet's footer is written in: every field by its number, whatever it means, so that one can be changed and all others written as they were.</summary>
internal sealed class ThriftStruct
{
    private const int DeepestStruct = 64;

    private const byte True = 1, False = 2, Byte = 3, Short = 4, Integer = 5, Long = 6, Real = 7, Binary = 8, List = 9, Bag = 10, Map = 11, Struct = 12;

    private readonly SortedDictionary<short, (byte Type, object Value)> _fields = [];

    /// <summary>Elements of one type.</summary>
    internal sealed record Elements(byte Type, List<object> Values);

    private sealed record Pairs(byte KeyType, byte ValueType, List<(object Key, object Value)> Values);

    public bool Has(short field) => _fields.ContainsKey(field);

    public long Number(short field) => _fields.TryGetValue(field, out var f) ? (long)f.Value : 0;

    public byte[] Bytes(short field) => (byte[])_fields[field].Value;

    public ThriftStruct Inner(short field) => (ThriftStruct)_fields[field].Value;

    /// <summary>The structs of a list field; none where it is absent.</summary>
    public IReadOnlyList<ThriftStruct> Structs(short field) => _fields.TryGetValue(field, out var f) ? [.. ((Elements)f.Value).Values.Cast<ThriftStruct>()] : [];

    public void Remove(short field) => _fields.Remove(field);

    /// <summary>Changes a number that is there, keeping its type.</summary>
    public void Set(short field, long number) => _fields[field] = (_fields[field].Type, number);

    public void Set(short field, byte[] bytes) => _fields[field] = (Binary, bytes);

    public void Set(short field, IEnumerable<ThriftStruct> list) => _fields[field] = (List, new Elements(Struct, [.. list]));

    public void Set(short field, IEnumerable<byte[]> list) => _fields[field] = (List, new Elements(Binary, [.. list]));

    /// <exception cref="InvalidDataException">The bytes are no such struct.</exception>
    public static ThriftStruct Read(ReadOnlySpan<byte> bytes)
    {
        try
        {
            return ReadStruct(ref bytes, 0);
        }
        catch (Exception e) when (e is ArgumentException or IndexOutOfRangeException or InvalidCastException or OverflowException)
        {
            throw new InvalidDataException("its table of contents is damaged", e);
        }
    }

    private static ThriftStruct ReadStruct(ref ReadOnlySpan<byte> bytes, int depth)
    {
        if (depth > DeepestStruct) throw new InvalidDataException("its table of contents is damaged");
        var read = new ThriftStruct();
        short field = 0;
        while (Take(ref bytes) is var head && head != 0)
        {
            field = head >> 4 == 0 ? checked((short)ZigZag(ref bytes)) : checked((short)(field + (head >> 4)));
            var type = (byte)(head & 15);
            read._fields[field] = (type, type is True or False ? 0L : Value(ref bytes, type, depth));
        }

        return read;
    }

    private static object Value(ref ReadOnlySpan<byte> bytes, byte type, int depth)
    {
        switch (type)
        {
            case True or False or Byte:
                return (long)Take(ref bytes);
            case Short or Integer or Long:
                return ZigZag(ref bytes);
            case Real:
                return BinaryPrimitives.ReadInt64LittleEndian(Take(ref bytes, 8));
            case Binary:
                return Take(ref bytes, checked((int)VarInt(ref bytes))).ToArray();
            case List or Bag:
                var head = Take(ref bytes);
                var count = head >> 4 == 15 ? VarInt(ref bytes) : (ulong)(head >> 4);
                var list = new List<object>();
                for (var i = 0UL; i < count; i++) list.Add(Value(ref bytes, (byte)(head & 15), depth + 1));
                return new Elements((byte)(head & 15), list);
            case Map:
                var size = VarInt(ref bytes);
                var types = size == 0 ? (byte)0 : Take(ref bytes);
                var pairs = new List<(object, object)>();
                for (var i = 0UL; i < size; i++) pairs.Add((Value(ref bytes, (byte)(types >> 4), depth + 1), Value(ref bytes, (byte)(types & 15), depth + 1)));
                return new Pairs((byte)(types >> 4), (byte)(types & 15), pairs);
            case Struct:
                return ReadStruct(ref bytes, depth + 1);
            default:
                throw new InvalidDataException("its table of contents is damaged");
        }
    }

    private static byte Take(ref ReadOnlySpan<byte> bytes) => Take(ref bytes, 1)[0];

    private static ReadOnlySpan<byte> Take(ref ReadOnlySpan<byte> bytes, int count)
    {
        var taken = bytes[..count];
        bytes = bytes[count..];
        return taken;
    }

    private static ulong VarInt(ref ReadOnlySpan<byte> bytes)
    {
        var value = 0UL;
        for (var shift = 0; shift < 64; shift += 7)
        {
            var b = Take(ref bytes);
            value |= (ulong)(b & 127) << shift;
            if (b < 128) return value;
        }

        throw new InvalidDataException("its table of contents is damaged");
    }

    private static long ZigZag(ref ReadOnlySpan<byte> bytes) => VarInt(ref bytes) is var n ? (long)(n >> 1) ^ -(long)(n & 1) : 0;

    public byte[] Write()
    {
        var stream = new MemoryStream();
        Write(stream);
        return stream.ToArray();
    }

    private void Write(Stream to)
    {
        short before = 0;
        foreach (var (field, (type, value)) in _fields)
        {
            if (field - before is > 0 and <= 15)
            {
                to.WriteByte((byte)((field - before) << 4 | type));
            }
            else
            {
                to.WriteByte(type);
                ZigZag(to, field);
            }

            before = field;
            if (type is not (True or False)) Value(to, type, value);
        }

        to.WriteByte(0);
    }

    private static void Value(Stream to, byte type, object value)
    {
        switch (value)
        {
            case long number when type == Real:
                Span<byte> bits = new byte[8];
                BinaryPrimitives.WriteInt64LittleEndian(bits, number);
                to.Write(bits);
                break;
            case long number when type is Byte or True or False:
                to.WriteByte((byte)number);
                break;
            case long number:
                ZigZag(to, number);
                break;
            case byte[] bytes:
                VarInt(to, (ulong)bytes.Length);
                to.Write(bytes);
                break;
            case Elements list:
                to.WriteByte((byte)(Math.Min(list.Values.Count, 15) << 4 | list.Type));
                if (list.Values.Count >= 15) VarInt(to, (ulong)list.Values.Count);
                foreach (var element in list.Values) Value(to, list.Type, element);
                break;
            case Pairs map:
                VarInt(to, (ulong)map.Values.Count);
                if (map.Values.Count > 0) to.WriteByte((byte)(map.KeyType << 4 | map.ValueType));
                foreach (var (key, element) in map.Values)
                {
                    Value(to, map.KeyType, key);
                    Value(to, map.ValueType, element);
                }

                break;
            default:
                ((ThriftStruct)value).Write(to);
                break;
        }
    }

    private static void VarInt(Stream to, ulong value)
    {
        for (; value >= 128; value >>= 7) to.WriteByte((byte)(value | 128));
        to.WriteByte((byte)value);
    }

    private static void ZigZag(Stream to, long value) => VarInt(to, (ulong)(value << 1 ^ value >> 63));
}
