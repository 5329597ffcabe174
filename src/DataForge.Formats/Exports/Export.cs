using DataForge.Core;

namespace DataForge.Formats;

/// <summary>What comes of a row that is packed: a row to write, or the reason it is left out.</summary>
public readonly record struct Exported(Row? Row, Reject? Why)
{
    public static implicit operator Exported(Row row) => new(row, null);

    internal static Exported Drop(string rule, string reason) => new(null, new Reject("pack", rule, reason));
}

/// <summary>Makes the rows of a data set from the rows of a pipe.</summary>
public static class Export
{
    /// <summary>Fields of the suite's own records. An export that has no place for one leaves it out; fields the suite does not know pass through.</summary>
    private static readonly HashSet<string> Own = [.. RowSchema.KnownNames.Except(["prompt", "chosen", "rejected", "data_source", "ability", "reward_model", "extra_info"]), .. Lineage.Sources, Lineage.Field, "reject"]; // the trainers' own columns are other people's

    /// <summary>A selected sample as a row for supervised fine-tuning.</summary>
    /// <param name="keepWrong">Packs samples that are labelled wrong too.</param>
    /// <param name="withReasoning">Puts <c>reasoning</c>, and what a generation holds in tags of its own, before the solution in think tags; otherwise it is left out.</param>
    /// <returns>Dropped: samples labelled wrong (<c>is_correct</c>, else NeMo-Skills' <c>symbolic_correct</c>), and generations that are empty or did not come to their end (finish_reason <c>length</c>, <c>error</c> or <c>tool_limit</c>).</returns>
    /// <exception cref="ForgeException">The row has no problem, or neither a generation nor messages that end with the assistant.</exception>
    public static Exported Sft(Row row, FieldNames names, bool withReasoning, bool keepWrong = false)
    {
        if (row.Text("finish_reason") is { } finish && finish is "length" or "error" or "tool_limit")
            return Exported.Drop("unfinished", $"the generation ended with \"{finish}\"");
        if (!keepWrong && (row.HasValue("is_correct") ? row.Flag("is_correct") : row.Flag("symbolic_correct")) == false)
            return Exported.Drop("wrong_answer", "the sample is labelled wrong (is_correct: false); --keep-wrong packs it all the same");
        var problemField = FieldNames.First(row, names.Problem)
            ?? throw ForgeException.BadRecord(row.Path, row.Line, $"expected a problem in one of the fields {string.Join(", ", names.Problem)}, found {string.Join(", ", row.Names.Take(12))}; name it with --problem-field, or pack rows unchanged with --as is");
        var problem = row.Required(problemField);
        var conversation = Conversation.Of(row);
        var field = FieldNames.First(row, names.Generation);
        var solution = field is not null ? row.Required(field) : conversation?.LastAnswer
            ?? throw ForgeException.BadRecord(row.Path, row.Line, $"expected a generation in one of the fields {string.Join(", ", names.Generation)}, or messages that end with the assistant; name it with --generation-field, pack problems with --as problem, or rows unchanged with --as is");
        if (string.IsNullOrWhiteSpace(solution)) return Exported.Drop("empty", "the generation is empty");
        var text = ThinkTags.Shown(solution, row.Text("reasoning"), withReasoning);
        if (string.IsNullOrWhiteSpace(text)) return Exported.Drop("empty", "the generation is reasoning alone");
        var packed = Row.Empty.With(e =>
        {
            e.Write("messages", w => Conversation.Write(w, conversation, problem, text, withReasoning));
            e.Set("problem", problem);
            e.Set("solution", text);
            var answer = ReferenceAnswer.Of(row, names) ?? (row.TextOrNumber("predicted_answer") is { } predicted ? new ReferenceAnswer(predicted, "predicted") : null);
            e.Set("answer", answer?.Text).Set("answer_source", answer?.Source);
            e.SetRaw("source", row.Raw("source"));
            e.Set("problem_id", row.Text("problem_id") ?? Identity.OfProblem(problem));
            foreach (var name in (string[])["sample_id", "parent_id", "evolution", "reward_model_score", "vote_share"]) e.SetRaw(name, row.Raw(name));
            e.Set("language", row.Text("language") ?? Problem.LanguageOf(problem));
            e.SetRaw("license", row.Raw("license"));
            Lineage.Set(e, row);
            CopyStrangers(e, row, problemField, field);
        });
        return packed;
    }

    /// <summary>A row as a problem, under our own names; its solution and answer come along.</summary>
    /// <exception cref="ForgeException">The row has no problem.</exception>
    public static Exported OfProblem(Row row, FieldNames names)
    {
        var problem = Problem.From(row, names);
        return Row.Empty.With(e =>
        {
            e.Set("problem_id", problem.Id);
            e.Set("problem", problem.Text);
            e.Set("solution", problem.Solution);
            e.Set("expected_answer", problem.ExpectedAnswer);
            e.Set("answer_source", problem.Answer?.Source);
            foreach (var name in (string[])["source", "parent_id", "evolution", "difficulty"]) e.SetRaw(name, row.Raw(name));
            e.Set("language", problem.Language);
            foreach (var name in (string[])["license", "tags"]) e.SetRaw(name, row.Raw(name));
            if (row.HasValue("evolver")) e.SetRaw("evolver", row.Raw("evolver"));
            CopyStrangers(e, row, FieldNames.First(row, names.Problem), FieldNames.First(row, names.Solution), FieldNames.First(row, names.Answer));
        });
    }

    private static void CopyStrangers(RowEdit e, Row row, params ReadOnlySpan<string?> used)
    {
        foreach (var name in row.Names)
            if (!Own.Contains(name) && !used.Contains(name))
                e.SetRaw(name, row.Raw(name));
    }
}
