using System.Text.Json;
using DataForge.Core;

namespace DataForge.Contamination;

/// <summary>Hits as the row's <c>decontamination</c> and <c>reject</c> fields.</summary>
public static class HitJson
{
    /// <summary>Sets <c>decontamination</c>: {action, index, hits}.</summary>
    /// <param name="index">Hash of the index that was looked into.</param>
    public static void Set(RowEdit edit, IReadOnlyList<Hit> hits, string index) => edit.Write("decontamination", w =>
    {
        w.WriteStartObject();
        w.WriteString("action", hits[0].Action == HitAction.Drop ? "drop" : "flag");
        w.WriteString("index", index);
        w.WriteStartArray("hits");
        foreach (var hit in hits) Write(w, hit);
        w.WriteEndArray();
        w.WriteEndObject();
    });

    /// <summary>Why a row with these hits is dropped.</summary>
    public static Reject Why(IReadOnlyList<Hit> hits) => new(
        "decontam", hits[0].Tier, $"{hits[0].Field} {(hits[0].LcsRatio >= 0.95 ? "holds" : "overlaps")} item {hits[0].Item} of {hits[0].Benchmark} ({RuleNames.Of(hits[0].Rule)}, {hits[0].LcsRatio:0.00} of the item)");

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
        w.WriteNumber("ngrams", hit.Ngrams);
        w.WriteNumber("lcs_ratio", Math.Round(hit.LcsRatio, 4));
        w.WriteStartArray("span");
        w.WriteNumberValue(hit.Start);
        w.WriteNumberValue(hit.End);
        w.WriteEndArray();
        w.WriteString("matched", hit.Matched);
        if (hit.AnswerFollows) w.WriteBoolean("answer_follows", true);
        w.WriteEndObject();
    }
}
