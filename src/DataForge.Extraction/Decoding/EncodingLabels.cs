using System.Collections.Frozen;
using System.Text;

namespace DataForge.Extraction.Decoding;

/// <summary>Labels of encodings as pages write them, by the WHATWG Encoding Standard: a label may stand for a wider encoding than its name says.</summary>
internal static class EncodingLabels
{
    private static readonly FrozenDictionary<string, string> Wider = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase)
    {
        ["utf8"] = "utf-8", ["unicode-1-1-utf-8"] = "utf-8", ["utf-16"] = "utf-8", ["utf-16le"] = "utf-8", ["utf-16be"] = "utf-8", // stated in ASCII, so it cannot be
        ["ascii"] = "windows-1252", ["us-ascii"] = "windows-1252", ["iso-8859-1"] = "windows-1252", ["iso8859-1"] = "windows-1252", ["latin1"] = "windows-1252", ["latin-1"] = "windows-1252", ["l1"] = "windows-1252", ["cp1252"] = "windows-1252", ["x-cp1252"] = "windows-1252",
        ["iso-8859-9"] = "windows-1254", ["latin5"] = "windows-1254", ["cp1251"] = "windows-1251", ["x-cp1251"] = "windows-1251", ["cp1250"] = "windows-1250", ["cp1253"] = "windows-1253", ["cp1254"] = "windows-1254", ["cp1255"] = "windows-1255", ["cp1256"] = "windows-1256", ["tis-620"] = "windows-874", ["iso-8859-11"] = "windows-874",
        ["gb2312"] = "gb18030", ["gbk"] = "gb18030", ["x-gbk"] = "gb18030", ["gb_2312-80"] = "gb18030", ["chinese"] = "gb18030", ["csgb2312"] = "gb18030", ["cp936"] = "gb18030",
        ["big5-hkscs"] = "big5", ["x-x-big5"] = "big5", ["cn-big5"] = "big5", ["csbig5"] = "big5", ["cp950"] = "big5",
        ["shift-jis"] = "shift_jis", ["sjis"] = "shift_jis", ["x-sjis"] = "shift_jis", ["windows-31j"] = "shift_jis", ["ms_kanji"] = "shift_jis", ["cp932"] = "shift_jis",
        ["euc_jp"] = "euc-jp", ["x-euc-jp"] = "euc-jp", ["ks_c_5601-1987"] = "euc-kr", ["korean"] = "euc-kr", ["cp949"] = "euc-kr", ["windows-949"] = "euc-kr", ["koi8"] = "koi8-r", ["koi"] = "koi8-r",
    }.ToFrozenDictionary(StringComparer.OrdinalIgnoreCase);

    /// <summary>The encoding that a label stands for; null where there is none of that name.</summary>
    public static string? Of(string label)
    {
        var name = label.Trim().ToLowerInvariant();
        if (Wider.TryGetValue(name, out var wider)) return wider;
        try
        {
            Encoding.GetEncoding(name);
            return name;
        }
        catch (ArgumentException)
        {
            return null;
        }
    }

    /// <summary>What the runtime calls it.</summary>
    public static string Platform(string name) => name switch { "utf-16le" => "utf-16", "utf-16be" => "unicodeFFFE", _ => name };
}
