using System.Globalization;
using System.Text;

namespace DataForge.Formats;

/// <summary>Values of the types that JSON has no word for, in the form in which rows hold them.</summary>
internal static class JsonScalar
{
    /// <summary>True where a column of the type holds the value without loss.</summary>
    /// <param name="json">Not null.</param>
    public static bool Fits(ColumnType.Scalar type, ReadOnlySpan<byte> json)
    {
        if (type.IsJson) return true;
        var isText = json[0] == '"';
        var isNumber = json[0] is (byte)'-' or (>= (byte)'0' and <= (byte)'9');
        return type.Type switch
        {
            DuckType.Varchar => isText,
            DuckType.Boolean => json[0] is (byte)'t' or (byte)'f',
            DuckType.Double => isNumber ? JsonNumber.TryDouble(json, out _) : NotFinite(json) is not null,
            DuckType.Float => isNumber ? JsonNumber.TrySingle(json, out _) : NotFinite(json) is not null,
            DuckType.UBigInt => isNumber && JsonNumber.TryUnsigned(json, out _),
            DuckType.Decimal => isNumber && JsonNumber.TryDecimal(json, type.Width, type.Scale, out _),
            DuckType.Date => TryDate(json, out _),
            DuckType.Timestamp => TryTimestamp(json, out _),
            DuckType.Blob => isText || TryBase64(json) is not null,
            _ => isNumber && JsonNumber.TryInteger(json, out var value) && InRange(type.Type, value),
        };
    }

    public static bool InRange(DuckType type, long value) => type switch
    {
        DuckType.TinyInt => value is >= sbyte.MinValue and <= sbyte.MaxValue,
        DuckType.SmallInt => value is >= short.MinValue and <= short.MaxValue,
        DuckType.Integer => value is >= int.MinValue and <= int.MaxValue,
        DuckType.UTinyInt => value is >= 0 and <= byte.MaxValue,
        DuckType.USmallInt => value is >= 0 and <= ushort.MaxValue,
        DuckType.UInteger => value is >= 0 and <= uint.MaxValue,
        _ => true,
    };

    /// <summary>What <c>"NaN"</c>, <c>"Infinity"</c> and <c>"-Infinity"</c> stand for in a column of numbers.</summary>
    public static double? NotFinite(ReadOnlySpan<byte> json) =>
        json.SequenceEqual("\"NaN\""u8) ? double.NaN
        : json.SequenceEqual("\"Infinity\""u8) ? double.PositiveInfinity
        : json.SequenceEqual("\"-Infinity\""u8) ? double.NegativeInfinity
        : null;

    /// <summary>Days since 1970 of <c>"2026-11-21"</c>.</summary>
    public static bool TryDate(ReadOnlySpan<byte> json, out int days)
    {
        days = 0;
        if (json.Length != 12 || json[0] != '"' || !DateOnly.TryParseExact(Encoding.UTF8.GetString(json[1..^1]), "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var date)) return false;
        days = date.DayNumber - new DateOnly(1970, 1, 1).DayNumber;
        return true;
    }

    /// <summary>Microseconds since 1970 of <c>"2026-11-21 10:11:12.5"</c>.</summary>
    public static bool TryTimestamp(ReadOnlySpan<byte> json, out long microseconds)
    {
        microseconds = 0;
        if (json.Length is < 21 or > 28 || json[0] != '"') return false;
        var text = Encoding.UTF8.GetString(json[1..^1]);
        if (!DateTime.TryParseExact(text, "yyyy-MM-dd HH:mm:ss.FFFFFF", CultureInfo.InvariantCulture, DateTimeStyles.None, out var time)
            || time.ToString("yyyy-MM-dd HH:mm:ss.FFFFFF", CultureInfo.InvariantCulture) != text) return false;
        microseconds = (time - DateTime.UnixEpoch).Ticks / TimeSpan.TicksPerMicrosecond;
        return true;
    }

    /// <summary>The bytes of <c>{"base64":"…"}</c>, the form of bytes that are no text.</summary>
    public static byte[]? TryBase64(ReadOnlySpan<byte> json)
    {
        if (!json.StartsWith("{\"base64\":\""u8) || !json.EndsWith("\"}"u8)) return null;
        try
        {
            return Convert.FromBase64String(Encoding.UTF8.GetString(json["{\"base64\":\"".Length..^2]));
        }
        catch (FormatException)
        {
            return null;
        }
    }
}
