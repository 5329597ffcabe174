using System.Buffers.Text;
using System.IO.Hashing;
using System.Text.Json;

namespace DataForge.Formats;

/// <summary>A hash of a JSON value's meaning: how a number, an escape or white space is spelled, the order of an object's keys, and keys that are null do not change it.</summary>
/// <remarks>It serves to check what the Parquet writer wrote, and shares no code with it: values are read by System.Text.Json.</remarks>
internal sealed class ValueHash
{
    public const ulong Null = 0;

    private const ulong Odd = 0x9E3779B97F4A7C15; // 2^64 / golden ratio, as in SplitMix64

    private enum Kind : long
    {
        Text = 1,
        Number = 2,
        True = 3,
        False = 4,
        List = 5,
        Object = 6,
    }

    private byte[] _scratch = new byte[1 << 12];

    public static ulong Flag(bool value) => Mix((ulong)(value ? Kind.True : Kind.False), 0);

    public static ulong Text(ReadOnlySpan<byte> utf8) => NotNull(XxHash3.HashToUInt64(utf8, (long)Kind.Text));

    /// <summary>A number's value, from any decimal spelling.</summary>
    public static ulong Number(ReadOnlySpan<byte> spelled)
    {
        // digits without zeros at either end, and the power of ten of the last
        Span<byte> digits = spelled.Length <= 512 ? stackalloc byte[spelled.Length] : new byte[spelled.Length];
        var (count, power, fraction) = (0, 0L, false);
        var negative = spelled[0] == '-';
        foreach (var b in spelled)
        {
            if (b is (byte)'e' or (byte)'E') break;
            if (b == '.') fraction = true;
            if (b is < (byte)'0' or > (byte)'9') continue;
            if (fraction) power--;
            if (count > 0 || b != '0') digits[count++] = b;
        }

        for (; count > 0 && digits[count - 1] == '0'; count--) power++;
        if (count == 0) return Mix((ulong)Kind.Number, 0);
        var e = spelled.IndexOfAny("eE"u8);
        if (e >= 0 && Utf8Parser.TryParse(spelled[(e + 1)..].TrimStart((byte)'+'), out long exponent, out _)) power += exponent;
        return NotNull(XxHash3.HashToUInt64(digits[..count], power * 4 + (negative ? 1 : 0) + ((long)Kind.Number << 40)));
    }

    public static ulong List(ulong soFar, ulong element) => Mix(soFar, element);

    public static ulong EmptyList => Mix((ulong)Kind.List, 0);

    public static ulong EmptyObject => Mix((ulong)Kind.Object, 0);

    /// <summary>An object with one more key; the order of keys does not matter.</summary>
    public static ulong Object(ulong soFar, ReadOnlySpan<byte> key, ulong value) => Pair(soFar, Text(key), value);

    /// <summary>An object with one more key, which is given as the hash of its text.</summary>
    public static ulong Pair(ulong soFar, ulong key, ulong value) => value == Null ? soFar : NotNull(soFar + Mix(key, value));

    private static ulong NotNull(ulong hash) => hash == Null ? 1 : hash;

    /// <summary>Two hashes as one.</summary>
    public static ulong Mix(ulong a, ulong b)
    {
        var z = (a ^ System.Numerics.BitOperations.RotateLeft(b + Odd, 31)) * Odd;
        z = (z ^ z >> 30) * 0xBF58476D1CE4E5B9;
        z = (z ^ z >> 27) * 0x94D049BB133111EB;
        return NotNull(z ^ z >> 31);
    }

    /// <summary>The value at the reader's token, which is moved to its end.</summary>
    public ulong Of(ref Utf8JsonReader json)
    {
        switch (json.TokenType)
        {
            case JsonTokenType.Null:
                return Null;
            case JsonTokenType.True or JsonTokenType.False:
                return Flag(json.TokenType == JsonTokenType.True);
            case JsonTokenType.Number:
                return Number(json.ValueSpan);
            case JsonTokenType.String:
                return Text(Unescaped(ref json));
            case JsonTokenType.StartArray:
                var list = EmptyList;
                while (json.Read() && json.TokenType != JsonTokenType.EndArray) list = List(list, Of(ref json));
                return list;
            default:
                var value = EmptyObject;
                while (json.Read() && json.TokenType == JsonTokenType.PropertyName)
                {
                    var key = Text(Unescaped(ref json));
                    json.Read();
                    value = Pair(value, key, Of(ref json));
                }

                return value;
        }
    }

    private ReadOnlySpan<byte> Unescaped(ref Utf8JsonReader json)
    {
        if (!json.ValueIsEscaped) return json.ValueSpan;
        if (_scratch.Length < json.ValueSpan.Length) _scratch = new byte[json.ValueSpan.Length * 2];
        var length = json.CopyString(_scratch);
        return _scratch.AsSpan(0, length);
    }
}
