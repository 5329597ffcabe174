using System.Collections.Frozen;

namespace DataForge.Answers.Syntax;

/// <summary>Units: kept by name; converted exactly within a dimension. Symbols are read with their case (mW is no MW), names without it.</summary>
internal static class Units
{
    /// <summary>A unit as a factor times base dimensions with exponents ("length^2"), or times the name itself where we know no dimension.</summary>
    internal readonly record struct Measure(Rational Factor, string Dimension);

    /// <summary>Metre, gram, second, ampere, mole and what is made of them; each takes the prefixes.</summary>
    private static readonly (string Symbol, string Name, string Meaning)[] Metric =
    [
        ("m", "meter", ""), ("g", "gram", ""), ("s", "second", ""), ("A", "ampere", ""), ("mol", "mole", ""), ("K", "kelvin", ""), ("eV", "electronvolt", ""),
        ("N", "newton", "1000 g m/s^2"), ("J", "joule", "1000 g m^2/s^2"), ("W", "watt", "1000 g m^2/s^3"), ("Pa", "pascal", "1000 g/m/s^2"), ("Hz", "hertz", "1/s"),
        ("C", "coulomb", "A s"), ("V", "volt", "1000 g m^2/s^3/A"), ("Ω", "ohm", "1000 g m^2/s^3/A^2"), ("F", "farad", "A^2 s^4/m^2/g"), ("T", "tesla", "1000 g/s^2/A"), ("Wb", "weber", "1000 g m^2/s^2/A"),
        ("L", "liter", "0.001 m^3"), ("l", "litre", "0.001 m^3"), ("M", "molar", "1000 mol/m^3"), ("cal", "calorie", "4184 g m^2/s^2"), ("bar", "bar", "100000000 g/m/s^2"),
    ];

    private static readonly (string Symbol, string Name, Rational Factor)[] Prefixes =
    [
        ("p", "pico", new(1, 1_000_000_000_000)), ("n", "nano", new(1, 1_000_000_000)), ("µ", "micro", new(1, 1_000_000)), ("μ", "micro", new(1, 1_000_000)), ("m", "milli", new(1, 1000)), ("c", "centi", new(1, 100)),
        ("d", "deci", new(1, 10)), ("h", "hecto", 100), ("k", "kilo", 1000), ("M", "mega", 1_000_000), ("G", "giga", 1_000_000_000), ("T", "tera", 1_000_000_000_000),
    ];

    private static readonly Dictionary<string, Measure> Plain = [];
    private static readonly FrozenDictionary<string, Measure> Wide = Build();

