using System.Text.Json;
using DataForge.Core;

namespace DataForge.Voting;

/// <summary>What exported prompts and pairs look like.</summary>
/// <param name="System">System message; empty leaves it out.</param>
/// <param name="MaxPairs">Most preference pairs of a problem; null takes every right sample with every wrong one.</param>
/// <param name="WithReasoning">Keeps a sample's reasoning in think tags; otherwise no thinking is left in a row.</param>
public sealed record ExportSettings(string System, long? MaxPairs, bool WithReasoning = false);

/// <summary>Rows for training in our own form, and examples that take a trainer's form elsewhere.</summary>
public static class PairExport
{
    /// <param name="chosen">The samples chosen for the problem, by rollout.</param>
    public static IEnumerable<Row> Rows(PairQuery query, IReadOnlyList<SampleView> chosen, PairKind kind, ExportSettings settings) => kind switch
    {
        PairKind.RewardModel => [RewardRow(query, chosen, settings)],
        PairKind.Preferences => Pairs(chosen, settings).Select(p => PreferenceRow(query, p.Right, p.Wrong, settings)),
        _ => [QueryRow(query, chosen)],
    };

    /// <summary>Examples for a trainer: pairs, of which all of a problem together weigh 1, or one query.</summary>
    public static IEnumerable<TrainingExample> Examples(PairQuery query, IReadOnlyList<SampleView> chosen, PairKind kind, ExportSettings settings)
    {
        var right = (long)chosen.Count(PairRows.IsRight);
        if (kind == PairKind.Reinforcement)
        {
            yield return Example(query, chosen, settings) with { Gold = query.Gold, PassCount = right, Samples = chosen.Count };
            yield break;
        }

        var pairs = Pairs(chosen, settings).ToList();
        foreach (var (good, poor) in pairs)
            yield return Example(query, [good, poor], settings) with { Gold = query.Gold, PassCount = right, Samples = chosen.Count, Weight = 1.0 / pairs.Count };
    }

    internal static TrainingExample Example(PairQuery query, IReadOnlyList<SampleView> replies, ExportSettings settings) => new(
        query.ProblemId, query.Problem, [.. Prompt(query, settings)],
        [.. replies.Select(s => new ExampleReply(s.Shown(settings.WithReasoning) ?? "", s.IsCorrect, s.Row.PlainText("sample_id"), s.Model))])
    {
        ParentId = query.First.PlainText("parent_id"),
        Source = query.First.PlainText("source"),
        Language = query.First.PlainText("language"),
        License = query.First.PlainText("license"),
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

    /// <summary>Diagonal by diagonal, so that a bound on pairs still uses every sample before one comes twice.</summary>
    private static IEnumerable<(SampleView Right, SampleView Wrong)> Pairs(IReadOnlyList<SampleView> chosen, ExportSettings settings)
    {
        var right = chosen.Where(PairRows.IsRight).ToList();
        var wrong = chosen.Where(s => !PairRows.IsRight(s)).ToList();
        return Enumerable.Range(0, wrong.Count).SelectMany(d => right.Select((r, i) => (r, wrong[(i + d) % wrong.Count]))).Take((int)Math.Min(settings.MaxPairs ?? int.MaxValue, int.MaxValue));
    }

    private static Row PreferenceRow(PairQuery query, SampleView good, SampleView poor, ExportSettings settings) => Row.Empty.With(e => query.Carry(e.Set("problem_id", query.ProblemId)
        .Write("prompt", w => Write(w, Prompt(query, settings)))
        .Write("chosen", w => Write(w, [new Message("assistant", good.Shown(settings.WithReasoning)!)]))
        .Write("rejected", w => Write(w, [new Message("assistant", poor.Shown(settings.WithReasoning)!)]))));

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

    /// <summary>What the model is shown: the system message, where there is one, and the problem.</summary>
    private static IEnumerable<Message> Prompt(PairQuery query, ExportSettings settings)
    {
        if (settings.System.Length > 0) yield return new Message("system", settings.System);
        yield return new Message("user", query.Problem);
    }

    private static void Write(Utf8JsonWriter w, IEnumerable<Message> messages)
    {
        w.WriteStartArray();
        foreach (var message in messages)
        {
            w.WriteStartObject();
            w.WriteString("role", message.Role);
            w.WriteString("content", message.Content);
            w.WriteEndObject();
        }

        w.WriteEndArray();
    }
}
