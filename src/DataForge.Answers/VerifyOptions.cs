namespace DataForge.Answers;

/// <summary>The lenient rulings of <see cref="Grader.Verify(string, string, VerifyOptions?)"/>, each by its name. All on gives the defaults; all off leaves equality of value and kind.</summary>
public sealed record VerifyOptions
{
    public static VerifyOptions Default { get; } = new();

    /// <summary>Exact mathematics: no lenient ruling; the same set, value, function or region in any notation.</summary>
    public static VerifyOptions Strict { get; } = new()
    {
        RoundedDecimals = false, DecimalComma = false, BarePercent = false, MissingUnit = false, MissingBase = false, UnwrapAssignment = false, RenameBound = false, ListAsTuple = false,
        VectorAsTuple = false, AnyLog = false, MissingHalfDay = false, TextWithin = false, ChoiceCase = false,
    };

    /// <summary>A decimal with d ≥ 2 places equals a value that rounds to it at d places; with any d when <see cref="AsksToRound"/>. Never an integer.</summary>
    public bool RoundedDecimals { get; init; } = true;

    /// <summary>The question asks to round, so one decimal place is enough.</summary>
    public bool AsksToRound { get; init; }

    /// <summary>1,22 may be a decimal with a comma as well as a list of two.</summary>
    public bool DecimalComma { get; init; } = true;

    /// <summary>A bare 5 is accepted against 5 %, and 5 % against a bare 5. Never ×100 between bare numbers.</summary>
    public bool BarePercent { get; init; } = true;

    /// <summary>A unit, a degree sign or a currency that only one side writes is ignored.</summary>
    public bool MissingUnit { get; init; } = true;

    /// <summary>1011_2 and 1011: the base that only one side writes is ignored when the digits agree.</summary>
    public bool MissingBase { get; init; } = true;

    /// <summary>"x = 5" and 5, f(x) = 2x and 2x; a named list and its values.</summary>
    public bool UnwrapAssignment { get; init; } = true;

    /// <summary>f(z) = z and f(x) = x; kπ and nπ where the letter is a parameter; + C and + c; y = … and f(x) = ….</summary>
    public bool RenameBound { get; init; } = true;

    /// <summary>Any one variable may have another letter: f(x) and f(y). Off by default: x is not y.</summary>
    public bool RenameAny { get; init; }

    /// <summary>A set of reals in any form: interval, inequality, set-builder.</summary>
    public bool SetForms { get; init; } = true;

    /// <summary>A bare list 1, 2 equals a tuple (1, 2) of the same order.</summary>
    public bool ListAsTuple { get; init; } = true;

    /// <summary>A column or row vector equals a tuple.</summary>
    public bool VectorAsTuple { get; init; } = true;

    /// <summary>"log" may mean the natural or the decimal logarithm.</summary>
    public bool AnyLog { get; init; } = true;

    /// <summary>4:30 equals 4:30 PM when only one side says which half of the day.</summary>
    public bool MissingHalfDay { get; init; } = true;

    /// <summary>A short predicted text that stands whole in a longer gold sentence.</summary>
    public bool TextWithin { get; init; } = true;

    /// <summary>A lower-case choice letter equals the capital.</summary>
    public bool ChoiceCase { get; init; } = true;

    /// <summary>Two numbers agree where they differ by at most this share of the gold one; 0 means exactly.</summary>
    public double RelativeTolerance { get; init; }

    /// <summary>Two numbers agree where they differ by at most this; 0 means exactly.</summary>
    public double AbsoluteTolerance { get; init; }

    /// <summary>x, 100x and x/100 count as one number. In no preset of our own: 0.5 is not 50.</summary>
    public bool AnyPercent { get; init; }

    /// <summary>Only the same written form is equal; nothing is computed.</summary>
    public bool FormsOnly { get; init; }

    /// <summary>Settings by name: our own, and those that come close to a published grader, so that figures can be compared with it.</summary>
    public static IReadOnlyDictionary<string, VerifyOptions> Presets { get; } = new SortedDictionary<string, VerifyOptions>(StringComparer.Ordinal)
    {
        ["default"] = new(),
        ["strict"] = Strict,
        ["math-verify"] = new() { RoundedDecimals = false, AbsoluteTolerance = 5e-7, RenameBound = false, MissingBase = false, MissingHalfDay = false, TextWithin = false, AnyLog = false },
        ["qwen2.5-math"] = new() { RoundedDecimals = false, RelativeTolerance = 1e-4, AnyPercent = true, RenameBound = false, MissingBase = false, MissingHalfDay = false, TextWithin = false, AnyLog = false },
        ["minerva"] = Strict with { MissingUnit = true, UnwrapAssignment = true },
        ["hendrycks"] = Strict with { MissingUnit = true, UnwrapAssignment = true, BarePercent = true, FormsOnly = true },
    };

    /// <summary>The rulings by the names that tools use, each with how to set it.</summary>
    public static IReadOnlyDictionary<string, Func<VerifyOptions, bool, VerifyOptions>> Rulings { get; } = new SortedDictionary<string, Func<VerifyOptions, bool, VerifyOptions>>(StringComparer.Ordinal)
    {
        ["any-log"] = (o, on) => o with { AnyLog = on },
        ["bare-percent"] = (o, on) => o with { BarePercent = on },
        ["choice-case"] = (o, on) => o with { ChoiceCase = on },
        ["decimal-comma"] = (o, on) => o with { DecimalComma = on },
        ["list-as-tuple"] = (o, on) => o with { ListAsTuple = on },
        ["missing-base"] = (o, on) => o with { MissingBase = on },
        ["missing-half-day"] = (o, on) => o with { MissingHalfDay = on },
        ["missing-unit"] = (o, on) => o with { MissingUnit = on },
        ["rename-any"] = (o, on) => o with { RenameAny = on },
        ["rename-bound"] = (o, on) => o with { RenameBound = on },
        ["rounded-decimals"] = (o, on) => o with { RoundedDecimals = on },
        ["set-forms"] = (o, on) => o with { SetForms = on },
        ["text-within"] = (o, on) => o with { TextWithin = on },
        ["unwrap-assignment"] = (o, on) => o with { UnwrapAssignment = on },
        ["vector-as-tuple"] = (o, on) => o with { VectorAsTuple = on },
    };

    /// <summary>Whether a question asks for a rounded answer, in English or Chinese; then one decimal place is enough for <see cref="RoundedDecimals"/>.</summary>
    public static bool Rounds(string problem)
    {
        foreach (var word in (ReadOnlySpan<string>)["round", "nearest", "decimal place", "approximat", "significant"])
            if (problem.Contains(word, StringComparison.OrdinalIgnoreCase))
                return true;
        return problem.Contains("精确到", StringComparison.Ordinal) || problem.Contains("保留", StringComparison.Ordinal) || problem.Contains("四舍五入", StringComparison.Ordinal) || problem.Contains('约');
    }
}
