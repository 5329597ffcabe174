using System.Text.Json;
using DataForge.Core;

namespace DataForge.Voting;

/// <summary>What exported prompts and pairs look like.</summary>
/// <param name="System">System message; empty leaves it out.</param>
/// <param name="DataSource">verl's <c>data_source</c>.</param>
/// <param name="MaxPairs">Most preference pairs of a problem; null takes every right sample with every wrong one.</param>
/// <param name="WithReasoning">Keeps a sample's reasoning in think tags; otherwise no thinking is left in a row.</param>
public sealed record ExportSettings(string System, string DataSource, long? MaxPairs, bool WithReasoning = false);

/// <summary>Rows for training, in our own form and in the forms that trainers load.</summary>
/// <remarks>
/// TRL (huggingface/trl, docs/source/dataset_formats.md and reward_trainer.md): preference rows in conversational format with an explicit prompt;
/// for GRPO a conversational prompt and a <c>solution</c> column, which its accuracy reward reads, as LaTeX between dollar signs.
/// verl (docs/preparation/prepare_data.rst): <c>data_source</c>, <c>prompt</c>, <c>ability</c>, <c>reward_model</c>, <c>extra_info</c>; it wants Parquet, so name the output .parquet.
/// </remarks>
public static class PairExport
{
    /// <param name="chosen">The samples chosen for the problem, by rollout.</param>
    /// <param name="number">The problem's number among those kept, from 0.</param>
    /// <param name="form"><c>rows</c>, <c>trl</c> or <c>verl</c>.</param>
    public static IEnumerable<Row> Rows(PairQuery query, IReadOnlyList<SampleView> chosen, long number, bool reinforcement, string form, ExportSettings settings) => (reinforcement, form) switch
    {
        (false, "rows") => [RewardRow(query, chosen, settings)],
        (false, "trl") => Preferences(query, chosen, settings),
        (true, "rows") => [QueryRow(query, chosen)],
        (true, "trl") => [GrpoRow(query, chosen, settings)],
        (true, "verl") => [VerlRow(query, chosen, number, settings)],
        _ => throw new ArgumentException($"no form {form} of these rows", nameof(form)),
    };

    private static Row RewardRow(PairQuery query, IReadOnlyList<SampleView> chosen, ExportSettings settings) => Row.Empty.With(e => query.Carry(e.Set("problem_id", query.ProblemId).Set("problem", query.Problem)
        .Write("responses", w =>
        {
            w.WriteStartArray();
            foreach (var sample in chosen)
            {
                w.WriteStartObject();
                w.WriteString("content", sample.Shown(settings.WithReasoning));
                w.WriteBoolean("is_correct", PairRows.IsRight(sample));
                if (sample.Model is null) w.WriteNull("model");
                else w.WriteString("model", sample.Model);
                w.WriteEndObject();
            }

            w.WriteEndArray();
        })
        .Set("num_correct", (long)chosen.Count(PairRows.IsRight))));

    private static IEnumerable<Row> Preferences(PairQuery query, IReadOnlyList<SampleView> chosen, ExportSettings settings)
    {
        var right = chosen.Where(PairRows.IsRight).ToList();
        var wrong = chosen.Where(s => !PairRows.IsRight(s)).ToList();

        // Diagonal by diagonal, so that a bound on pairs still uses every sample before one comes twice.
        var pairs = Enumerable.Range(0, wrong.Count).SelectMany(d => right.Select((r, i) => (Right: r, Wrong: wrong[(i + d) % wrong.Count])));
        foreach (var (good, poor) in pairs.Take((int)Math.Min(settings.MaxPairs ?? int.MaxValue, int.MaxValue)))
            yield return Row.Empty.With(e => query.Carry(e.Set("problem_id", query.ProblemId)
                .Write("prompt", w => Prompt(w, query, settings))
                .Write("chosen", w => Reply(w, good, settings))
                .Write("rejected", w => Reply(w, poor, settings))));
    }

    private static Row QueryRow(PairQuery query, IReadOnlyList<SampleView> chosen) => Row.Empty.With(e =>
    {
        query.Carry(e.Set("problem_id", query.ProblemId).Set("problem", query.Problem).Set("expected_answer", query.Gold).Set("pass_count", (long)chosen.Count(PairRows.IsRight)).Set("num_samples", (long)chosen.Count));
        if (chosen.All(s => s.Ballot.Score is not null))
            e.Write("rewards", w =>
            {
                w.WriteStartArray();
                foreach (var sample in chosen) w.WriteNumberValue(Rewards.Of(sample.Ballot.Logit!.Value, PairRows.IsRight(sample)));
                w.WriteEndArray();
            });
    });

    private static Row GrpoRow(PairQuery query, IReadOnlyList<SampleView> chosen, ExportSettings settings) => Row.Empty.With(e => query.Carry(e.Set("problem_id", query.ProblemId)
        .Write("prompt", w => Prompt(w, query, settings))
        .Set("solution", $"${Undelimited(query.Gold!)}$")
        .Set("pass_count", (long)chosen.Count(PairRows.IsRight)).Set("num_samples", (long)chosen.Count)));

    private static Row VerlRow(PairQuery query, IReadOnlyList<SampleView> chosen, long number, ExportSettings settings) => Row.Empty.With(e => e
        .Set("data_source", settings.DataSource)
        .Write("prompt", w => Prompt(w, query, settings))
        .Set("ability", "math")
        .Write("reward_model", w =>
        {
            w.WriteStartObject();
            w.WriteString("style", "rule");
            w.WriteString("ground_truth", Undelimited(query.Gold!));
            w.WriteEndObject();
        })
        .Write("extra_info", w =>
        {
            w.WriteStartObject();
            w.WriteString("split", "train");
            w.WriteNumber("index", number);
            w.WriteString("problem_id", query.ProblemId);
            w.WriteNumber("pass_count", chosen.Count(PairRows.IsRight));
            w.WriteNumber("num_samples", chosen.Count);
            w.WriteEndObject();
        }));

    /// <summary>A gold answer without the math delimiters around the whole of it: verl's graders compare the text, and TRL's takes one pair of dollar signs.</summary>
    private static string Undelimited(string gold)
    {
        for (var text = gold.Trim(); ;)
        {
            var inner = text switch
            {
                ['$', '$', .. var display, '$', '$'] => display,
                ['$', .. var inline, '$'] when !inline.Contains('$', StringComparison.Ordinal) => inline,
                ['\\', '(', .. var inline, '\\', ')'] when !inline.Contains("\\)", StringComparison.Ordinal) => inline,
                ['\\', '[', .. var display, '\\', ']'] when !display.Contains("\\]", StringComparison.Ordinal) => display,
                _ => null,
            };
            if (string.IsNullOrWhiteSpace(inner) || inner.EndsWith('\\')) return text;
            text = inner.Trim();
        }
    }

    private static void Prompt(Utf8JsonWriter w, PairQuery query, ExportSettings settings)
    {
        w.WriteStartArray();
        if (settings.System.Length > 0) Turn(w, "system", settings.System);
        Turn(w, "user", query.Problem);
        w.WriteEndArray();
    }

    private static void Reply(Utf8JsonWriter w, SampleView sample, ExportSettings settings)
    {
        w.WriteStartArray();
        Turn(w, "assistant", sample.Shown(settings.WithReasoning)!);
        w.WriteEndArray();
    }

    private static void Turn(Utf8JsonWriter w, string role, string content)
    {
        w.WriteStartObject();
        w.WriteString("role", role);
        w.WriteString("content", content);
        w.WriteEndObject();
    }
}
