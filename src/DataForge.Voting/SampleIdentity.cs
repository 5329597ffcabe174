using System.Globalization;
using DataForge.Core;

namespace DataForge.Voting;

/// <summary>Which rows of a problem are one sample, and which numbers samples without a rollout take.</summary>
/// <remarks>
/// A sample is its rollout within its run. The run is told by <c>sample_id</c> where the rows have it, else by the fields that decide what a model writes.
/// Rows that name neither a rollout nor a <c>sample_id</c> are samples of their own: two greedy samples may well be equal.
/// </remarks>
internal static class SampleIdentity
{
    private static readonly string[] Run = ["model", "model_revision", "prompt_hash", "seed", "mode", "temperature", "top_p", "top_k", "max_tokens"];

    /// <summary>The rows without those that repeat an earlier one, and these.</summary>
    /// <exception cref="ForgeException">Two rows are the same rollout of the same run, with different texts.</exception>
    public static (IReadOnlyList<Row> Samples, IReadOnlyList<Row> Repeats) Distinct(IReadOnlyList<Row> rows, FieldNames names)
    {
        var firsts = new Dictionary<string, List<Row>>(StringComparer.Ordinal);
        List<Row>? kept = null;
        List<Row>? repeats = null;
        for (var i = 0; i < rows.Count; i++)
        {
            var row = rows[i];
            var repeated = false;
            if (Number(row) is { } number)
            {
                if (!firsts.TryGetValue(number, out var others)) firsts[number] = others = [];
                if (others.Find(o => SameRun(o, row)) is { } earlier)
                {
                    repeated = Text(earlier, names).SequenceEqual(Text(row, names))
                        ? true
                        : throw ForgeException.BadRecord(row.Path, row.Line, $"another text of a sample that stands at {ForgeException.Name(earlier.Path)}:{earlier.Line}: problem {row.Text("problem_id")}, {number}; samples of several runs need different model, seed or sample_id");
                }
                else
                {
                    others.Add(row);
                }
            }

            if (repeated)
            {
                kept ??= [.. rows.Take(i)];
                (repeats ??= []).Add(row);
            }
            else
            {
                kept?.Add(row);
            }
        }

        return (kept ?? rows, repeats ?? []);
    }

    private static string? Number(Row row) =>
        row.Integer("rollout") is { } rollout ? string.Create(CultureInfo.InvariantCulture, $"rollout {rollout}")
        : row.HasValue("sample_id") ? $"sample_id {row.TextOrNumber("sample_id")}"
        : null;

    private static bool SameRun(Row one, Row other)
    {
        if (one.HasValue("sample_id") && other.HasValue("sample_id")) return one.TextOrNumber("sample_id") == other.TextOrNumber("sample_id");
        foreach (var name in Run)
            if (!one.Raw(name).SequenceEqual(other.Raw(name)))
                return false;
        return true;
    }

    private static ReadOnlySpan<byte> Text(Row row, FieldNames names) => row.Raw(FieldNames.First(row, names.Generation) ?? "predicted_answer");

    /// <summary>The rollout of each row: its own, else in order the lowest numbers that no row of the problem carries.</summary>
    public static long[] Rollouts(IReadOnlyList<Row> rows)
    {
        var own = new long?[rows.Count];
        for (var i = 0; i < own.Length; i++) own[i] = rows[i].Integer("rollout");
        var taken = Array.TrueForAll(own, r => r is not null) ? null : own.OfType<long>().ToHashSet();
        var next = 0L;
        return Array.ConvertAll(own, rollout =>
        {
            if (rollout is { } given) return given;
            while (taken!.Contains(next)) next++;
            return next++;
        });
    }
}
