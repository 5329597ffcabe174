using System.Collections.Frozen;
using System.Numerics;

namespace DataForge.Answers.Syntax;

/// <summary>Joins number words into numbers: "twenty-five", "one half", "three and a half" (by its parts), "1 million", 一百二十, 三分之二.</summary>
internal static class NumberWords
{
    private static readonly FrozenDictionary<string, int> Small = new Dictionary<string, int>(StringComparer.OrdinalIgnoreCase)
    {
        ["zero"] = 0, ["one"] = 1, ["two"] = 2, ["three"] = 3, ["four"] = 4, ["five"] = 5, ["six"] = 6, ["seven"] = 7, ["eight"] = 8, ["nine"] = 9, ["ten"] = 10, ["eleven"] = 11, ["twelve"] = 12, ["thirteen"] = 13, ["fourteen"] = 14,
        ["fifteen"] = 15, ["sixteen"] = 16, ["seventeen"] = 17, ["eighteen"] = 18, ["nineteen"] = 19, ["twenty"] = 20, ["thirty"] = 30, ["forty"] = 40, ["fifty"] = 50, ["sixty"] = 60, ["seventy"] = 70, ["eighty"] = 80, ["ninety"] = 90,
    }.ToFrozenDictionary(StringComparer.OrdinalIgnoreCase);

    private static readonly FrozenDictionary<string, long> Scales = new Dictionary<string, long>(StringComparer.OrdinalIgnoreCase)
    {
        ["hundred"] = 100, ["thousand"] = 1_000, ["million"] = 1_000_000, ["millions"] = 1_000_000, ["billion"] = 1_000_000_000, ["billions"] = 1_000_000_000, ["trillion"] = 1_000_000_000_000,
        ["dozen"] = 12, ["lakh"] = 100_000, ["lakhs"] = 100_000, ["crore"] = 10_000_000, ["crores"] = 10_000_000, ["万"] = 10_000, ["亿"] = 100_000_000, ["千"] = 1_000, ["百"] = 100,
    }.ToFrozenDictionary(StringComparer.OrdinalIgnoreCase);

    private static readonly FrozenDictionary<string, int> Parts = new Dictionary<string, int>(StringComparer.OrdinalIgnoreCase)
    {
        ["half"] = 2, ["halves"] = 2, ["third"] = 3, ["thirds"] = 3, ["quarter"] = 4, ["quarters"] = 4, ["fourth"] = 4, ["fourths"] = 4, ["fifth"] = 5, ["fifths"] = 5, ["sixth"] = 6, ["sixths"] = 6, ["seventh"] = 7, ["sevenths"] = 7,
        ["eighth"] = 8, ["eighths"] = 8, ["ninth"] = 9, ["ninths"] = 9, ["tenth"] = 10, ["tenths"] = 10, ["hundredth"] = 100, ["hundredths"] = 100, ["thousandth"] = 1000, ["thousandths"] = 1000, ["millionth"] = 1_000_000, ["millionths"] = 1_000_000,
    }.ToFrozenDictionary(StringComparer.OrdinalIgnoreCase);

    /// <summary>"five", "twenty-one".</summary>
    public static bool IsNumber(string word) => Small.ContainsKey(word.Split('-')[0]);

    public static List<Token> Join(List<Token> tokens)
    {
        if (!tokens.Exists(t => t.Kind == TokenKind.Word)) return tokens;
        tokens = OperatorWords.Join(tokens);
        var joined = new List<Token>(tokens.Count);
        for (var i = 0; i < tokens.Count;)
        {
            var token = tokens[i];
            if (token.Kind == TokenKind.Number && i + 1 < tokens.Count && tokens[i + 1].Kind == TokenKind.Word) i = AfterNumber(tokens, i, joined);
            else if (token is { Kind: TokenKind.Symbol, Text: "a" or "A" } && tokens[i + 1] is { Kind: TokenKind.Word, SpaceBefore: true, Text: "dozen" or "hundred" or "thousand" or "million" } word) i = Add(joined, tokens, i, (Scales[word.Text], 2, ""));
            else if (token.Kind == TokenKind.And && joined.Count > 0 && joined[^1] is { Kind: TokenKind.Number, Places: < 0, Value: { IsInteger: true, Sign: > 0 } } whole && Part(tokens, i + 1) is var (share, count) && count > 0)
            {
                joined[^1] = whole with { Value = whole.Value + share, Text = "w", End = tokens[i + count].End }; // "three and a half"
                i += 1 + count;
            }
            else if (token.Kind == TokenKind.Word && English(tokens, i) is { } english) i = Add(joined, tokens, i, english);
            else if (token.Kind == TokenKind.Word && Chinese(token.Text) is { } chinese) i = Add(joined, tokens, i, chinese);
            else
            {
                joined.Add(token);
                i++;
            }
        }

        return joined;
    }

