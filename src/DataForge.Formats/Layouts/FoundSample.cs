using DataForge.Core;

namespace DataForge.Formats;

/// <summary>One sample as found in a row of some framework.</summary>
/// <param name="Text">The generated text; null makes the row a bad record.</param>
internal sealed record FoundSample(string? Text)
{
    /// <summary>The question; null takes the row's problem field.</summary>
    public string? Problem { get; init; }

    /// <summary>What tells the problem apart where the layout stores no question (batch outputs).</summary>
    public string? Id { get; init; }

    public string? Gold { get; init; }

    public bool? IsCorrect { get; init; }

    public double? Score { get; init; }

    public string? Finish { get; init; }

    public string? Model { get; init; }

    /// <summary>The sample as a row under our own names. A gold field that the user names comes first.</summary>
    /// <param name="row">The row it was found in.</param>
    /// <param name="rollout">Its place among the row's samples; null where a row holds one.</param>
    /// <param name="where">The field that should hold the text, for the error.</param>
    /// <param name="spent">Fields that were taken apart.</param>
    public Row ToRow(Row row, FieldNames names, int? rollout, string where, params IReadOnlyCollection<string> spent)
    {
        if (Text is null) throw ForgeException.BadRecord(row.Path, row.Line, $"expected a generation in {where}, found none (fields here: {string.Join(", ", row.Names.Take(12))})");
        var problem = Problem ?? SampleFields.TextOfProblem(row, names);
        if (problem is null && Id is null && !row.HasValue("problem_id"))
            throw ForgeException.BadRecord(row.Path, row.Line, $"expected a problem in one of the fields {string.Join(", ", names.Problem)}, found {string.Join(", ", row.Names.Take(12))}; name it with --problem-field");
        var gold = SampleFields.NamedGold(row, names) ?? Gold;
        return row.With(e =>
        {
            foreach (var name in spent) e.Remove(name);
            if (!row.HasValue("problem_id")) e.Set("problem_id", problem is null ? Id : Identity.OfProblem(problem));
            if (problem is not null) e.Set("problem", problem);
            if (rollout is not null && !row.HasValue("rollout")) e.Set("rollout", rollout);
            if (gold is not null) e.Set("expected_answer", gold);
            e.Set("generation", Text);
            if (IsCorrect is not null) e.Set("is_correct", IsCorrect);
            if (Score is not null) e.Set("reward_model_score", Score);
            if (Finish is not null) e.Set("finish_reason", Finish);
            if (Model is not null) e.Set("model", Model);
        });
    }
}
