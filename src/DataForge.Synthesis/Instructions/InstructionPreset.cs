namespace DataForge.Synthesis;

/// <summary>Thresholds of the gates for verification functions and responses.</summary>
/// <param name="MinFunctions">Different functions that must be there.</param>
/// <param name="MinCases">Different cases that must be there.</param>
/// <param name="CaseAbove">A case is kept where the share of functions that agree with it is above this.</param>
/// <param name="FunctionAtLeast">A function is kept where it agrees with at least this share of the kept cases.</param>
/// <param name="PassAbove">A response is kept where the share of functions that it passes is above this.</param>
/// <param name="ScoreAtLeast">Lowest score from 0 to 10 of a response that is kept.</param>
/// <param name="PositiveAtLeast">Lowest pass rate of a preferred response.</param>
/// <param name="IsStrict">Adds the gates of our own: no function that fails anywhere, gives one verdict on everything, depends on order, or differs from the others on changed texts.</param>
/// <param name="AsRepository">Values are compared and averaged as AutoIF's code does, and modules are not bounded.</param>
/// <param name="Grades">Responses to problems with a gold answer must be right, too.</param>
/// <param name="SecondsPerCall">Longest time of one call of a function.</param>
public sealed record InstructionPreset(
    string Name, int MinFunctions, int MinCases, double CaseAbove, double FunctionAtLeast, double PassAbove, double ScoreAtLeast, double PositiveAtLeast, bool IsStrict, bool AsRepository, bool Grades, double SecondsPerCall)
{
    /// <summary>Modules that functions may import.</summary>
    public static IReadOnlyList<string> Modules { get; } = ["re", "json", "string", "math", "unicodedata", "collections", "itertools", "functools", "typing"];

    private static readonly InstructionPreset Own = new("strict", 3, 6, 0.5, 0.8, 0.5, 8, 1, IsStrict: true, AsRepository: false, Grades: false, 2);

    /// <summary><c>strict</c>; <c>math</c>: the same with graded answers; <c>paper</c>: AutoIF, section 3; <c>repo</c>: its code, which differs from the paper.</summary>
    public static IReadOnlyDictionary<string, InstructionPreset> All { get; } = new Dictionary<string, InstructionPreset>(StringComparer.Ordinal)
    {
        ["strict"] = Own,
        ["math"] = Own with { Name = "math", Grades = true },
        ["paper"] = new("paper", 3, 1, 0.5, Math.BitIncrement(0.5), 0.5, 8, 0.5, false, false, false, 2),
        ["repo"] = new("repo", 3, 10, 0, 0.8, 0, Math.BitIncrement(8), 0.5, false, true, false, 5),
    };
}
