using System.Text;
using System.Text.RegularExpressions;

namespace DataForge.Extraction.Decoding;

/// <summary>Bytes of a page as text.</summary>
/// <remarks>
/// In the order of the HTML standard (13.2.3.2): byte order mark, the transport's charset, <c>meta</c> or the XML declaration in the first bytes; then UTF-8 where it fits, then the
/// likeliest of GB18030, Big5, Shift-JIS and windows-1252. A stated encoding that does not fit the bytes gives way to the next one that does.
/// </remarks>
internal static partial class PageDecoder
{
    private const int Looked = 4096;

    static PageDecoder() => Encoding.RegisterProvider(CodePagesEncodingProvider.Instance);

    [GeneratedRegex(@"<meta\s[^>]*?charset\s*=\s*[""']?\s*([A-Za-z0-9_:.\-]+)", RegexOptions.IgnoreCase)]
    private static partial Regex Meta();

    [GeneratedRegex(@"^\s*<\?xml\s[^>]*?encoding\s*=\s*[""']([A-Za-z0-9_:.\-]+)")]
    private static partial Regex Xml();

    [GeneratedRegex(@"charset\s*=\s*[""']?\s*([A-Za-z0-9_:.\-]+)", RegexOptions.IgnoreCase)]
    private static partial Regex Charset();

    /// <param name="contentType">What the transport said, as <c>text/html; charset=gb2312</c>; null where it said nothing.</param>
    /// <returns>The text, the encoding's name, and how many characters could not be decoded.</returns>
    public static (string Text, string Encoding, int Broken) Decode(ReadOnlySpan<byte> bytes, string? contentType)
    {
        if (bytes.StartsWith("\uFEFF"u8)) return Lenient(bytes[3..], "utf-8");
        if (bytes is [0xFF, 0xFE, ..]) return Lenient(bytes[2..], "utf-16le");
        if (bytes is [0xFE, 0xFF, ..]) return Lenient(bytes[2..], "utf-16be");
        var head = Encoding.Latin1.GetString(bytes[..Math.Min(Looked, bytes.Length)]);
        var stated = new List<string>();
        foreach (var match in (ReadOnlySpan<Match>)[Charset().Match(contentType ?? ""), Meta().Match(head), Xml().Match(head)])
            if (match.Success && EncodingLabels.Of(match.Groups[1].Value) is { } name && !stated.Contains(name))
                stated.Add(name);
        foreach (var name in stated)
            if (Strict(bytes, name) is { } text)
                return (text, name, 0);
        if (!stated.Contains("utf-8") && Strict(bytes, "utf-8") is { } utf8) return (utf8, "utf-8", 0);
        if (stated.Count > 0) return Lenient(bytes, stated[0]);
        return EncodingGuess.Of(bytes) is { } guess ? (guess.Text, guess.Name, 0) : Lenient(bytes, System.Text.Unicode.Utf8.IsValid(bytes[..Math.Min(bytes.Length, 64)]) && MostlyUtf8(bytes) ? "utf-8" : "windows-1252");
    }

    /// <summary>A few broken bytes in a page that is UTF-8 otherwise.</summary>
    private static bool MostlyUtf8(ReadOnlySpan<byte> bytes)
    {
        var text = Encoding.UTF8.GetString(bytes);
        var (broken, wide) = (text.Count(c => c == '\uFFFD'), text.Count(c => c >= 0x80 && c != '\uFFFD'));
        return wide > 4 * broken;
    }

    private static (string, string, int) Lenient(ReadOnlySpan<byte> bytes, string name)
    {
        var text = Encoding.GetEncoding(EncodingLabels.Platform(name)).GetString(bytes);
        return (text, name, text.Count(c => c == '\uFFFD'));
    }

    /// <summary>The text; null where a byte does not fit.</summary>
    internal static string? Strict(ReadOnlySpan<byte> bytes, string name)
    {
        try
        {
            var text = Encoding.GetEncoding(EncodingLabels.Platform(name), EncoderFallback.ExceptionFallback, DecoderFallback.ExceptionFallback).GetString(bytes);
            return text;
        }
        catch (DecoderFallbackException)
        {
            return null;
        }
    }
}
