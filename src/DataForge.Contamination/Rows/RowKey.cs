using System.Globalization;
using DataForge.Core;

namespace DataForge.Contamination;

/// <summary>Names a row by its content: 16 hex digits of the hash of its JSON text, so that a decision holds wherever the row stands.</summary>
public static class RowKey
{
    /// <param name="line">The row's JSON; white space around it does not count.</param>
    public static ulong Of(ReadOnlySpan<byte> line) => StableHash.Of(line.Trim(" \t\r\n"u8));

    public static string Text(ulong key) => key.ToString("x16", CultureInfo.InvariantCulture);

    public static bool TryParse(string text, out ulong key)
    {
        const int digits = 16;
        return ulong.TryParse(text, NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out key) && text.Length == digits;
    }
}
