using System.Collections.Frozen;

namespace DataForge.Answers.Syntax;

/// <summary>Units: kept by name; converted exactly within length, mass, time and angle.</summary>
internal static class Units
{
    /// <summary>A unit as a factor times base dimensions with exponents ("length^2"), or times the name itself where we know no dimension.</summary>
    internal readonly record struct Measure(Rational Factor, string Dimension);

    private static readonly FrozenDictionary<string, Measure> Table = Build();

    private static FrozenDictionary<string, Measure> Build()
    {
        var table = new Dictionary<string, Measure>();
        void Add(string dimension, Rational factor, params string[] names)
        {
            foreach (var name in names) table[name] = new Measure(factor, dimension);
        }

        Add("length", new(1, 1_000_000_000), "nm", "nanometer");
        Add("length", new(1, 1000), "mm", "millimeter", "millimetre", "毫米");
        Add("length", new(1, 100), "cm", "centimeter", "centimetre", "厘米");
        Add("length", new(1, 10), "dm", "decimeter", "decimetre", "分米");
        Add("length", 1, "m", "meter", "metre", "米");
        Add("length", 1000, "km", "kilometer", "kilometre", "千米", "公里");
        Add("length", new(254, 10_000), "in", "inch", "inche");
        Add("length", new(3048, 10_000), "ft", "foot", "feet");
        Add("length", new(9144, 10_000), "yd", "yard");
        Add("length", new(1_609_344, 1000), "mi", "mile");
        Add("mass", new(1, 1000), "mg", "milligram", "毫克");
        Add("mass", 1, "g", "gram", "克");
        Add("mass", 1000, "kg", "kilogram", "千克", "公斤", "kilo");
        Add("mass", 1_000_000, "tonne", "吨");
        Add("mass", new(45_359_237, 100_000), "lb", "lbs", "pound");
        Add("mass", new(45_359_237, 1_600_000), "oz", "ounce");
        Add("time", new(1, 1000), "ms", "millisecond", "毫秒");
        Add("time", 1, "s", "sec", "second", "秒");
        Add("time", 60, "min", "minute", "分钟");
        Add("time", 3600, "h", "hr", "hour", "小时");
        Add("time", 86_400, "d", "day", "天", "日");
        Add("time", 604_800, "week", "wk", "周", "星期");
        Add("angle", 1, "degree", "deg", "度");
        Add("money:$", 1, "$", "dollar", "usd");
        Add("money:$", new(1, 100), "¢", "cent");
        Add("money:€", 1, "€", "euro", "eur");
        Add("money:£", 1, "£", "gbp");
        Add("money:¥", 1, "¥", "元", "yuan", "rmb", "cny", "块");
        Add("money:¥", new(1, 10), "角");
        Add("money:¥", new(1, 100), "分");
        return table.ToFrozenDictionary(StringComparer.Ordinal);
    }

    /// <summary>The measure of one unit word, singular or plural; null when we know none.</summary>
    public static Measure? Known(string word)
    {
        if (Table.TryGetValue(word, out var measure)) return measure;
        var lower = word.ToLowerInvariant().TrimEnd('.');
        if (lower.Length > 2 && Table.TryGetValue(lower, out measure)) return measure;
        return lower.Length > 3 && lower[^1] == 's' && Table.TryGetValue(lower[..^1], out measure) ? measure : null;
    }

    /// <summary>A value with the unit that was written after it; percent and degrees are operators, not units.</summary>
    public static Node Attach(Node value, string unit)
    {
        var words = Wording.Of(unit);
        if (words is "percent" or "pct" or "percentage" or "per cent" or "percents" or "percentage points") return new Unary(UnaryKind.Percent, value);
        if (words is "degrees" or "degree" or "deg" or "度") return new Unary(UnaryKind.Degree, value);
        if (words is "rad" or "radian" or "radians" or "times" or "倍") return value;
        return new Quantity(value, unit);
    }

    /// <summary>The measure of a whole unit: "cm^2", "square feet", "km/h", "miles per hour", "apples".</summary>
    public static Measure Read(string unit)
    {
        var pieces = Wording.Of(unit.Replace("²", "^2", StringComparison.Ordinal).Replace("³", "^3", StringComparison.Ordinal)).Split(' ', StringSplitOptions.RemoveEmptyEntries);
        if (unit.Length == 1 && Known(unit) is { } sign) return sign;
        Rational factor = 1;
        var dimensions = new SortedDictionary<string, int>(StringComparer.Ordinal);
        var (side, pending) = (1, 1);
        for (var i = 0; i < pieces.Length; i++)
        {
            var piece = pieces[i];
            if (piece is "/" or "per" or "每") side = -1;
            else if (piece is "square" or "sq" or "平方") pending = 2;
            else if (piece is "cubic" or "cu" or "立方") pending = 3;
            else if (piece is "*" or "of" or "-" or "a" or "an" or "the") continue;
            else
            {
                var chinese = piece.StartsWith("平方", StringComparison.Ordinal) ? 2 : piece.StartsWith("立方", StringComparison.Ordinal) ? 3 : 1;
                if (chinese > 1) (pending, piece) = (chinese, piece[2..]);
                var exponent = pending;
                pending = 1;
                if (i + 2 < pieces.Length && pieces[i + 1] == "^" && int.TryParse(pieces[i + 2], out var written))
                {
                    exponent = Math.Clamp(written, -9, 9);
                    i += 2;
                }

                var measure = Known(piece) ?? new Measure(1, Singular(piece));
                factor *= measure.Factor.Pow(side * exponent);
                dimensions[measure.Dimension] = dimensions.GetValueOrDefault(measure.Dimension) + side * exponent;
            }
        }

        return new Measure(factor, string.Join(' ', dimensions.Where(d => d.Value != 0).Select(d => d.Value == 1 ? d.Key : $"{d.Key}^{d.Value}")));
    }

    private static string Singular(string word) => word.Length > 3 && word[^1] == 's' && word[^2] != 's' ? word[..^1] : word;
}