    /// <summary>"a half", "one half", "three quarters": a proper fraction in words and how many tokens it takes.</summary>
    private static (Rational Share, int Count) Part(List<Token> tokens, int at)
    {
        if (tokens[at] is { Kind: TokenKind.Symbol, Text: "a" } && tokens[at + 1] is { Kind: TokenKind.Word } word && Parts.TryGetValue(word.Text, out var part)) return (new Rational(1, part), 2);
        return tokens[at].Kind == TokenKind.Word && English(tokens, at) is var (value, count, tail) && tail.Length == 0 && value.Sign > 0 && value.CompareTo(Rational.One) < 0 ? (value, count) : default;
    }

    private static int Add(List<Token> joined, List<Token> tokens, int at, (Rational Value, int Count, string Tail) found)
    {
        joined.Add(tokens[at] with { Kind = TokenKind.Number, Text = "w", Value = found.Value, Places = -1, End = tokens[at + found.Count - 1].End });
        if (found.Tail.Length > 0) joined.Add(tokens[at] with { Kind = TokenKind.Word, Text = found.Tail });
        return at + found.Count;
    }

    /// <summary>"1.5 million", "12th", "3万元".</summary>
    private static int AfterNumber(List<Token> tokens, int at, List<Token> joined)
    {
        var (number, word) = (tokens[at], tokens[at + 1]);
        if (word.Text is "st" or "nd" or "rd" or "th")
        {
            joined.Add(number);
            return at + 2;
        }

        if (word.Text.Length > 5 && word.Text[^1] == 's' && Parts.TryGetValue(word.Text, out var part))
        {
            joined.Add(number with { Value = number.Value / part, Places = -1, Text = "w" }); // "5 tenths"
            return at + 2;
        }

        if (Scales.TryGetValue(word.Text, out var scale))
        {
            joined.Add(Scaled(number, scale));
            return at + 2;
        }

        if (word.Text.Length > 1 && word.Text[0] is '万' or '亿' && Scales.TryGetValue(word.Text[..1], out scale))
        {
            joined.Add(Scaled(number, scale));
            joined.Add(word with { Text = word.Text[1..] });
            return at + 2;
        }

        joined.Add(number);
        return at + 1;
    }

    private static Token Scaled(Token number, long scale) => number with
    {
        Value = number.Value * scale,
        Places = number.Places < 0 ? -1 : Math.Max(0, number.Places - (int)Math.Log10(scale)),
    };

    private static (Rational, int, string)? English(List<Token> tokens, int at)
    {
        BigInteger total = 0, current = 0;
        var used = 0;
        var any = false;
        for (var i = at; i < tokens.Count && used < 16; i++, used++)
        {
            var token = tokens[i];
            if (token.Kind == TokenKind.And && any && i + 1 < tokens.Count && tokens[i + 1].Kind == TokenKind.Word && current % 100 == 0 && current > 0 && Small.ContainsKey(tokens[i + 1].Text.Split('-')[0])) continue;
            if (token.Kind != TokenKind.Word) break;
            if (any && Parts.TryGetValue(token.Text, out var part)) return (new Rational(total + current, part), used + 1, "");
            if (!Word(token.Text, ref total, ref current, any)) break;
            any = true;
        }

        if (any) return (total + current, used, "");
        if (ForeignNumbers.Of(tokens[at].Text) is { } foreign) return (foreign, 1, "");
        if (Hyphened(tokens[at].Text) is { } fraction) return (fraction, 1, "");
        if (tokens[at].Text.Equals("half", StringComparison.OrdinalIgnoreCase) && tokens[at + 1].Text is "a" or "an" && tokens[at + 2] is { Kind: TokenKind.Word } unit && Units.Known(unit.Text) is not null) return (new Rational(1, 2), 2, ""); // "half an hour"
        return tokens[at].Text.Equals("half", StringComparison.OrdinalIgnoreCase) && tokens[at + 1].Kind == TokenKind.End ? (new Rational(1, 2), 1, "") : null;
    }

