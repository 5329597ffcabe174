using System.Globalization;
using DataForge.Core;

namespace DataForge.Seeds;

/// <summary>A problem whose answer is known because we made it.</summary>
/// <param name="Solution">Worked step by step, every result written out; ends in <c>\boxed{answer}</c>.</param>
/// <param name="Answer">A positive whole number in digits.</param>
/// <param name="Steps">Number of equations.</param>
/// <param name="Difficulty">In [0, 1]: 0.1 an equation and 0.05 a digit of the largest number that occurs.</param>
/// <param name="Evolution">One of MuggleMath's five kinds, null for a seed.</param>
/// <param name="Parent">The problem's text before the evolution.</param>
public sealed record SeedProblem(
    string Problem, string Solution, string Answer, string Template, string Skill, string Language, int Steps, double Difficulty, string? Evolution, string? EvolutionTemplate, string? Parent)
{
    /// <summary>The record as the other tools read it.</summary>
    public Row ToRow() => Row.Empty.With(e => e
        .Set("problem_id", Identity.OfProblem(Problem))
        .Set("problem", Problem)
        .Set("solution", Solution)
        .Set("expected_answer", Answer)
        .Set("answer_source", "gold")
        .Set("source", "forge-seed")
        .Set("parent_id", Parent is null ? null : Identity.OfProblem(Parent))
        .Set("evolution", Evolution)
        .Set("difficulty", Difficulty)
        .Set("language", Language)
        .Write("tags", w =>
        {
            w.WriteStartArray();
            w.WriteStringValue(Skill);
            w.WriteStringValue(Template);
            if (EvolutionTemplate is not null) w.WriteStringValue(EvolutionTemplate);
            w.WriteStringValue(string.Create(CultureInfo.InvariantCulture, $"{Steps}-step"));
            w.WriteEndArray();
        }));
}
