using System.Text.Json;
using DataForge.Core;

namespace DataForge.Voting;

/// <summary>Rows for step rewards.</summary>
public static class StepRows
{
    /// <summary>
    /// A row for a process reward model: the sample's steps with, for each, how many samples share the prefix that ends with it (<c>counts</c>), its conservative value (<c>values</c>, the lower Wilson bound of the
    /// share that ends right) and its label: true where at least one sample goes on from it to a right answer.
    /// </summary>
    /// <remarks>The label is the hard estimation of Math-Shepherd (Wang et al. 2023, arXiv:2312.08935, section 3.3), with the samples at hand for completions. A row's own sample is one of them.</remarks>
    public static Row Process(PairQuery query, IReadOnlyList<StepNode> path, SampleView sample) => Row.Empty.With(e => query.Carry(e
        .Set("problem_id", query.ProblemId).Set("problem", query.Problem).Set("kind", "prm")
        .Write("steps", w => List(w, path, n => w.WriteStringValue(n.Step)))
        .Write("labels", w => List(w, path, n => w.WriteBooleanValue(n.Right > 0)))
        .Write("values", w => List(w, path, n => w.WriteNumberValue(Math.Round(n.Bounds.Low, 6))))
        .Write("counts", w => List(w, path, n => w.WriteNumberValue(n.Samples)))
        .Set("is_correct", sample.IsCorrect).Set("sample_id", sample.Row.PlainText("sample_id")).Set("model", sample.Model)));

    /// <summary>A row for step-wise preference optimization.</summary>
    public static Row Preference(PairQuery query, StepPair pair) => Row.Empty.With(e => query.Carry(e
        .Set("problem_id", query.ProblemId).Set("problem", query.Problem).Set("kind", pair.Kind)
        .Write("prefix", w => List(w, pair.Prefix, w.WriteStringValue))
        .Set("chosen", pair.Chosen).Set("rejected", pair.Rejected)
        .Set("chosen_value", Math.Round(pair.ChosenValue, 6)).Set("rejected_value", Math.Round(pair.RejectedValue, 6))
        .Set("chosen_samples", (long)pair.Samples.Chosen).Set("rejected_samples", (long)pair.Samples.Rejected)));

    /// <summary>A process-reward row as an example: its steps with their labels.</summary>
    public static TrainingExample Example(PairQuery query, IReadOnlyList<StepNode> path, SampleView sample, StepNode root, ExportSettings settings) =>
        PairExport.Example(query, [], settings) with
        {
            Replies = [.. path.Select(n => new ExampleReply(n.Step, n.Right > 0, sample.Row.PlainText("sample_id"), sample.Model))],
            PassCount = root.Right,
            Samples = root.Samples,
        };

    private static void List<T>(Utf8JsonWriter w, IReadOnlyList<T> items, Action<T> write)
    {
        w.WriteStartArray();
        foreach (var item in items) write(item);
        w.WriteEndArray();
    }
}