    /// <summary>"three-fourths", "one-half".</summary>
    private static Rational? Hyphened(string word)
    {
        var hyphen = word.LastIndexOf('-');
        if (hyphen <= 0 || !Parts.TryGetValue(word[(hyphen + 1)..], out var part)) return null;
        BigInteger total = 0, current = 0;
        return Word(word[..hyphen], ref total, ref current, false) ? new Rational(total + current, part) : null;
    }

    private static bool Word(string word, ref BigInteger total, ref BigInteger current, bool any)
    {
        if (Scales.TryGetValue(word, out var scale))
        {
            if (!any || scale == 12 || word.Length == 1) return false;
            if (scale == 100) current *= 100;
            else
            {
                total += current * scale;
                current = 0;
            }

            return true;
        }

        var value = 0;
        foreach (var part in word.Split('-'))
        {
            if (!Small.TryGetValue(part, out var small)) return false;
            value += small;
        }

        if (any && current % 100 != 0 && !(current % 100 >= 20 && current % 10 == 0 && value < 10)) return false;
        current += value;
        return true;
    }

    private const string Digits = "零一二三四五六七八九";

    /// <summary>一百二十, 十五, 三分之二, 两; a unit after the numerals is given back as the rest.</summary>
    private static (Rational, int, string)? Chinese(string word)
    {
        if (word.Length > 1 && word[0] is '负' or '負') return Chinese(word[1..]) is (var positive, var taken, "") ? (-positive, taken, "") : null;
        if (word.StartsWith("百分之", StringComparison.Ordinal)) return Chinese(word[3..]) is (var share, _, "") ? (share / 100, 1, "") : null;
        if (word.IndexOf('又') is > 0 and var and && Chinese(word[..and]) is (var whole, _, "") && Chinese(word[(and + 1)..]) is (var part, _, "")) return (whole + part, 1, "");
        if (word.IndexOf('点') is > 0 and var point && Chinese(word[..point]) is (var units, _, "") && Decimals(word.AsSpan(point + 1)) is { } decimals) return (units + decimals, 1, "");
        if (word.StartsWith("一共", StringComparison.Ordinal)) return null; // "in all"
        var end = 0;
        while (end < word.Length && (Digits.Contains(word[end]) || "〇两十百千万亿".Contains(word[end]))) end++;
        if (end == 0 || (end == 1 && word.Length > 1 && word[0] is '万' or '千' or '百' or '亿')) return null;
        if (end + 2 < word.Length && word.AsSpan(end).StartsWith("分之", StringComparison.Ordinal))
        {
            var topEnd = end + 2;
            while (topEnd < word.Length && (Digits.Contains(word[topEnd]) || "十百千万".Contains(word[topEnd]))) topEnd++;
            if (topEnd == end + 2 || Numeral(word[..end]) is not { } bottom || bottom.IsZero || Numeral(word[(end + 2)..topEnd]) is not { } top) return null;
            return (new Rational(top, bottom), 1, word[topEnd..]);
        }

        if (word.Length - end > 2) return null;
        return Numeral(word[..end]) is { } value ? (value, 1, word[end..]) : null;
    }

    /// <summary>Digits behind 点, each a numeral.</summary>
    private static Rational? Decimals(ReadOnlySpan<char> numerals)
    {
        var (value, scale) = (BigInteger.Zero, BigInteger.One);
        foreach (var c in numerals)
        {
            if (Digits.IndexOf(c == '〇' ? '零' : c) is not (>= 0 and var digit)) return null;
            (value, scale) = ((value * 10) + digit, scale * 10);
        }

        return numerals.Length is > 0 and < 30 ? new Rational(value, scale) : null;
    }

    private static BigInteger? Numeral(string text)
    {
        BigInteger total = 0, section = 0, digit = 0;
        var seen = false;
        foreach (var c in text)
        {
            if (Digits.IndexOf(c == '〇' ? '零' : c == '两' ? '二' : c) is >= 0 and var d)
            {
                digit = seen && digit > 0 ? digit * 10 + d : d;
                seen = true;
                continue;
            }

            BigInteger scale = c switch { '十' => 10, '百' => 100, '千' => 1000, '万' => 10_000, _ => 100_000_000 };
            if (scale <= 1000) section += (seen && digit > 0 ? digit : 1) * scale;
            else
            {
                total = (total + section + digit) * scale;
                section = 0;
            }

            (digit, seen) = (0, true);
        }

        return total + section + digit;
    }
}
