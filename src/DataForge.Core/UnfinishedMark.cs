using System.Text;
using System.Text.Json;

namespace DataForge.Core;

/// <summary>The line that ends a stream whose writer stopped: <c>{"forge_error":"</c> and why, without a closing quote, so that it never parses as a row.</summary>
public static class UnfinishedMark
{
    private const int MostBytes = 4096; // of a cause that is read: a stream is not to be trusted with the length of a message

    private static ReadOnlySpan<byte> Opening => "{\"forge_error\":\""u8;

    /// <summary>The mark for a cause.</summary>
    public static byte[] Of(string cause) => [.. Opening, .. RowEdit.Quote(cause).AsSpan(1..^1)];

    /// <summary>The cause that a line holds, null when it is no mark. Control characters come as escapes.</summary>
    public static string? Cause(ReadOnlySpan<byte> line)
    {
        if (!line.StartsWith(Opening[..^1])) return null;
        var quoted = line[(Opening.Length - 1)..];
        if (quoted.Length > MostBytes) quoted = quoted[..MostBytes];
        return Printable(Text([.. quoted, (byte)'"']) ?? Encoding.UTF8.GetString(quoted).TrimStart('"'));
    }

    private static string? Text(byte[] quoted)
    {
        try
        {
            var reader = new Utf8JsonReader(quoted);
            return reader.Read() && reader.TokenType == JsonTokenType.String ? reader.GetString() : null;
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            return null; // cut off within an escape, or never ours
        }
    }

    private static string Printable(string text) => string.Concat(text.Select(c => c == '\n' ? " " : char.IsControl(c) ? $"\\u{(int)c:x4}" : c.ToString()));
}
