using DataForge.Core;

namespace DataForge.Cli;

/// <summary>Names of the fields in other people's files.</summary>
public static class FieldOptions
{
    public static readonly ListOpt Problem = new("problem-field", [], "NAME", "Field with the problem; default problem, question, query, …");
    public static readonly ListOpt Solution = new("solution-field", [], "NAME", "Field with the reference solution; default solution, …");
    public static readonly ListOpt Answer = new("answer-field", [], "NAME", "Field with the gold answer; default expected_answer, …");
    public static readonly ListOpt Generation = new("generation-field", [], "NAME", "Field with the generated solution; default generation, …");

    public static IReadOnlyList<Opt> Problems { get; } = [Problem, Solution, Answer];

    public static IReadOnlyList<Opt> All { get; } = [Problem, Solution, Answer, Generation];

    /// <summary>The user's names where given, else the usual ones. Options the tool does not have keep their defaults.</summary>
    public static FieldNames Read(Parsed parsed) => new(
        Or(parsed.GetOrDefault(Problem), FieldNames.Default.Problem),
        Or(parsed.GetOrDefault(Solution), FieldNames.Default.Solution),
        Or(parsed.GetOrDefault(Answer), FieldNames.Default.Answer),
        Or(parsed.GetOrDefault(Generation), FieldNames.Default.Generation));

    /// <summary>As <see cref="Read"/>, where names may be paths or joins.</summary>
    public static NamedFields ReadMap(Parsed parsed) => new(Read(parsed));

    private static IReadOnlyList<string> Or(IReadOnlyList<string> given, IReadOnlyList<string> usual) => given.Count > 0 ? given : usual;
}
