using System.Text;

namespace DataForge.Text.Unicode;

/// <summary>Normalization forms NFC and NFKC of Unicode 15.0.0 from our own tables: the same on every machine, with or without ICU.</summary>
/// <remarks>UAX #15. Lone surrogates pass through as they stand. Characters that later Unicode versions added are left alone.</remarks>
public static class UnicodeForm
{
    /// <summary>Canonical composition.</summary>
    public static string Nfc(string text) => Normalize(text, compatible: false);

    /// <summary>Compatibility composition: full-width digits, ligatures, superscripts and the like become plain.</summary>
    public static string Nfkc(string text) => Normalize(text, compatible: true);

    private static string Normalize(string text, bool compatible)
    {
        if (Ascii.IsValid(text)) return text;
        var points = new List<int>(text.Length);
        for (var i = 0; i < text.Length; i++)
        {
            if (char.IsHighSurrogate(text[i]) && i + 1 < text.Length && char.IsLowSurrogate(text[i + 1])) points.Add(char.ConvertToUtf32(text[i], text[++i]));
            else points.Add(text[i]);
        }

        var builder = new StringBuilder(text.Length);
        foreach (var cp in Normalize(points, compatible))
        {
            if (cp < 0x10000) builder.Append((char)cp);
            else builder.Append(char.ConvertFromUtf32(cp));
        }

        return builder.ToString();
    }

    internal static List<int> Normalize(List<int> points, bool compatible)
    {
        var parts = new List<int>(points.Count + 8);
        foreach (var cp in points)
        {
            if (Hangul.IsSyllable(cp)) Hangul.Decompose(cp, parts);
            else if (cp >= 0xA0 && CodePoints.TryDecompose(cp, compatible, out var decomposed)) parts.AddRange(decomposed);
            else parts.Add(cp);
        }

        Reorder(parts);
        return Compose(parts);
    }

    private static void Reorder(List<int> parts)
    {
        for (var start = 0; start < parts.Count;)
        {
            var end = start;
            while (end < parts.Count && CodePoints.CombiningClass(parts[end]) != 0) end++;
            if (end - start > 1)
            {
                var sorted = parts.GetRange(start, end - start).OrderBy(CodePoints.CombiningClass).ToArray();
                for (var i = 0; i < sorted.Length; i++) parts[start + i] = sorted[i];
            }

            start = Math.Max(end, start + 1);
        }
    }

    private static List<int> Compose(List<int> parts)
    {
        var output = new List<int>(parts.Count);
        int starter = -1, last = 0;
        foreach (var cp in parts)
        {
            var order = CodePoints.CombiningClass(cp);
            var adjacent = starter == output.Count - 1;
            if (starter >= 0 && (adjacent || (order > last && last != 0)) && CodePoints.Compose(output[starter], cp) is var both and >= 0)
            {
                output[starter] = both;
                continue;
            }

            output.Add(cp);
            last = order;
            if (order == 0) starter = output.Count - 1;
        }

        return output;
    }
}
