using DataForge.Core;

namespace DataForge.Stages;

/// <summary>A sample to score.</summary>
/// <param name="Generation">Null when the sample holds no text: it passes without a score, as it cannot vote either.</param>
public sealed record ScoredSample(Row Row, string Problem, string? Generation, string Language)
{
    /// <exception cref="ForgeException">No problem, or no generation field.</exception>
    public static ScoredSample From(Row row, FieldNames names)
    {
        var field = FieldNames.First(row, names.Problem)
            ?? throw ForgeException.BadRecord(row.Path, row.Line, $"expected a problem in one of the fields {string.Join(", ", names.Problem)}; name it with --problem-field");
        var written = FieldNames.First(row, names.Generation)
            ?? throw ForgeException.BadRecord(row.Path, row.Line, $"expected a solution in one of the fields {string.Join(", ", names.Generation)}; name it with --generation-field");
        var (problem, generation) = (row.Required(field), row.Required(written));
        return new ScoredSample(row, problem, string.IsNullOrWhiteSpace(generation) ? null : generation, row.Text("language") ?? Core.Problem.LanguageOf(problem));
    }
}
