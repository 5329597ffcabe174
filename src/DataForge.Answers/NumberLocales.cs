using System.Globalization;
using System.Numerics;
using DataForge.Answers.Shapes;
using DataForge.Answers.Syntax;

namespace DataForge.Answers;

/// <summary>Further readings of numbers as other countries write them: 2,74 · 2.345,6 · 1.234.567 · 12,34,567 · 7'000 · 12K · 3.2M. The gold answer decides between the readings.</summary>
internal static class NumberLocales
{
    private const int MaxLength = 60;

    private static readonly System.Buffers.SearchValues<char> Separators = System.Buffers.SearchValues.Create(",.'’");

    /// <summary>Adds the further readings of a text to those it has.</summary>
    public static void Add(List<Shape> readings, Node node, string text, bool decimalComma)
    {
        if (node is Num or Call || Grader.IsListOfHundreds(text)) return;
        var span = Clean.OuterSpan(text);
        if (span.Length is 0 or > MaxLength || !(span[^1] is 'k' or 'K' or 'M' or 'B' || span.ContainsAny(Separators)) || span.IndexOfAnyInRange('0', '9') < 0) return;
        var plain = span.ToString();
        if (decimalComma && DecimalComma(node, plain) is { } value) readings.Add(value);
        if (Grouped(plain) is { } number) readings.Add(new Scalar(number));
        if (plain[^1] == ')' && Periodic(plain) is { } periodic) readings.Add(new Scalar(periodic));
        if (Suffixed(plain) is { } scaled) readings.Add(scaled);
    }

    /// <summary>Every comma between two digits is a decimal comma: 2,74 · \frac{2,5}{2} · 3,5 cm. Not where the commas group by three, nor in brackets.</summary>
    private static Shape? DecimalComma(Node node, string plain)
    {
        if (node is Group or Builder || plain.AsSpan().IndexOfAny("()[];") >= 0 || plain.Contains("\\{", StringComparison.Ordinal)) return null;
        var commas = 0;
        var points = plain.ToCharArray();
        for (var i = 1; i + 1 < plain.Length; i++)
        {
            if (plain[i] != ',' || !char.IsAsciiDigit(plain[i - 1]) || !char.IsAsciiDigit(plain[i + 1])) continue;
            points[i] = '.';
            commas++;
        }

        if (commas == 0 || plain.Count(c => c == ',') != commas || plain.Contains('.') || (commas > 1 && node is Items)) return null;
        return Shaping.Of(Parser.Parse(new string(points))) is (Scalar or Amount or Named) and var shape ? shape : null;
    }

    /// <summary>1.234.567 · 2.345,6 · 12,34,567 · 7'000: separators of thousands that are not the comma by threes.</summary>
    private static Num? Grouped(string plain)
    {
        var negative = plain.StartsWith('-');
        var digits = negative ? plain[1..] : plain;
        if (digits.Length < 5 || !char.IsAsciiDigit(digits[0]) || !char.IsAsciiDigit(digits[^1])) return null;
        var decimals = "";
        if (digits.Contains('.') && digits.LastIndexOf(',') is > 0 and var comma && comma > digits.LastIndexOf('.'))
        {
            decimals = digits[(comma + 1)..];
            digits = digits[..comma];
        }
        else if (digits.IndexOf('.') is > 0 and var point && digits.IndexOf('.', point + 1) < 0)
        {
            decimals = digits[(point + 1)..];
            digits = digits[..point];
        }

        var groups = digits.Split('.', ',', '\'', '’');
        var mark = digits.FirstOrDefault(c => !char.IsAsciiDigit(c));
        if (groups.Length < 2 || digits.Any(c => !char.IsAsciiDigit(c) && c != mark) || groups[0].Length is 0 or > 3 || groups[^1].Length != 3 || !decimals.All(char.IsAsciiDigit)) return null;
        var indian = mark == ',' && groups.Length > 2 && groups[1..^1].All(g => g.Length == 2) && groups[0].Length <= 2;
        var western = groups[1..].All(g => g.Length == 3);
        if (!indian && !(western && (mark != '.' || groups.Length > 2 || decimals.Length > 0))) return null;
        Rational value = BigInteger.Parse(string.Concat(groups) + decimals, CultureInfo.InvariantCulture);
        value /= BigInteger.Pow(10, decimals.Length);
        return new Num(negative ? -value : value, decimals.Length == 0 ? -1 : decimals.Length);
    }

    /// <summary>0.1(6): the digits in brackets repeat.</summary>
    private static Num? Periodic(string plain)
    {
        var negative = plain[0] == '-';
        var (point, open) = (plain.IndexOf('.'), plain.IndexOf('('));
        if (point < 1 || open < point || plain.Length - open is < 3 or > 24) return null;
        var (whole, fixedPart, cycle) = (plain[(negative ? 1 : 0)..point], plain[(point + 1)..open], plain[(open + 1)..^1]);
        if (whole.Length is 0 or > 12 || !whole.All(char.IsAsciiDigit) || !fixedPart.All(char.IsAsciiDigit) || !cycle.All(char.IsAsciiDigit)) return null;
        var scale = BigInteger.Pow(10, fixedPart.Length);
        var value = new Rational(BigInteger.Parse(whole + fixedPart, CultureInfo.InvariantCulture), scale) + new Rational(BigInteger.Parse(cycle, CultureInfo.InvariantCulture), (BigInteger.Pow(10, cycle.Length) - 1) * scale);
        return new Num(negative ? -value : value);
    }

    /// <summary>12K, 3.2M, \$5B.</summary>
    private static Shape? Suffixed(string plain)
    {
        var scale = plain[^1] switch { 'k' or 'K' => 1_000L, 'M' => 1_000_000L, 'B' => 1_000_000_000L, _ => 0L };
        if (scale == 0 || plain.Length < 2 || !char.IsAsciiDigit(plain[^2])) return null;
        return Parser.Parse(plain[..^1]) switch
        {
            Num number => new Scalar(new Num(number.Value * scale, number.Places < 0 ? -1 : 0)),
            Quantity { Value: Num number } money => Shaping.Of(new Quantity(new Num(number.Value * scale), money.Unit)),
            _ => null,
        };
    }
}
