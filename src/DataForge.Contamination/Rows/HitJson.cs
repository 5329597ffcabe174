using System.Text.Json;
using DataForge.Core;

namespace DataForge.Contamination;

/// <summary>Hits as the row's <c>decontamination</c> and <c>reject</c> fields.</summary>
public static class HitJson
{
    /// <summary>Sets <c>decontamination</c>: {action, index, decision, hits}; the decision only where a person made one.</summary>
    /// <param name="index">Hash of the index that was looked into.</param>
    public static void Set(RowEdit edit, RowOutcome outcome, string index) => edit.Write("decontamination", w =>
    {
        w.WriteStartObject();
        w.WriteString("action", outcome.IsDropped ? "drop" : outcome.Decision is null && outcome.Hits.Any(h => !h.Decided) ? "flag" : "keep");
        w.WriteString("index", index);
        if (outcome.Decision is not null) w.WriteString("decision", outcome.Decision);
        w.WriteStartArray("hits");
        foreach (var hit in outcome.Hits) Write(w, hit);
        w.WriteEndArray();
        w.WriteEndObject();
    });

    /// <summary>Why the row is dropped.</summary>
    public static Reject Why(RowOutcome outcome)
    {
        if (outcome.Hits.Count == 0) return new Reject("decontam", "decision", $"decided at {outcome.DecidedAt}");
        var hit = outcome.Hits[0];
        return new Reject("decontam", hit.Decided ? "decision" : hit.Tier,
            $"{Overlap(hit)}{(hit.Decided ? "; dropped by decision" : "")}");
    }

    private static string Overlap(Hit hit) => hit.Similarity is { } near
        ? $"{hit.Field} is close in meaning to item {hit.Item} of {hit.Benchmark} (cosine {near.Cosine:0.00}, score {near.Score:0.00})"
        : $"{hit.Field} {(hit.LcsRatio >= 0.95 ? "holds" : "overlaps")} item {hit.Item} of {hit.Benchmark} ({RuleNames.Of(hit.Rule)}, {hit.LcsRatio:0.00} of the item)";

    public static void Write(Utf8JsonWriter w, Hit hit)
    {
        w.WriteStartObject();
        w.WriteString("benchmark", hit.Benchmark);
        w.WriteString("item", hit.Item);
        w.WriteString("part", hit.Part);
        w.WriteString("field", hit.Field);
        w.WriteString("tier", hit.Tier);
        w.WriteString("rule", RuleNames.Of(hit.Rule));
        w.WriteStartArray("also");
        foreach (var member in RuleNames.Members)
            if ((hit.Others & member) != 0)
                w.WriteStringValue(RuleNames.Of(member));
        w.WriteEndArray();
        if (hit.Similarity is { } near)
        {
            w.WriteNumber("cosine", Math.Round(near.Cosine, 4));
            w.WriteNumber("score", Math.Round(near.Score, 4));
        }
        else
        {
            w.WriteNumber("ngrams", hit.Ngrams);
            w.WriteNumber("lcs_ratio", Math.Round(hit.LcsRatio, 4));
        }

        w.WriteStartArray("span");
        w.WriteNumberValue(hit.Start);
        w.WriteNumberValue(hit.End);
        w.WriteEndArray();
        w.WriteString("matched", hit.Matched);
        if (hit.Decided) w.WriteString("decision", hit.Action == HitAction.Drop ? "drop" : "keep");
        if (hit.AnswerFollows) w.WriteBoolean("answer_follows", true);
        w.WriteEndObject();
    }
}
