namespace DataForge.Formats;

/// <summary>Columns of a Parquet file, in order.</summary>
public sealed record RowSchema(IReadOnlyList<Column> Columns)
{
    /// <summary>Fields of the suite's records that hold fractions, though all values of a set may be whole.</summary>
    private static readonly HashSet<string> Fractions =
        ["difficulty", "reward_model_score", "vote_share", "p_stop", "surplus", "temperature", "top_p", "margin"];

    /// <summary>Names of all fields that the suite's records have.</summary>
    internal static IReadOnlyCollection<string> KnownNames { get; } =
    [
        "sample_id", "problem_id", "parent_id", "messages", "problem", "solution", "answer", "expected_answer", "answer_source",
        "reference_solution", "source", "evolution", "difficulty", "language", "license", "tags", "rollout", "seed", "mode",
        "generation", "reasoning", "tool_calls", "finish_reason", "predicted_answer", "answer_key", "is_correct", "rule",
        "reward_model_score", "path_key", "vote_share", "num_input_tokens", "num_generated_tokens", "model", "model_revision",
        "prompt_hash", "temperature", "top_p", "top_k", "max_tokens", "method", "weight", "votes", "total_votes", "no_answer",
        "margin", "tied", "tie_break", "abstained", "responses", "num_correct", "pass_count", "num_samples", "prompt", "chosen",
        "rejected", "data_source", "ability", "reward_model", "extra_info", "decontamination",
    ];

    internal static bool HoldsFractions(string name) => Fractions.Contains(name);

    /// <summary>Where values have no type in common and are kept as JSON text: <c>difficulty</c>, <c>hits[].span</c>.</summary>
    public IReadOnlyList<string> JsonText
    {
        get
        {
            var paths = new List<string>();
            foreach (var column in Columns) column.Type.JsonPaths(column.Name, paths);
            return paths;
        }
    }

    /// <summary>The same, with at least one column, which a Parquet file needs.</summary>
    internal RowSchema NotEmpty => Columns.Count > 0 ? this : new RowSchema([new Column("_", ColumnType.Text)]);

    /// <summary>Columns of the file; a struct has several.</summary>
    internal int Leaves => Columns.Sum(c => c.Type.Leaves);

    /// <summary>The same, with nested columns as JSON text, the last ones first, until there are no more leaves: a writer's memory grows with them.</summary>
    internal RowSchema AtMost(int leaves)
    {
        var excess = Leaves - leaves;
        var columns = Columns.ToArray();
        for (var i = columns.Length - 1; i >= 0 && excess > 0; i--)
        {
            if (columns[i].Type is ColumnType.Scalar) continue;
            excess -= columns[i].Type.Leaves - 1;
            columns[i] = columns[i] with { Type = ColumnType.Json };
        }

        return new RowSchema(columns);
    }

    /// <summary>Equal for equal names, order and types.</summary>
    internal string Key => new ColumnType.Struct(Columns).Key;
}
