using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using DataForge.Core;

namespace DataForge.Formats;

/// <summary>A row as a card shows it: indented JSON in which long texts are cut and nothing can end the code block that it stands in.</summary>
public static class CardExample
{
    private const int LongestText = 300;
    private const int MostItems = 8;
    private const int MostDepth = 6;

    public static string Of(Row row)
    {
        var stream = new MemoryStream();
        using (var w = new Utf8JsonWriter(stream, new JsonWriterOptions { Indented = true, NewLine = "\n", Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping }))
        using (var json = JsonDocument.Parse(row.Utf8.ToArray(), new JsonDocumentOptions { MaxDepth = 256 }))
            Write(w, json.RootElement, 0);
        return Inert(Encoding.UTF8.GetString(stream.ToArray()));
    }

    private static void Write(Utf8JsonWriter w, JsonElement value, int depth)
    {
        switch (value.ValueKind)
        {
            case JsonValueKind.Object when depth < MostDepth:
                w.WriteStartObject();
                foreach (var member in value.EnumerateObject().Take(64))
                {
                    w.WritePropertyName(Cut(member.Name));
                    Write(w, member.Value, depth + 1);
                }

                w.WriteEndObject();
                break;
            case JsonValueKind.Array when depth < MostDepth:
                w.WriteStartArray();
                foreach (var item in value.EnumerateArray().Take(MostItems)) Write(w, item, depth + 1);
                if (value.GetArrayLength() > MostItems) w.WriteStringValue("…");
                w.WriteEndArray();
                break;
            case JsonValueKind.String:
                w.WriteStringValue(Cut(Text(value)));
                break;
            case JsonValueKind.Object or JsonValueKind.Array:
                w.WriteStringValue("…");
                break;
            default:
                value.WriteTo(w);
                break;
        }
    }

    private static string Text(JsonElement value)
    {
        try
        {
            return value.GetString()!;
        }
        catch (InvalidOperationException) // a lone surrogate
        {
            return "\uFFFD";
        }
    }

    private static string Cut(string text)
    {
        if (text.Length <= LongestText) return text;
        var at = char.IsHighSurrogate(text[LongestText - 1]) ? LongestText - 1 : LongestText;
        return text[..at] + "…";
    }

    /// <summary>Backticks, tags and characters that do not show, as JSON escapes: the text stays the same JSON.</summary>
    private static string Inert(string json)
    {
        var page = new StringBuilder(json.Length);
        foreach (var rune in json.EnumerateRunes())
        {
            if (rune.Value is '`' or '<' or '>' || (rune.Value != '\n' && !MarkdownText.Shows(rune))) page.Append(Escaped(rune));
            else page.Append(rune.ToString());
        }

        return page.ToString();
    }

    private static string Escaped(Rune rune) => string.Concat(rune.ToString().Select(c => $"\\u{(int)c:x4}"));
}
