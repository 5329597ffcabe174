using System.Buffers.Binary;
using System.Text;
using System.Text.Json;
using DataForge.Core;

namespace DataForge.Stages;

/// <summary>Keys by which rows sort: numbers, then texts, then rows without the field; <c>NAME:desc</c> turns the order of values round and leaves the rows without one last.</summary>
public static class RowOrder
{
    /// <summary>A key whose ordinal order is the rows' order by these fields.</summary>
    /// <exception cref="ForgeException">A field is no path.</exception>
    public static Func<Row, string> By(IReadOnlyList<string> fields)
    {
        var keys = fields.Select(Field).ToArray();
        return row => string.Concat(keys.Select(k => k(row)));
    }

    private static Func<Row, string> Field(string field)
    {
        var descending = field.EndsWith(":desc", StringComparison.Ordinal);
        var name = descending ? field[..^5] : field;
        var path = RowPath.Parse(name) ?? throw new ForgeException($"expected a field or a path to sort by, found \"{field}\"");
        return row => Key(path.Of(row), descending);
    }

    /// <summary>Hex digits, which sort as the bytes do, and a mark that ends a value before any longer one.</summary>
    private static string Key(IReadOnlyList<JsonElement> values, bool descending)
    {
        if (values.Count == 0 || values[0].ValueKind is not (JsonValueKind.Number or JsonValueKind.String or JsonValueKind.True or JsonValueKind.False)) return "z";
        byte[] bytes = values[0].ValueKind switch
        {
            JsonValueKind.Number => [(byte)'n', .. Number(values[0].GetDouble())],
            JsonValueKind.String => [(byte)'t', .. Encoding.UTF8.GetBytes(values[0].GetString()!)],
            _ => [(byte)'b', values[0].GetBoolean() ? (byte)1 : (byte)0],
        };
        if (!descending) return "a" + Convert.ToHexString(bytes) + "!";
        for (var i = 0; i < bytes.Length; i++) bytes[i] = (byte)~bytes[i];
        return "a" + Convert.ToHexString(bytes) + "~";
    }

    /// <summary>Eight bytes whose order is the numbers'.</summary>
    private static byte[] Number(double value)
    {
        var bits = BitConverter.DoubleToInt64Bits(value + 0.0);
        var bytes = new byte[8];
        BinaryPrimitives.WriteInt64BigEndian(bytes, bits < 0 ? ~bits : bits ^ long.MinValue);
        return bytes;
    }
}
