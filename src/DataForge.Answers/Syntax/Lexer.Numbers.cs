using System.Numerics;

namespace DataForge.Answers.Syntax;

/// <summary>Numbers: separators, points, exponents, repeating decimals, times of day.</summary>
internal sealed partial class Lexer
{
    private void Number()
    {
        var end = Integer(_at, out var digits);
        var places = -1;
        if (end < _text.Length && _text[end] == '.' && end + 1 < _text.Length && char.IsAsciiDigit(_text[end + 1]))
        {
            var from = end + 1;
            end = from;
            while (end < _text.Length && char.IsAsciiDigit(_text[end])) end++;
            places = end - from;
            digits += _text[from..end];
        }
        else if (DecimalComma(end, digits) is > 0 and var decimals)
        {
            end = decimals;
            while (end < _text.Length && char.IsAsciiDigit(_text[end])) end++;
            places = end - decimals;
            digits += _text[decimals..end];
        }
        else if (end < _text.Length && _text[end] == '.' && Repeats(end + 1))
        {
            places = 0;
            end++;
        }

        if (places > 0 && digits.Length > Limits.MaxDigits)
        {
            var kept = digits.TrimEnd('0').Length; // 7.000…0
            var cut = Math.Min(places - 1, digits.Length - kept);
            (digits, places) = (digits[..^cut], places - cut);
        }

        if (digits.Length > Limits.MaxDigits)
        {
            Emit(TokenKind.Word, _text[_at..end], end);
            return;
        }

        Rational value = BigInteger.Parse(digits.Length == 0 ? "0" : digits);
        if (places >= 0) value /= BigInteger.Pow(10, places);
        if (places >= 0 && Repeats(end))
        {
            var before = end;
            end = Repeating(end, places, ref value);
            if (end > before) places = -1; // exact
        }
        else if (Exponent(end) is { } power)
        {
            if (Math.Abs(power.Value) > Limits.MaxExponent)
            {
                Emit(TokenKind.Word, _text[_at..power.End], power.End);
                return;
            }

            end = power.End;
            value *= ((Rational)10).Pow(power.Value);
            if (places >= 0) places = Math.Max(0, places - power.Value);
        }

        Emit(TokenKind.Number, digits, end, value, places);
    }

    /// <summary>Digits, with every kind of thousands separator that cannot be taken for a list: 1,000 · 1{,}000 · 1,\!000 · 1\,000 · 1 000.</summary>
    private int Integer(int at, out string digits)
    {
        var end = at;
        while (end < _text.Length && char.IsAsciiDigit(_text[end])) end++;
        if (end - at > 3 || end == at)
        {
            digits = _text[at..end];
            return end;
        }

        if (_tokens.Count > 0 && _tokens[^1].Op is '_' or '^')
        {
            digits = _text[at..end]; // \log_10 100: a script has no separators
            return end;
        }

        var grouped = _text[at..end];
        while (grouped[0] != '0' && Separator(end) is > 0 and var next && ThreeDigits(next))
        {
            grouped += _text.Substring(next, 3);
            end = next + 3;
        }

        digits = grouped;
        return end;
    }

    /// <summary>0{,}25: a comma in braces is a decimal comma unless it groups by three. Where its digits begin, or -1.</summary>
    private int DecimalComma(int at, string whole)
    {
        if (string.CompareOrdinal(_text, at, "{,}", 0, 3) != 0 || whole.Length > 12) return -1;
        return at + 3 < _text.Length && char.IsAsciiDigit(_text[at + 3]) ? at + 3 : -1;
    }

    private bool ThreeDigits(int at) =>
        at + 3 <= _text.Length && char.IsAsciiDigit(_text[at]) && char.IsAsciiDigit(_text[at + 1]) && char.IsAsciiDigit(_text[at + 2])
        && (at + 3 == _text.Length || !char.IsAsciiDigit(_text[at + 3]));

    private int Separator(int at)
    {
        foreach (var mark in (ReadOnlySpan<string>)["{,}\\!", "{,}", ",\\! ", ",\\!", "\\,", "\\ ", "\\;", "~", "{\\,}", "\u00a0", "\u202f", "\u2009"])
            if (string.CompareOrdinal(_text, at, mark, 0, mark.Length) == 0)
                return at + mark.Length;
        if (at < _text.Length && _text[at] == ',' && !InPair) return at + 1;
        return at < _text.Length && _text[at] == ' ' && !InPair ? at + 1 : -1;
    }

    /// <summary>Inside brackets a comma separates items: (1,234) is a pair, 1,234 a number.</summary>
    private bool InPair => _brackets > 0;

