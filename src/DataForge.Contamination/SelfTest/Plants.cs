using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;
using DataForge.Core;
using DataForge.Text;

namespace DataForge.Contamination;

/// <summary>Ways in which a benchmark item gets into a corpus.</summary>
public static partial class Plants
{
    private static readonly string[] Names = ["Adele", "Boris", "Camila", "Dmitri", "Elif", "Farid", "Greta", "Hanako", "Ivo", "Jamila", "Kwame", "Leila", "Milan", "Nadia", "Oskar", "Priya"];

    /// <summary>Kinds, in the order in which they are reported.</summary>
    public static IReadOnlyList<string> Kinds { get; } = ["verbatim", "rewrapped", "filler", "numbers", "names", "latex", "truncated"];

    /// <summary>The item's text as that kind of leak shows it; null when the item has nothing for it to change.</summary>
    public static string? Change(string kind, string text, CounterRandom random)
    {
        var changed = kind switch
        {
            "verbatim" or "filler" => text,
            "rewrapped" => Rewrap(text),
            "numbers" => Number().Replace(text, m => Other(m.Value, random)),
            "names" => Rename(text, random),
            "latex" => text.Replace("\\frac", "\\dfrac", StringComparison.Ordinal).Replace("=", " = ", StringComparison.Ordinal).Replace("$", " $ ", StringComparison.Ordinal).Replace("^", " ^ ", StringComparison.Ordinal),
            "truncated" => Cut(text),
            _ => throw new ArgumentOutOfRangeException(nameof(kind), kind, "no such kind"),
        };
        return kind is "verbatim" or "filler" || changed != text ? changed : null;
    }

    private static string Rewrap(string text)
    {
        var words = text.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries);
        return string.Join('\n', words.Chunk(8).Select(line => string.Join(' ', line)));
    }

    /// <summary>The first 60 % of the characters, whole code points.</summary>
    private static string Cut(string text)
    {
        var end = text.Length * 6 / 10;
        if (end > 0 && char.IsHighSurrogate(text[end - 1])) end--;
        return text[..end];
    }

    /// <summary>Another number with as many digits, or one more.</summary>
    private static string Other(string digits, CounterRandom random)
    {
        if (!long.TryParse(digits, NumberStyles.None, CultureInfo.InvariantCulture, out var value) || digits.Length > 15) return digits;
        return (value * 3 + 7 + random.Below(StableHash.Of(digits), 5)).ToString(CultureInfo.InvariantCulture);
    }

    /// <summary>Every name becomes another, the same one each time.</summary>
    private static string Rename(string text, CounterRandom random)
    {
        var normalizer = new Normalizer();
        var bytes = Encoding.UTF8.GetBytes(text);
        var tokens = normalizer.Read(bytes);
        var output = new StringBuilder();
        var at = 0;
        for (var i = 0; i < tokens.Count; i++)
        {
            if ((tokens.Flags[i] & Token.Name) == 0) continue;
            var (start, end) = normalizer.SourceRange(i, i + 1);
            output.Append(Encoding.UTF8.GetString(bytes, at, start - at)).Append(Names[random.Below(tokens.Hashes[i], Names.Length)]);
            at = end;
        }

        return output.Append(Encoding.UTF8.GetString(bytes, at, bytes.Length - at)).ToString();
    }

    [GeneratedRegex("[0-9]+")]
    private static partial Regex Number();
}
