using System.Text;
using System.Text.Json;
using DataForge.Core;

namespace DataForge.Contamination.Tests;

/// <summary>The quick way through a row against the JSON reader's.</summary>
public class RowsByCursor
{
    private static readonly string[] Pieces =
    [
        "{", "}", "[", "]", ":", ",", " ", "\n", "\t", "\"text\"", "\"messages\"", "\"content\"", "\"\\u0074ext\"", "\"x\"", "\"\"", "\"a b\"", "\"\\\\frac{1}{2}\\n\"", "\"\\u00e9\\ud83c\\udf4e\\ud800\"", "\"\\x\"", "\"\\u12g4\"", "\"tab\there\"", "\"open",
        "0", "-1", "01", "1.5e-3", "1.", ".5", "-", "1e", "true", "false", "null", "nul", "\"é\"", "\0", "\"a long string that fills more than one register of thirty two bytes \\\" and goes on\"", "// c", "NaN", "\u00A0",
    ];

    public static TheoryData<int> Seeds => [.. Enumerable.Range(1, 40)];

    [Theory, MemberData(nameof(Seeds))]
    public void Gives_the_same_texts_or_the_same_fault(int seed)
    {
        var random = CounterRandom.For(seed, "rows", "");
        foreach (var fields in (FieldPaths[])[FieldPaths.Parse(["text", "messages[].content"]), FieldPaths.Parse(["*"]), FieldPaths.Parse(["messages", "text+x"]), FieldPaths.Default])
        {
            for (ulong row = 0; row < 400; row++)
            {
                var draw = random.Fork(row);
                var line = draw.Below(0, 3) == 0 ? Encoding.UTF8.GetBytes("{" + string.Concat(Enumerable.Range(0, draw.Below(1, 25)).Select(i => Pieces[draw.Below((ulong)i + 2, Pieces.Length)])) + "}") : Object(draw);
                for (var change = draw.Below(90, 3); change > 0 && line.Length > 0; change--) line[draw.Below((ulong)change + 91, line.Length)] = (byte)draw.Below((ulong)change + 95, 256);
                Assert.Equal(Texts(fields, line, careful: true), Texts(fields, line, careful: false));
            }
        }
    }

    [Fact]
    public void Deep_rows_are_read_as_well()
    {
        var line = Encoding.UTF8.GetBytes("""{"a": """ + new string('[', 100) + "\"deep\"" + new string(']', 100) + """, "text": "t"}""");
        Assert.Equal(["text=t"], Texts(FieldPaths.Parse(["text"]), line, careful: false));
    }

    [Theory, MemberData(nameof(Seeds))]
    public void Escapes_come_out_as_the_plain_reading_has_them(int seed)
    {
        var random = CounterRandom.For(seed, "escapes", "");
        for (ulong n = 0; n < 500; n++)
        {
            var draw = random.Fork(n);
            var raw = string.Concat(Enumerable.Range(0, draw.Below(0, 60)).Select(i => Escaped[draw.Below((ulong)i + 1, Escaped.Length)]));
            var line = Encoding.UTF8.GetBytes($$"""{"x": "not \\\"this", "text": "{{raw}}"}""");
            var texts = new List<string>();
            new RowTexts(FieldPaths.Parse(["text"]), (text, path) => texts.Add($"{path}={Encoding.UTF8.GetString(text)}")).Read(line);
            Assert.Equal([$"text={PlainText(raw)}"], texts);
        }
    }

    private static readonly string[] Escaped =
    [
        "\\\\", "\\\\frac{1}{2}", "\\n", "\\\"", "\\/", "\\t", "\\r", "\\b", "\\f", "\\u0041", "\\u00e9", "\\u4E09", "\\u0000", "\\ud83c\\udf4e", "\\ud800", "\\udc00", "\\ud83c\\n", "\\ud83c\\u0041",
        "a", " words between ", "é", "三", "a longer stretch without any escape, over more than thirty-two bytes ",
    ];

    /// <summary>Unit by unit; a surrogate without its partner is U+FFFD.</summary>
    private static string PlainText(string raw)
    {
        var units = new StringBuilder();
        for (var i = 0; i < raw.Length; i++)
        {
            if (raw[i] != '\\')
            {
                units.Append(raw[i]);
                continue;
            }

            i++;
            if (raw[i] == 'u') units.Append((char)Convert.ToUInt16(raw.Substring(i + 1, 4), 16));
            else units.Append("\"\\/\b\f\n\r\t"["\"\\/bfnrt".IndexOf(raw[i], StringComparison.Ordinal)]);
            if (raw[i] == 'u') i += 4;
        }

        return string.Concat(units.ToString().EnumerateRunes());
    }

    private static byte[] Object(CounterRandom draw)
    {
        var names = (string[])["text", "messages", "content", "x", "id"];
        var n = 0UL;
        return Encoding.UTF8.GetBytes(Value(0, true));

        string Value(int depth, bool isObject) => (isObject ? 0 : depth > 3 ? 2 + draw.Below(n++, 2) : draw.Below(n++, 4)) switch
        {
            0 => "{" + string.Join(",", Enumerable.Range(0, draw.Below(n++, 4)).Select(_ => $"\"{names[draw.Below(n++, names.Length)]}\" : {Value(depth + 1, false)}")) + "} ",
            1 => "[" + string.Join(" ,", Enumerable.Range(0, draw.Below(n++, 4)).Select(_ => Value(depth + 1, false))) + "]",
            _ => Pieces[9 + draw.Below(n++, Pieces.Length - 9)],
        };
    }

    private static List<string> Texts(FieldPaths fields, byte[] line, bool careful)
    {
        var texts = new List<string>();
        var row = new RowTexts(fields, (text, path) => texts.Add($"{path}={Convert.ToHexString(text)}"));
        try
        {
            var count = careful ? row.ReadCarefully(line) : row.Read(line);
            if (!line.Contains((byte)'+')) Assert.Equal(texts.Count(t => !t.Split('=')[0].Contains('+', StringComparison.Ordinal)), count);
            texts.AddRange(row.PassedOver.Select(p => $"passed over {p}="));
            return texts.ConvertAll(t => t.Length < 20 ? $"{t.Split('=')[0]}={Encoding.UTF8.GetString(Convert.FromHexString(t.Split('=')[1]))}" : t);
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            return [e.Message];
        }
    }
}