    private (int End, int Value)? Exponent(int at)
    {
        if (at >= _text.Length || _text[at] is not ('e' or 'E')) return null;
        var end = at + 1;
        var isPlus = end < _text.Length && _text[end] == '+';
        if (end < _text.Length && _text[end] is '+' or '-') end++;
        var from = end;
        while (end < _text.Length && char.IsAsciiDigit(_text[end])) end++;
        if (isPlus && end - from < 2 && !_text.AsSpan(_at, at - _at).Contains('.')) return null; // 4e+1 is a sum
        if (end == from || end - from > 4 || (end < _text.Length && (char.IsAsciiLetter(_text[end]) || _text[end] == '^'))) return null;
        return (end, int.Parse(_text.AsSpan(at + 1, end - at - 1)));
    }

    /// <summary>The last token is a decimal.</summary>
    private bool EndsDecimal() => _tokens.Count > 0 && _tokens[^1] is { Kind: TokenKind.Number, Places: > 1 } last && last.End == _at;

    /// <summary>0.333…, 3.1415…: digits go on. A period that was written three times, or twice and of several digits, repeats; any other number is known to the place before its last.</summary>
    private void Shortened(int end)
    {
        var last = _tokens[^1];
        var decimals = _text[(last.End - last.Places)..last.End];
        for (var period = 1; period <= decimals.Length / 2; period++)
        {
            var times = 1;
            while ((times + 1) * period <= decimals.Length && decimals.AsSpan(decimals.Length - ((times + 1) * period), period).SequenceEqual(decimals.AsSpan(decimals.Length - period))) times++;
            if (times < (period == 1 ? 3 : 2) || decimals.AsSpan(decimals.Length - period).IndexOfAnyExcept('0') < 0) continue;
            var cycle = new Rational(BigInteger.Parse(decimals.AsSpan(decimals.Length - period)), (BigInteger.Pow(10, period) - 1) * BigInteger.Pow(10, decimals.Length));
            _tokens[^1] = last with { Value = last.Value + cycle, Places = -1, End = end };
            _at = end;
            return;
        }

        var (up, _) = last.Value.Rounded(last.Places - 1);
        _tokens[^1] = last with { Value = (Rational)up / BigInteger.Pow(10, last.Places - 1), Places = last.Places - 1, End = end };
        _at = end;
    }

    private bool Repeats(int at) => string.CompareOrdinal(_text, at, "\\overline{", 0, 10) == 0 || string.CompareOrdinal(_text, at, "\\dot{", 0, 5) == 0 || string.CompareOrdinal(_text, at, "\\bar{", 0, 5) == 0;

    /// <summary>0.1\overline{6}, 0.\dot{1}4\dot{2}: the exact fraction.</summary>
    private int Repeating(int at, int places, ref Rational value)
    {
        if (string.CompareOrdinal(_text, at, "\\dot{", 0, 5) == 0) return Dotted(at, places, ref value);
        var open = _text.IndexOf('{', at);
        var close = _text.IndexOf('}', at);
        if (close < 0 || close - open is < 2 or > 40) return at;
        var cycle = _text.AsSpan(open + 1, close - open - 1);
        foreach (var c in cycle)
            if (!char.IsAsciiDigit(c))
                return at;
        value += new Rational(BigInteger.Parse(cycle), (BigInteger.Pow(10, cycle.Length) - 1) * BigInteger.Pow(10, places));
        return close + 1;
    }

    /// <summary>A dot over the first and the last digit that repeat.</summary>
    private int Dotted(int at, int places, ref Rational value)
    {
        var (cycle, end, dots) = ("", at, 0);
        while (dots < 2 && cycle.Length < 40)
        {
            if (string.CompareOrdinal(_text, end, "\\dot{", 0, 5) == 0 && end + 6 < _text.Length && char.IsAsciiDigit(_text[end + 5]) && _text[end + 6] == '}')
            {
                cycle += _text[end + 5];
                end += 7;
                dots++;
            }
            else if (end < _text.Length && char.IsAsciiDigit(_text[end])) cycle += _text[end++];
            else break;
        }

        if (dots == 0 || (dots == 1 && cycle.Length > 1)) return at;
        value += new Rational(BigInteger.Parse(cycle), (BigInteger.Pow(10, cycle.Length) - 1) * BigInteger.Pow(10, places));
        return end;
    }

    private void FullWidthNumber()
    {
        var end = _at;
        while (end < _text.Length && _text[end] is (>= '０' and <= '９') or '．') end++;
        var plain = string.Concat(_text[_at..end].Select(c => c == '．' ? '.' : (char)(c - '０' + '0'))).TrimEnd('.');
        var point = plain.IndexOf('.');
        var digits = plain.Replace(".", "", StringComparison.Ordinal);
        if (digits.Length > Limits.MaxDigits || plain.Count(c => c == '.') > 1) { Unread(end); return; }
        var places = point < 0 ? -1 : plain.Length - point - 1;
        Emit(TokenKind.Number, digits, end, (Rational)BigInteger.Parse(digits) / BigInteger.Pow(10, Math.Max(0, places)), places);
    }
}
