using System.Collections.Concurrent;
using System.Globalization;
using System.Net;
using System.Text;

namespace DataForge.Text.Markup;

/// <summary>Entities of HTML and XML by name and by number, however often their ampersand was escaped again: <c>&amp;amp;lt;</c>.</summary>
internal static class EntityStep
{
    private const int LongestName = 31, MostKnown = 4_096;
    private static readonly ConcurrentDictionary<string, byte[]?> Known = new(StringComparer.Ordinal);

    /// <summary>An entity begins with the ampersand at a place.</summary>
    public static bool May(ReadOnlySpan<byte> text, int at) => Read(text, at + 1, out _) is not null;

    public static bool Run(MarkupText from, MarkupText to)
    {
        var text = from.Span;
        var done = 0;
        for (var at = text.IndexOf((byte)'&'); at >= 0 && at < text.Length;)
        {
            var end = at;
            byte[]? value = null;
            while (Read(text, end + 1, out var next) is { } read)
            {
                (value, end) = (read, next - 1); // as if the ampersand stood where the semicolon does
                if (read is not [(byte)'&']) break;
            }

            if (value is not null)
            {
                to.Copy(from, done, at);
                to.Put(from, at, end + 1, value);
                done = end + 1;
            }

            var search = Math.Max(done, at + 1);
            var found = search < text.Length ? text[search..].IndexOf((byte)'&') : -1;
            at = found < 0 ? -1 : search + found;
        }

        return to.Finish(from, done);
    }

    /// <param name="at">Behind the ampersand.</param>
    /// <param name="next">Behind the semicolon.</param>
    private static byte[]? Read(ReadOnlySpan<byte> text, int at, out int next)
    {
        next = at;
        if (at >= text.Length) return null;
        var window = text[at..Math.Min(text.Length, at + LongestName + 1)];
        var length = window.IndexOf((byte)';');
        if (length < 2) return null;
        var body = window[..length];
        next = at + length + 1;
        if (body[0] == '#') return Number(body[1..]);
        foreach (var b in body)
            if (!char.IsAsciiLetterOrDigit((char)b))
                return null;
        var name = Encoding.ASCII.GetString(body);
        if (Known.TryGetValue(name, out var known)) return known;
        known = Named(name);
        if (Known.Count < MostKnown) Known[name] = known;
        return known;
    }

    private static byte[]? Named(string name)
    {
        var entity = $"&{name};";
        var value = WebUtility.HtmlDecode(entity);
        return value == entity ? null : Encoding.UTF8.GetBytes(value.Replace('\u00A0', ' '));
    }

    private static byte[]? Number(ReadOnlySpan<byte> digits)
    {
        var hex = digits.Length > 1 && (digits[0] | 0x20) == 'x';
        if (!int.TryParse(hex ? digits[1..] : digits, hex ? NumberStyles.AllowHexSpecifier : NumberStyles.None, CultureInfo.InvariantCulture, out var value) || !Rune.TryCreate(value, out var rune)) return null;
        return value is 0xA0 or < ' ' ? " "u8.ToArray() : Encoding.UTF8.GetBytes(rune.ToString());
    }
}
