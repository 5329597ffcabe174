using System.Text;
using System.Text.RegularExpressions;

namespace DataForge.Extraction.Decoding;

/// <summary>Bytes of a page as text.</summary>
/// <remarks>
/// A byte order mark decides; then bytes that are UTF-8 beyond ASCII, which no other encoding's text is by chance; then what is stated, in the order of the HTML standard (13.2.3.2): the transport's
/// charset, <c>meta</c> or the XML declaration in the first bytes. A stated encoding under which the bytes do not decode gives way to the likeliest of GB18030, Big5, Shift-JIS and
/// EUC-JP that fits; else it stays with a few broken characters counted; else windows-1252.
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
        if (IsWideUtf8(bytes, out var isCut)) return (Encoding.UTF8.GetString(bytes), "utf-8", isCut ? 1 : 0);
        foreach (var name in stated)
            if (Strict(bytes, name) is { } text)
                return (text, name, 0);
        if (stated.Count == 0 && System.Text.Unicode.Utf8.IsValid(bytes)) return Lenient(bytes, "utf-8");
        if (EncodingGuess.Of(bytes) is { } guess) return (guess.Text, guess.Name, 0);
        foreach (var name in stated)
            if (Mostly(bytes, name) is { } some)
                return some;
        if (Mostly(bytes, "utf-8") is { } broken) return broken;
        return Strict(bytes, Western) is { } western ? (western, Western, 0) : Lenient(bytes, stated.Count > 0 ? stated[0] : Western);
    }

    private const string Western = "windows-1252";

    /// <summary>True for UTF-8 with a character beyond ASCII; the last one may be cut.</summary>
    private static bool IsWideUtf8(ReadOnlySpan<byte> bytes, out bool isCut)
    {
        isCut = false;
        if (System.Text.Ascii.IsValid(bytes)) return false;
        var end = bytes.Length;
        while (end > 0 && bytes.Length - end < 3 && (bytes[end - 1] & 0xC0) == 0x80) end--;
        var first = end > 0 ? bytes[end - 1] : (byte)0;
        isCut = first >= 0xC2 && bytes.Length - end + 1 < (first >= 0xF0 ? 4 : first >= 0xE0 ? 3 : 2);
        var whole = isCut ? bytes[..(end - 1)] : bytes;
        return !System.Text.Ascii.IsValid(whole) && System.Text.Unicode.Utf8.IsValid(whole);
    }

    /// <summary>The text where few of its characters beyond ASCII are broken; else null. Sequences that are UTF-8 seldom come by chance.</summary>
    private static (string, string, int)? Mostly(ReadOnlySpan<byte> bytes, string name)
    {
        var (text, _, broken) = Lenient(bytes, name);
        var read = text.Count(c => c >= 0x80 && c != '\uFFFD' && !IsControl(c));
        return read > (name == "utf-8" ? 1 : 4) * broken ? (text, name, broken) : null;
    }

    /// <summary>What bytes that an encoding has no character for become in it.</summary>
    private static bool IsControl(char c) => c is >= '\u0080' and <= '\u009F' and not '\u0085';

    private static (string Text, string Encoding, int Broken) Lenient(ReadOnlySpan<byte> bytes, string name)
    {
        var text = Encoding.GetEncoding(EncodingLabels.Platform(name), EncoderFallback.ReplacementFallback, new DecoderReplacementFallback("\uFFFD")).GetString(bytes);
        return (text, name, text.Count(c => c == '\uFFFD' || IsControl(c)));
    }

    /// <summary>The text; null where a byte does not fit.</summary>
    internal static string? Strict(ReadOnlySpan<byte> bytes, string name)
    {
        try
        {
            var text = Encoding.GetEncoding(EncodingLabels.Platform(name), EncoderFallback.ExceptionFallback, DecoderFallback.ExceptionFallback).GetString(bytes);
            return text.Any(IsControl) ? null : text;
        }
        catch (DecoderFallbackException)
        {
            return null;
        }
    }
}
