using DataForge.Core;

namespace DataForge.Synthesis;

/// <summary>Makes the sample records of a problem.</summary>
public static class SampleRow
{
    // What an earlier stage said about another generation does not hold for this one.
    private static readonly HashSet<string> Stale =
    [
        "sample_id", "rollout", "seed", "mode", "generation", "reasoning", "messages", "tool_calls", "finish_reason", "error", "predicted_answer", "answer_key",
        "is_correct", "rule", "reward_model_score", "path_key", "vote_share", "num_input_tokens", "num_generated_tokens", "model", "model_revision", "prompt_hash",
        "temperature", "top_p", "top_k", "max_tokens", "scored_by", "step_scores", "protocol", "mask", "n_drawn", "stop_rule", "p_stop", "surplus", "decontamination", "lineage", "reject",
    ];

    /// <summary>One sample: the generation's own fields, then its problem's, then fields of the problem that we do not know, as they stood.</summary>
    /// <param name="names">How the problem's fields are called, so that they are not repeated under their old names.</param>
    /// <param name="source">For problems that name none; null leaves it out.</param>
    public static Row From(Problem problem, FieldNames names, Generation generation, string promptHash, SampleOrigin origin, string? source = null) =>
        From(problem, names, generation, promptHash, origin, origin.SampleId(problem.Id, generation.Rollout, promptHash), source, null, null);

    /// <summary>One sample that may have called code: its text is the whole transcript, in which nothing is moved.</summary>
    /// <param name="tools">Its calls, and the spans that the model did not write; null without tools.</param>
    /// <param name="protocol">The protocol's name.</param>
    public static Row From(Problem problem, FieldNames names, Generation generation, string promptHash, SampleOrigin origin, string sampleId, string? source, ToolTranscript? tools, string? protocol)
    {
        var (text, reasoning) = tools is null ? ThinkTags.Split(generation.Text, generation.Reasoning) : (generation.Text, null);
        var empty = string.IsNullOrWhiteSpace(text) && generation.Finish != FinishReason.Length;
        var p = origin.Sampling;
        return Row.Empty.With(e =>
        {
            e.Set("sample_id", sampleId)
                .Set("problem_id", problem.Id)
                .Set("problem", problem.Text)
                .Set("rollout", generation.Rollout)
                .Set("seed", p.Seed)
                .Set("mode", tools is null ? "cot" : "tir")
                .Set("protocol", protocol)
                .Set("generation", text)
                .Set("reasoning", reasoning);
            if (tools is not null) e.Write("mask", tools.WriteSpans).Write("tool_calls", tools.WriteCalls);
            e.Set("finish_reason", empty ? "error" : Name(generation.Finish))
                .Set("error", empty ? (reasoning is null ? "empty generation" : "empty generation: all of it is reasoning") : null)
                .Set("num_input_tokens", generation.InputTokens)
                .Set("num_generated_tokens", generation.GeneratedTokens)
                .Set("model", origin.Model)
                .Set("model_revision", origin.Revision)
                .Set("prompt_hash", promptHash)
                .Set("temperature", p.Temperature)
                .Set("top_p", p.TopP)
                .Set("top_k", p.TopK > 0 ? p.TopK : (long?)null)
                .Set("max_tokens", p.MaxTokens);
            CopyProblem(e, problem, names, source);
        });
    }

    private static void CopyProblem(RowEdit e, Problem problem, FieldNames names, string? source)
    {
        var row = problem.Row;
        e.Set("source", row.HasValue("source") ? row.TextOrNumber("source") : source).Set("language", problem.Language).Carry(row, ["license", "parent_id", "evolution"])
            .Set("expected_answer", problem.ExpectedAnswer)
            .Set("answer_source", problem.Answer?.Source)
            .Set("reference_solution", problem.Solution);
        HashSet<string?> used =
        [
            "problem", "problem_id", "source", "language", "license", "parent_id", "evolution", "expected_answer", "answer_source", "reference_solution", "answer",
            FieldNames.First(row, names.Problem), FieldNames.First(row, names.Solution), FieldNames.First(row, names.Answer),
        ];
        foreach (var name in row.Names)
            if (!used.Contains(name) && !Stale.Contains(name))
                e.SetRaw(name, row.Raw(name));
    }

    /// <summary>As it stands in <c>finish_reason</c>.</summary>
    public static string Name(FinishReason finish) => finish switch
    {
        FinishReason.Stop => "stop",
        FinishReason.Length => "length",
        FinishReason.ToolLimit => "tool_limit",
        _ => "error",
    };

    /// <summary>A generation that failed after its retries, as a reject: the problem's row, which rollout, and why.</summary>
    public static Row Failed(Problem problem, Generation generation, string sampleId) => problem.Row.With(e => e
        .Set("problem_id", problem.Id)
        .Set("sample_id", sampleId)
        .Set("rollout", generation.Rollout)
        .Set(new Reject("sample", "generation_failed", generation.Error ?? "the generation failed")));
}