    private static FrozenDictionary<string, Measure> Build()
    {
        void Add(string dimension, Rational factor, params string[] names)
        {
            foreach (var name in names) Plain[name] = new Measure(factor, dimension);
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
        Add("radian", 1, "rad", "radian");
        Add("money:$", 1, "$", "dollar", "usd");
        Add("money:$", new(1, 100), "¢", "cent");
        Add("money:€", 1, "€", "euro", "eur");
        Add("money:£", 1, "£", "gbp");
        Add("money:¥", 1, "¥", "元", "yuan", "rmb", "cny", "块");
        Add("money:¥", new(1, 10), "角");
        Add("money:¥", new(1, 100), "分");
        Add("money:₹", 1, "₹", "rupee", "rs", "inr");
        var wide = new Dictionary<string, Measure>(Plain, StringComparer.Ordinal)
        {
            ["°"] = new(1, "angle"),
            ["'"] = new(new Rational(1, 60), "angle"),
            ["\""] = new(new Rational(1, 3600), "angle"),
            ["A"] = new(1, "current"),
            ["mol"] = new(1, "amount"),
            ["K"] = new(1, "temperature"),
            ["eV"] = new(1, "eV"),
            ["°C"] = new(1, "celsius"),
            ["°F"] = new(1, "fahrenheit"),
        };
        foreach (var (symbol, name, meaning) in Metric)
        {
            var measure = meaning.Length == 0 ? wide[symbol] : UnitExpression.Read(meaning, word => wide.TryGetValue(word, out var known) ? known : null) ?? throw new InvalidOperationException(meaning);
            wide[symbol] = wide[name] = measure;
            foreach (var (sign, prefix, factor) in Prefixes)
            {
                wide.TryAdd(sign + symbol, measure with { Factor = measure.Factor * factor });
                wide.TryAdd(prefix + name, measure with { Factor = measure.Factor * factor });
            }
        }

        wide["metre"] = wide["m"];
        wide["amp"] = wide["A"];
        wide["cc"] = wide["mL"];
        foreach (var (sign, scale) in new[] { ("", 1L), ("k", 1_000L), ("M", 1_000_000L), ("G", 1_000_000_000L) }) wide[sign + "Wh"] = wide["J"] with { Factor = wide["J"].Factor * (3600 * scale) };
        wide["kilohm"] = wide["kΩ"];
        wide["megohm"] = wide["MΩ"];
        wide["mph"] = new(new Rational(1_609_344, 3_600_000), "length time^-1");
        wide["kph"] = wide["kmph"] = new(new Rational(1000, 3600), "length time^-1");
        wide["ha"] = wide["hectare"] = new(10_000, "length^2");
        wide["atm"] = new(101_325_000, wide["Pa"].Dimension);
        return wide.ToFrozenDictionary(StringComparer.Ordinal);
    }

    /// <summary>The measure of one everyday unit word, singular or plural; null when it is none. What the parser asks before it reads letters as a product.</summary>
    public static Measure? Known(string word) => Find(Plain, word);

    /// <summary>As <see cref="Known"/>, with every metric unit and prefix: for what stands where a unit stands.</summary>
    public static Measure? Of(string word) => Find(Wide, word);

    private static Measure? Find(IReadOnlyDictionary<string, Measure> table, string word)
    {
        if (table.TryGetValue(word, out var measure)) return measure;
        var lower = word.ToLowerInvariant().TrimEnd('.');
        if (word.Length > 0 && word[^1] == '.' && table.TryGetValue(word[..^1], out measure)) return measure;
        if (lower.Length > 3 && table.TryGetValue(lower, out measure)) return measure;
        if (lower is "usd" or "eur" or "gbp" or "rmb" or "cny" or "inr" or "lbs" or "rs" && table.TryGetValue(lower, out measure)) return measure;
        if (lower.Length > 3 && lower[^1] == 's' && table.TryGetValue(lower[..^1], out measure)) return measure;
        return lower.Length == 3 && lower[^1] == 's' && lower is "hrs" or "yds" or "kms" or "cms" && table.TryGetValue(lower[..^1], out measure) ? measure : null;
    }

    /// <summary>A value with the unit that was written after it; percent and degrees are operators, not units.</summary>
    public static Node Attach(Node value, string unit)
    {
        var words = Wording.Of(unit);
        if (words is "percent" or "pct" or "percentage" or "per cent" or "percents" or "percentage points") return new Unary(UnaryKind.Percent, value);
        if (unit is "°") return new Unary(UnaryKind.Degree, value);
        if (words is "degrees" or "degree" or "deg" or "度") return new Unary(UnaryKind.Degree, value);
        if (words is "times" or "倍") return value;
        if (words is "ppm" or "parts per million") return new Product([value, new Num(new Rational(1, 1_000_000))]);
        if (words is "ppb" or "parts per billion") return new Product([value, new Num(new Rational(1, 1_000_000_000))]);
        if (words is "per mille" or "permille" or "per mil") return new Product([value, new Num(new Rational(1, 1000))]);
        return new Quantity(value, unit);
    }

    /// <summary>The measure of a whole unit: "cm^2", "kg·m/s²", "square feet", "miles per hour", "apples".</summary>
    public static Measure Read(string unit)
    {
        if (UnitExpression.Read(UnitText.Plain(unit), Of) is { } known) return known;
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

        return new Measure(factor, UnitExpression.Written(dimensions));
    }

    private static string Singular(string word) => word switch
    {
        "people" or "persons" => "person",
        "children" => "child",
        "men" => "man",
        "women" => "woman",
        "mice" => "mouse",
        "geese" => "goose",
        "teeth" => "tooth",
        "loaves" => "loaf",
        "boxes" => "box",
        "matches" => "match",
        "dishes" => "dish",
        "buses" => "bus",
        "berries" => "berry",
        "pennies" => "penny",
        "puppies" => "puppy",
        "cookies" => "cookie",
        _ => Cut(word),
    };

    private static string Cut(string word) => word.Length > 3 && word[^1] == 's' && word[^2] != 's' ? word[..^1] : word;
}
