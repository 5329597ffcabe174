namespace DataForge.Answers.Syntax;

/// <summary>Products, quotients and powers of units: "kg m/s^2", "J/(mol K)", "m s^-1", "newtons per metre", "square feet".</summary>
internal static class UnitExpression
{
    private const int MaxPieces = 12;

    /// <param name="text">As <see cref="UnitText.Plain"/> gives it.</param>
    /// <param name="known">The measure of one word, or null.</param>
    /// <returns>Null when a piece is no known unit.</returns>
    public static Units.Measure? Read(string text, Func<string, Units.Measure?> known)
    {
        Rational factor = 1;
        var dimensions = new SortedDictionary<string, int>(StringComparer.Ordinal);
        var (at, side, group, pending, pieces) = (0, 1, 0, 1, 0);
        while (at < text.Length)
        {
            var c = text[at];
            if (c is ' ' or '*' or '·' or '⋅')
            {
                at++;
            }
            else if (c == '/')
            {
                if (side < 0 && group == 0 && text.AsSpan(at + 1).Contains('(')) return null;
                side = -1;
                at++;
            }
            else if (c == '(')
            {
                if (group++ > 0 || pieces > 0 && side > 0) return null;
                at++;
            }
            else if (c == ')')
            {
                if (--group < 0) return null;
                at++;
            }
            else if (char.IsAsciiDigit(c))
            {
                var from = at;
                while (at < text.Length && (char.IsAsciiDigit(text[at]) || text[at] == '.')) at++;
                if (pieces > 0 || !PlainNumber.TryRead(text.AsSpan(from, at - from), out Rational number, out _)) return null;
                factor *= number; // "1/s", and the meaning of a derived unit
            }
            else
            {
                var from = at;
                while (at < text.Length && (char.IsLetter(text[at]) || text[at] is '°' or '\'' or '"' or '$' or '€' or '£' or '¥' or '₹' or '¢' || (text[at] == '.' && at > from))) at++;
                if (at == from || ++pieces > MaxPieces) return null;
                var word = text[from..at];
                if (word is "per") side = -1;
                else if (word is "square" or "sq" or "sq.") pending = 2;
                else if (word is "cubic" or "cu" or "cu.") pending = 3;
                else
                {
                    var exponent = pending;
                    pending = 1;
                    if (Exponent(text, ref at) is { } written) exponent = written;
                    else if (string.CompareOrdinal(text, at, " squared", 0, 8) == 0) (exponent, at) = (2, at + 8);
                    else if (string.CompareOrdinal(text, at, " cubed", 0, 6) == 0) (exponent, at) = (3, at + 6);
                    else if (at < text.Length && text[at] == '^') return null;
                    if (word == "ms" && exponent < 0)
                    {
                        Join(known("m")!.Value, side); // "9.8 ms^{-2}": metres, not milliseconds
                        word = "s";
                    }

                    if (known(word) is not { } measure)
                    {
                        // "kmh^-1", and "kmh" alone
                        if (word.Length < 2 || word[^1] != 'h' || known(word[..^1]) is not { Dimension: "length" } way || known("h") is not { } hour) return null;
                        Join(way, side);
                        measure = hour;
                        if (exponent == 1) exponent = -1;
                    }

                    Join(measure, side * exponent);
                }
            }
        }

        return pieces == 0 || group != 0 || pending != 1 ? null : new Units.Measure(factor, Written(dimensions));

        void Join(Units.Measure measure, int power)
        {
            factor *= measure.Factor.Pow(power);
            foreach (var (name, own) in Parts(measure.Dimension)) dimensions[name] = dimensions.GetValueOrDefault(name) + (power * own);
        }
    }

    private static int? Exponent(string text, ref int at)
    {
        var i = at;
        if (i < text.Length && text[i] == '^') i++;
        var sign = i < text.Length && text[i] == '-' ? -1 : 1;
        if (sign < 0) i++;
        if (i >= text.Length || !char.IsAsciiDigit(text[i]) || text[i] == '0') return null;
        var value = sign * (text[i] - '0');
        if (i + 1 < text.Length && char.IsAsciiDigit(text[i + 1])) return null;
        at = i + 1;
        return value;
    }

    private static IEnumerable<(string Name, int Power)> Parts(string dimension)
    {
        foreach (var part in dimension.Split(' ', StringSplitOptions.RemoveEmptyEntries))
        {
            var power = part.IndexOf('^');
            yield return power < 0 ? (part, 1) : (part[..power], int.Parse(part.AsSpan(power + 1), System.Globalization.CultureInfo.InvariantCulture));
        }
    }

    public static string Written(SortedDictionary<string, int> dimensions) =>
        string.Join(' ', dimensions.Where(d => d.Value != 0).Select(d => d.Value == 1 ? d.Key : $"{d.Key}^{d.Value}"));
}
