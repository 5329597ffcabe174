using System.Text.Json;
using DataForge.Core;
using DataForge.Synthesis;

namespace DataForge.Stages;

/// <summary>The responses to one problem that was asked under an instruction.</summary>
/// <param name="Samples">A row a response, with its text.</param>
/// <param name="Gold">The problem's gold answer; null when it has none.</param>
public sealed record ResponseWork(string ProblemId, string Instruction, string Query, string Language, IReadOnlyList<string> Verifiers, IReadOnlyList<(Row Row, string Text)> Samples, string? Gold, IReadOnlyList<Row> Left)
{
    private static readonly FieldNames Names = FieldNames.Default with { Problem = ["problem", "prompt"], Answer = FieldNames.Default.Answer };

    /// <summary>Groups rows of one problem that stand together. A row may also hold all responses in a list (<c>responses</c>, or AutoIF's <c>gpt-answer</c>).</summary>
    public static IEnumerable<StageItem<ResponseWork>> Of(IEnumerable<Row> rows, IBadRecords bad)
    {
        var group = new List<Row>();
        string? id = null;
        foreach (var (row, key) in rows.SelectGood(bad, row => new Keyed(row, KeyOf(row))))
        {
            if (group.Count > 0 && (key is null || key != id))
            {
                foreach (var work in Made(group, id, bad)) yield return work;
                group = [];
            }

            id = key;
            group.Add(row);
        }

        if (group.Count > 0)
            foreach (var work in Made(group, id, bad)) yield return work;
    }

    private sealed record Keyed(Row Row, string? Key);

    /// <summary>Null for a row that stands alone.</summary>
    private static string? KeyOf(Row row) => ListOf(row) is null ? row.Required("problem_id") : null;

    private static string? ListOf(Row row) => row.Raw("responses") is [(byte)'[', ..] ? "responses" : row.Raw("gpt-answer") is [(byte)'[', ..] ? "gpt-answer" : null;

    private static IEnumerable<StageItem<ResponseWork>> Made(List<Row> group, string? id, IBadRecords bad)
    {
        ResponseWork? work = null;
        try
        {
            work = Make(group, id);
        }
        catch (ForgeException e) when (e.IsBadRecord)
        {
            bad.Pass(e, group[0].Utf8);
        }

        if (work is not null) yield return new StageItem<ResponseWork>(work, group.Count);
    }

    private static ResponseWork Make(List<Row> group, string? id)
    {
        var first = group[0];
        var verifiers = InstructionRow.VerifiersOf(first);
        if (id is null) return Listed(first, verifiers);
        Row[] surplus = [.. group.Where(r => r.Raw("surplus").SequenceEqual("true"u8))];
        var samples = group.Except(surplus).Select(r => (r, Shown(r))).ToList();
        return new ResponseWork(id, first.Required("instruction"), first.Required("query"), first.Text("language") ?? "en", verifiers, samples, Voting.Gold.Of([.. samples.Select(s => s.r)], Names), surplus);
    }

    private static string Shown(Row row) => ThinkTags.Shown(
        row.Text(FieldNames.First(row, Names.Generation) ?? throw ForgeException.BadRecord(row.Path, row.Line, $"expected a response in one of the fields {string.Join(", ", Names.Generation)}"))!, row.Text("reasoning"), withReasoning: false) ?? "";

    private static ResponseWork Listed(Row row, IReadOnlyList<string> verifiers)
    {
        var field = ListOf(row)!;
        var list = row.Element(field)!.Value;
        if (list.EnumerateArray().Any(e => e.ValueKind != JsonValueKind.String)) throw ForgeException.BadRecord(row.Path, row.Line, $"field \"{field}\": expected a list of strings");
        var prompt = row.Text("prompt") ?? row.Text("problem") ?? throw ForgeException.BadRecord(row.Path, row.Line, "expected a string field \"prompt\" or \"problem\"");
        try
        {
            var texts = list.EnumerateArray().Select(e => e.GetString()!).ToList();
            var at = prompt.IndexOf("[Query]", StringComparison.Ordinal);
            var query = row.Text("query") ?? (at < 0 ? prompt : prompt[(at + "[Query]".Length)..].Trim());
            var id = Identity.OfProblem(prompt);
            var samples = texts.Select((t, i) => (row.With(e => e.Remove(field).Set("problem_id", id).Set("query", query).Set("rollout", i).Set("generation", t)), t)).ToList();
            return new ResponseWork(id, row.Text("instruction") ?? "", query, row.Text("language") ?? Problem.LanguageOf(prompt), verifiers, samples, null, []);
        }
        catch (InvalidOperationException)
        {
            throw ForgeException.BadRecord(row.Path, row.Line, $"field \"{field}\": expected valid Unicode, found a lone surrogate");
        }
    }
}
