namespace DataForge.Answers;

/// <summary>Names of the rules a grade can rest on.</summary>
public static class GradeRule
{
    public const string Identical = "identical";
    public const string SameForm = "same_form";
    public const string SameValue = "same_value";
    public const string SameFunction = "same_function";
    public const string SameKey = "same_key";
    public const string SameText = "same_text";
    public const string SameChoice = "same_choice";
    public const string SameSet = "same_set";
    public const string SameItems = "same_items";
    public const string SameRegion = "same_region";
    public const string SameEquation = "same_equation";
    public const string SameTime = "same_time";
    public const string SameRatio = "same_ratio";
    public const string RoundedDecimal = "rounded_decimal";
    public const string BarePercent = "bare_percent";
    public const string AnyLog = "any_log";
    public const string RenamedParameter = "renamed_parameter";
    public const string ArbitraryConstant = "arbitrary_constant";
    public const string WithinTolerance = "within_tolerance";
    public const string ChoiceCase = "choice_case";
    public const string ChoiceText = "choice_text";
    public const string TextWithin = "text_within";
    public const string MissingUnit = "missing_unit";
    public const string MissingBase = "missing_base";
    public const string MissingHalfDay = "missing_half_day";
    public const string Unwrapped = "unwrapped_assignment";
    public const string DifferentValues = "different_values";
    public const string DifferentFunctions = "different_functions";
    public const string DifferentKinds = "different_kinds";
    public const string DifferentNames = "different_names";
    public const string DifferentUnits = "different_units";
    public const string DifferentItems = "different_items";
    public const string DifferentBrackets = "different_brackets";
    public const string DifferentText = "different_text";
    public const string DifferentEquations = "different_equations";
    public const string DifferentRegions = "different_regions";
    public const string DifferentChoice = "different_choice";
    public const string NotComputable = "not_computable";
    public const string NeedsReader = "needs_reader";
    public const string NoAnswer = "no_answer";
    public const string TooLong = "too_long";

    /// <summary>A sentence for a reader.</summary>
    internal static string Reason(string rule) => rule switch
    {
        Identical => "the two are written alike",
        SameForm => "the same expression in another spelling",
        SameValue => "both have the same value",
        SameFunction => "both are the same function, checked at fixed points",
        SameKey => "both have the same key",
        SameText => "the same words",
        SameChoice => "the same choice",
        SameSet => "the same members, whatever their order",
        SameItems => "the same items in the same order",
        SameRegion => "the same set of reals",
        SameEquation => "equations with the same zeros",
        SameTime => "the same time",
        SameRatio => "the same ratio",
        RoundedDecimal => "one is the other, rounded to the places written",
        BarePercent => "equal but for a percent sign that one side leaves out",
        AnyLog => "equal when log is the decimal logarithm",
        RenamedParameter => "equal after a parameter is renamed",
        ArbitraryConstant => "equal but for what an arbitrary constant takes up",
        WithinTolerance => "equal within the tolerance that was asked for",
        ChoiceCase => "the same choice letter in another case",
        ChoiceText => "the text of the choice",
        TextWithin => "the predicted words stand in the gold sentence",
        MissingUnit => "equal but for a unit that one side leaves out",
        MissingBase => "the same digits but for a base that one side leaves out",
        MissingHalfDay => "the same time but for AM or PM",
        Unwrapped => "the named value",
        DifferentValues => "different values",
        DifferentFunctions => "different functions",
        DifferentKinds => "different kinds of answer",
        DifferentNames => "values of different names",
        DifferentUnits => "units of different kinds",
        DifferentItems => "different items",
        DifferentBrackets => "different brackets",
        DifferentText => "different words",
        DifferentEquations => "equations with different zeros",
        DifferentRegions => "different sets of reals",
        DifferentChoice => "different choices",
        NotComputable => "neither could be computed within its budget",
        NeedsReader => "only a reader can tell",
        NoAnswer => "no answer was found",
        TooLong => "longer than an answer may be",
        _ => rule,
    };
}
