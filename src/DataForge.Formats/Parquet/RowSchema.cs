using DataForge.Core;

namespace DataForge.Formats;

/// <summary>Columns of a Parquet file. Fields that no column takes, because of their name or of their value's type, go into one JSON text column, <c>extra</c>.</summary>
public sealed record RowSchema(IReadOnlyList<Column> Columns)
{
    /// <summary>The column that holds a JSON object of all other fields.</summary>
    public const string Extra = "extra";

    /// <summary>How many rows, and how much JSON text of them, decide the columns where they are not known beforehand.</summary>
    internal const int LookRows = 8192;

    internal const long LookBytes = 32 << 20;

    private static readonly ColumnType Messages = ColumnType.ListOf(ColumnType.StructOf(new("role", ColumnType.Text), new("content", ColumnType.Text)));

    /// <summary>Every field that the suite knows, in the order columns take.</summary>
    private static readonly Column[] Known =
    [
        new("sample_id", ColumnType.Text), new("problem_id", ColumnType.Text), new("parent_id", ColumnType.Text),
        new("messages", Messages),
        new("problem", ColumnType.Text), new("solution", ColumnType.Text), new("answer", ColumnType.Text),
        new("expected_answer", ColumnType.Text), new("answer_source", ColumnType.Text), new("reference_solution", ColumnType.Text),
        new("source", ColumnType.Text), new("evolution", ColumnType.Text), new("difficulty", ColumnType.Number), new("language", ColumnType.Text),
        new("license", ColumnType.Text), new("tags", ColumnType.ListOf(ColumnType.Text)),
        new("rollout", ColumnType.Integer), new("seed", ColumnType.Integer), new("mode", ColumnType.Text),
        new("generation", ColumnType.Text), new("reasoning", ColumnType.Text),
        new("tool_calls", ColumnType.ListOf(ColumnType.StructOf(new("code", ColumnType.Text), new("output", ColumnType.Text), new("status", ColumnType.Text), new("seconds", ColumnType.Number)))),
        new("finish_reason", ColumnType.Text), new("predicted_answer", ColumnType.Text), new("answer_key", ColumnType.Text), new("is_correct", ColumnType.Flag), new("rule", ColumnType.Text),
        new("reward_model_score", ColumnType.Number), new("path_key", ColumnType.Text), new("vote_share", ColumnType.Number),
        new("num_input_tokens", ColumnType.Integer), new("num_generated_tokens", ColumnType.Integer),
        new("model", ColumnType.Text), new("model_revision", ColumnType.Text), new("prompt_hash", ColumnType.Text),
        new("temperature", ColumnType.Number), new("top_p", ColumnType.Number), new("top_k", ColumnType.Integer), new("max_tokens", ColumnType.Integer),
        new("method", ColumnType.Text), new("weight", ColumnType.Text),
        new("votes", ColumnType.ListOf(ColumnType.StructOf(new("answer_key", ColumnType.Text), new("answer", ColumnType.Text), new("count", ColumnType.Integer), new("weight", ColumnType.Number)))),
        new("total_votes", ColumnType.Integer), new("no_answer", ColumnType.Integer), new("margin", ColumnType.Number), new("tied", ColumnType.Flag), new("tie_break", ColumnType.Text), new("abstained", ColumnType.Text),
        new("responses", ColumnType.ListOf(ColumnType.StructOf(new("content", ColumnType.Text), new("is_correct", ColumnType.Flag), new("model", ColumnType.Text)))),
        new("num_correct", ColumnType.Integer), new("pass_count", ColumnType.Integer), new("num_samples", ColumnType.Integer),
        // what TRL's and verl's trainers read (forge-pairs --for)
        new("prompt", Messages), new("chosen", Messages), new("rejected", Messages),
        new("data_source", ColumnType.Text), new("ability", ColumnType.Text),
        new("reward_model", ColumnType.StructOf(new("style", ColumnType.Text), new("ground_truth", ColumnType.Text))),
        new("extra_info", ColumnType.StructOf(new("split", ColumnType.Text), new("index", ColumnType.Integer), new("problem_id", ColumnType.Text), new("pass_count", ColumnType.Integer), new("num_samples", ColumnType.Integer))),
        new("decontamination", ColumnType.StructOf(new("action", ColumnType.Text), new("hits", ColumnType.ListOf(ColumnType.StructOf(
            new("benchmark", ColumnType.Text), new("item", ColumnType.Text), new("field", ColumnType.Text), new("tier", ColumnType.Text), new("ngrams", ColumnType.Integer),
            new("lcs_ratio", ColumnType.Number), new("span", ColumnType.ListOf(ColumnType.Integer)), new("matched", ColumnType.Text)))))),
    ];

    private static readonly Dictionary<string, Column> ByName = Known.ToDictionary(c => c.Name);

    /// <summary>Names of all fields that the suite's records have.</summary>
    internal static IEnumerable<string> KnownNames => ByName.Keys;

    /// <summary>Rows for supervised fine-tuning.</summary>
    public static RowSchema Sft { get; } = Of("messages", "problem", "solution", "answer", "answer_source", "source", "problem_id", "sample_id", "parent_id", "evolution", "reward_model_score", "vote_share", "language", "license");

    /// <summary>Problems.</summary>
    public static RowSchema Problems { get; } = Of("problem_id", "problem", "solution", "expected_answer", "answer_source", "source", "parent_id", "evolution", "difficulty", "language", "license", "tags");

    private static RowSchema Of(params string[] names) => new([.. names.Select(n => ByName[n])]);

    /// <summary>The columns that the first rows need, and all rows again.</summary>
    public static (RowSchema Schema, IEnumerable<Row> Rows) Ahead(IEnumerable<Row> rows)
    {
        var source = rows.GetEnumerator();
        var first = new List<Row>();
        for (long bytes = 0; first.Count < LookRows && bytes < LookBytes && source.MoveNext(); bytes += source.Current.Utf8.Length) first.Add(source.Current);
        return (For(first), Again());

        IEnumerable<Row> Again()
        {
            using (source)
            {
                foreach (var row in first) yield return row;
                while (source.MoveNext()) yield return source.Current;
            }
        }
    }

    /// <summary>The columns that the given rows need: the suite's own fields among theirs. What later rows hold besides goes into <c>extra</c>, so nothing is lost when these were only the first.</summary>
    public static RowSchema For(IEnumerable<Row> rows)
    {
        var seen = new HashSet<string>();
        foreach (var row in rows) seen.UnionWith(row.Names);
        return new RowSchema([.. Known.Where(c => seen.Contains(c.Name))]);
    }
}
