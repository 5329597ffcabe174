using System.Text.Json;
using DataForge.Cli;
using DataForge.Contamination;
using DataForge.Core;
using DataForge.Formats;
using DataForge.Semantic;

namespace DataForge.Tools.Decontam;

/// <summary>What is said at the end.</summary>
internal static class Reports
{
    public static void Say(ToolContext context, DecontamSettings s, BenchmarkIndex index, ScanTally tally, BadRows bad, DecisionList? decisions)
    {
        context.SayIfNoRows(tally.Rows + bad.Count, s.Inputs);
        context.Say($"{Quantity.Of(tally.Rows, "row")}: {tally.Rows - tally.Dropped:N0} kept ({tally.Flagged:N0} flagged), {tally.Dropped:N0} dropped{(bad.Count > 0 ? $", {bad.Count:N0} bad records" : "")}");
        foreach (var line in tally.Summary()) context.Say(line);
        foreach (var line in decisions?.Summary() ?? []) context.Say(line);
        foreach (var line in tally.Coverage.Summary()) context.Say(line);
        var blind = Undetectable.Find(index, s.Scan);
        if (blind.Count > 0) context.Say($"{blind.Count:N0} of {index.Data.Entries.Count:N0} benchmark texts cannot be found under these settings: {Undetectable.Summary(blind)}{(s.Report is null ? " (--report lists them)" : "")}");
    }

    /// <summary>The report is a side file: it has its name before the kept rows have theirs.</summary>
    public static void Write(DecontamSettings s, BenchmarkIndex index, ScanTally tally, DecisionList? decisions, SemanticTier? tier)
    {
        if (s.Report is null) return;
        using var report = RowWriter.Open(s.Report);
        report.Write(Row.Parse(tally.ToJson()).With(e => (decisions is null ? e : e.Write("decisions", decisions.Write))
            .Set("index", index.Data.Hash())
            .Write("rules_in_force", w => InForce(w, s.Scan))
            .Write("semantic", w => Semantic(w, tier))
            .Write("undetectable", w => Undetectable.Write(w, index, Undetectable.Find(index, s.Scan)))));
        report.Commit();
    }

    /// <summary>By which model meanings were compared; null where they were not.</summary>
    private static void Semantic(Utf8JsonWriter w, SemanticTier? tier)
    {
        if (tier is null)
        {
            w.WriteNullValue();
            return;
        }

        w.WriteStartObject();
        w.WriteString("embedder", tier.Model);
        w.WriteString("precision", tier.Precision);
        w.WriteString("revision", tier.Revision);
        w.WriteNumber("questions", tier.QuestionCount);
        w.WriteNumber("questions_not_covered", tier.QuestionsNotCovered);
        w.WriteEndObject();
    }

    private static void InForce(Utf8JsonWriter w, ScanSettings scan)
    {
        w.WriteStartObject();
        foreach (var (name, rules) in ((string, Rules)[])[("drop", scan.Drop), ("flag", scan.Flag)])
        {
            w.WriteStartArray(name);
            foreach (var rule in RuleNames.Members.Where(m => (rules & m) != 0)) w.WriteStringValue(RuleNames.Of(rule));
            w.WriteEndArray();
        }

        w.WriteStartObject("drop_above");
        foreach (var rule in (Rules[])[Rules.Exact13, Rules.Run, Rules.Masked13]) w.WriteNumber(RuleNames.Of(rule), scan.Limits.Of(rule));
        w.WriteEndObject();
        w.WriteNumber("min_lcs", scan.MinLcsShare);
        w.WriteNumber("min_template_lcs", scan.MinTemplateShare);
        w.WriteEndObject();
    }
}
